import Civil
import Contracts
import Foundation

/// What a player of a day asks of a service.
struct DayRequest: Equatable, Sendable {
    enum Command: Equatable, Sendable {
        case intake(WireIntakeCommand.OneOf_Command)
        case recording(WireRecordingCommand.OneOf_Command)
        case printing(WirePrintingCommand.OneOf_Command)
        /// Whoever holds the case.
        case holder(service: String, WireCaseCommand.OneOf_Command)
    }

    /// The same however often the day is played: whoever plays it again gets the first answer and does nothing twice.
    let id: UUID
    /// Where it is asked; empty where no desk is part of it.
    var desk = ""
    let command: Command
}

/// What the service said: its own reply, or that a rule is against it.
enum DayAnswer: Equatable, Sendable {
    case intake(WireIntakeReply.OneOf_Reply)
    case recording(WireRecordingReply.OneOf_Reply)
    case printing(WirePrintingReply.OneOf_Reply)
    case holder(WireCaseView)
    case declined(WireRejection)
}

/// What a player of a day wants done next.
enum DayMove: Equatable, Sendable {
    /// All of these, in any order; their answers come back in this order.
    case ask([DayRequest])
    /// Everything that is under way at the site comes to rest, then its clock is moved to this time.
    case advance(to: Moment)
    case finished
}
