import Contracts
import Foundation
import Majordomo
import Records

/// What the answer to a message means for it. Pure.
package enum RelayVerdict: Equatable {
    /// The receiver has carried it out.
    case done
    /// The receiver is there and wants this one again later, perhaps with more of the history.
    case again(after: Duration, carryFrom: Int64 = 0)
    /// No answer: nobody may be there.
    case unanswered
    /// The receiver couldn't carry it out now and stored nothing: another version of it may.
    case faulted(why: String)
    /// The receiver has stored that it never will: it becomes a dead letter and holds up nobody else.
    case bury(cause: String)

    /// When a faulted message goes again.
    static let pauseAfterFault = Duration.seconds(5)
    /// The one fault that a receiver stores: it has kept the message as a dead letter itself.
    private static let storedFault = "refused_by_store"

    package init(_ outcome: Outcome, of destination: String) {
        guard case .ok(let bytes) = outcome else {
            self = .unanswered
            return
        }
        guard let reply = try? WireReply(serializedBytes: bytes) else {
            self = .faulted(why: "the answer can't be read")
            return
        }
        switch reply.outcome {
        case .accepted: self = .done
        case .rejected(let rejection):
            self = .bury(
                cause: "\(destination) refused it: \(rejection.problem); \(rejection.fix) [\(rejection.code)]")
        case .fault(let fault) where fault.code == Self.storedFault:
            self = .bury(cause: "\(destination): \(fault.problem) [\(fault.code)]")
        // The code alone: a problem's words may quote what somebody wrote.
        case .fault(let fault): self = .faulted(why: "fault \(fault.code)")
        case .retry(let retry):
            self = .again(after: .milliseconds(Int64(retry.afterMs)), carryFrom: retry.carryFrom)
        case nil: self = .faulted(why: "the answer says nothing")
        }
    }

    /// For the lane of the destination; nil while the message is still to be buried.
    var forLane: RelayLane.Verdict? {
        switch self {
        case .done: .done
        case .again(let after, let first): .again(after: after, carryFrom: first)
        case .unanswered: .unanswered
        case .faulted: .again(after: Self.pauseAfterFault)
        case .bury: nil
        }
    }
}
