import Civil
import Foundation
import Postgres

/// A service as the engine sees it: what it can be asked, what that touches, and what it does.
public protocol Department<Command>: Sendable {
    associatedtype Command: Sendable
    associatedtype Question: Sendable

    /// `intake`, `recording` …: the holder's name in subjects and the first half of the wire's name.
    var service: String { get }

    /// Reads the body of a request.
    func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Question>

    /// Whether another site, which speaks for these offices, may ask this. Unless a service says otherwise, nothing.
    func admit(_ asked: Asked<Command, Question>, speakingFor offices: Set<String>) throws(Rejection)

    /// What a command touches. `now` is the site's clock as far as it is known before the batch reads it: right to
    /// a second, so a lane's day is to be checked again in `perform`.
    func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs

    /// Decides and appends. Throwing undoes what this request did to the fold: a `Rejection` is stored and
    /// sent, a `RetryLater` is sent and not stored.
    func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8]

    /// The offices that must know of a case, wherever it is: those of other sites get copies of what is written here.
    func concerned(by file: CaseFile) -> [String]

    /// Whether a command that was carried out would change nothing if it came again under the same id.
    func isRepeatable(_ command: Command) -> Bool

    /// Reads, for the keys in `Needs.kept` as `bytea[]`, which of them the service keeps in its own schema and how many
    /// bytes: two columns, `bytea` and `int8`.
    var kept: Statement? { get }

    /// Answers a question: no history is written, and nothing that could not be asked again.
    func answer(_ question: Question, asking: Asking, from archive: Archive) throws -> [UInt8]
}

extension Department {
    public var kept: Statement? { nil }

    public func isRepeatable(_ command: Command) -> Bool { false }

    public func concerned(by file: CaseFile) -> [String] { [file.filing.office] }

    public func admit(_ asked: Asked<Command, Question>, speakingFor offices: Set<String>) throws(Rejection) {
        throw .notForOthers
    }
}

extension Rejection {
    /// Another site asked for what is no business of its offices.
    public static let notForOthers = Rejection(
        .notAllowed, field: "office", problem: "that is not for another site to ask",
        fix: "ask at the office that it belongs to")
}

/// A command changes something and leaves a receipt; a question does neither.
public enum Asked<Command: Sendable, Question: Sendable>: Sendable {
    case command(Command)
    case question(Question)
}

/// A body that is no message of this service.
public struct UnreadableRequest: Error, Sendable {
    public let code: String
    public let problem: String
    public let fix: String

    public init(problem: String, fix: String, code: String = "unreadable") {
        self.code = code
        self.problem = problem
        self.fix = fix
    }

    /// Of a newer version, perhaps. Nothing is stored of it, so that a newer instance of the service can carry it out.
    public static func unknownCommand(to service: String) -> UnreadableRequest {
        UnreadableRequest(
            problem: "the request names no command that this \(service) knows",
            fix: "set exactly one; for a newer command run a newer loket-\(service)", code: "unknown_command")
    }
}

/// Not now: the same request can succeed in a moment, so nothing is stored.
public struct RetryLater: Error, Sendable {
    public let reason: String
    public let after: Duration
    /// The version from which on entries are to come along; 0 for as many as before.
    let carryFrom: Int64

    public init(_ reason: String, after: Duration = .milliseconds(50)) {
        self.init(reason, after: after, carryFrom: 0)
    }

    init(_ reason: String, after: Duration = .milliseconds(10), carryFrom: Int64) {
        self.reason = reason
        self.after = after
        self.carryFrom = carryFrom
    }
}
