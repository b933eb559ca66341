import Foundation

/// A thing of the outside world that does what can't be undone: a printer, a message gateway.
///
/// It is asked by one thread at a time of each instance, and may block for as long as it needs.
public protocol Device: Sendable {
    /// Does the job and says how it ended. An error that is thrown says only that the answer was lost: the
    /// runner inquires then.
    func perform(_ job: DeviceJob) throws -> DeviceOutcome

    /// What the device knows of an effect that it may have been asked for.
    func inquire(_ id: UUID) throws -> DeviceKnowledge

    /// Which of its kind it is: what one was asked, another at another place can't know. Defaults to the empty text,
    /// for a device that all instances share.
    var place: String { get }
}

extension Device {
    public var place: String { "" }
}

/// One thing to do. The same effect may come again after an attempt that surely failed.
public struct DeviceJob: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        /// A PDF, byte for byte.
        case document(pdf: [UInt8])
        case message(phone: String, text: String)
    }

    public var effect: UUID
    public var attempt: Int
    /// The case's or run's number, for people and logs.
    public var number: String
    /// The name of the file or of the print job; it names no person.
    public var name: String
    public var content: Content

    public init(effect: UUID, attempt: Int, number: String, name: String, content: Content) {
        self.effect = effect
        self.attempt = attempt
        self.number = number
        self.name = name
        self.content = content
    }
}

/// How an attempt ended, as the device says.
public enum DeviceOutcome: Sendable, Equatable {
    /// It is done; the reference is the device's own.
    case confirmed(reference: String)
    /// It will never be done, however often it is tried.
    case refused(reason: String)
    /// It was surely not done and may be tried again.
    case failed(reason: String)
    /// It may have been done.
    case unknown(reason: String)
}

/// What a device can say afterwards.
public enum DeviceKnowledge: Sendable, Equatable {
    case done(reference: String)
    /// It was surely never asked.
    case neverHeard
    case cannotTell(reason: String)
}

/// What the device should get can't be made from what is stored: it is refused for good.
public struct ImpossibleJob: Error, Sendable {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}
