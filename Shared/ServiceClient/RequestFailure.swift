import Contracts
import Foundation

/// Why a request has no result. Each says whether something may have been done.
public enum RequestFailure: Error, Sendable, Equatable {
    /// A rule said no. That is the final answer to this request; nothing was done.
    case rejected(WireRejection)
    /// The service can't read or carry out such a request; nothing was done.
    case fault(WireFault)
    /// Nobody serves the name; nothing was done.
    case unavailable(String)
    /// The service has more to do than it may take on; nothing was done.
    case busy(String)
    /// The service asked to come again until the time was up; nothing was done.
    case notYet(String, reason: String)
    /// Too large for the broker, or no name that it carries; nothing was done.
    case notCarried(String)
    /// No broker answered; nothing was done.
    case noBroker
    /// No answer in time: it may be done or not. Sent again under the same id, it is done once and answered.
    case unknown(String, UUID)
    /// An answer that this client can't read: one of both is newer than the other.
    case unreadable(String)

    /// True where the same request, sent later, can succeed.
    public var isRetriable: Bool {
        switch self {
        case .unavailable, .busy, .notYet, .noBroker, .unknown: true
        case .rejected, .fault, .notCarried, .unreadable: false
        }
    }

    /// True where it is certain that nothing was done.
    public var nothingWasDone: Bool {
        switch self {
        case .unknown, .unreadable: false
        default: true
        }
    }
}

extension RequestFailure: CustomStringConvertible {
    /// One sentence: what happened and what to do.
    public var description: String {
        switch self {
        case .rejected(let no):
            (no.field.isEmpty ? "" : "\(no.field): ") + "\(no.problem); \(no.fix) [\(no.code)]"
        case .fault(let fault): "\(fault.problem); \(fault.fix) [\(fault.code)]"
        case .unavailable(let name):
            "nobody serves \(name) now, and nothing was done: look at loket services, and start what is missing"
        case .busy(let name): "\(name) has too much to do, and nothing was done: try again in a moment"
        case .notYet(let name, let reason):
            "\(name) could not do it in time (\(reason)), and nothing was done: try again in a moment"
        case .notCarried(let name): "the broker doesn't carry this to \(name): it is too large, or no such name exists"
        case .noBroker: "no broker answers: bring the site up with loket up, or name its broker with --broker"
        case .unknown(let name, let id):
            "no answer came from \(name), so it may be done or not: the same command with --request "
                + "\(id.uuidString.lowercased()) does it once at most and shows the answer"
        case .unreadable(let name): "the answer of \(name) can't be read: run the same version everywhere"
        }
    }
}
