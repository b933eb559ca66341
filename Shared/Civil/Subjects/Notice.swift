import Foundation

/// One message to an applicant about one case and one occasion; its id is computed from both, so there
/// is never a second.
public struct Notice: Hashable, Sendable {
    public enum State: String, Sendable, CaseIterable {
        case planned, started, confirmed, refused, failed, unknown
    }

    public var file: UUID
    public var caseNumber: String
    public var office: String
    public var occasion: String
    public var phone: String
    public var text: String
    public var replyTo: String
    public var state = State.planned
    public var attempt = 0
    public var reference = ""
    public var reason = ""

    public init(
        file: UUID, caseNumber: String, office: String, occasion: String, phone: String, text: String, replyTo: String
    ) {
        self.file = file
        self.caseNumber = caseNumber
        self.office = office
        self.occasion = occasion
        self.phone = phone
        self.text = text
        self.replyTo = replyTo
    }

    public static func id(file: UUID, occasion: String) -> UUID {
        let moment = SubjectID.moment(of: file) ?? Moment(microseconds: 0)
        let tail = SubjectID.v8(naming: ["notice", file.digits, occasion]).bytes
        return SubjectID.v7(at: moment, random: Array(tail[0..<6] + tail[9..<16]))
    }

    /// One effect for each notice, so that there can't be a second message.
    public static func effectID(of notice: UUID) -> UUID { SubjectID.v8(naming: ["message", notice.uuidString]) }

    public mutating func apply(_ event: NoticeEvent) -> Bool {
        switch event {
        case .planned: return false
        case .started(let attempt, _):
            guard state == .planned || state == .failed, attempt == self.attempt + 1 else { return false }
            (state, self.attempt) = (.started, attempt)
        case .ended(let outcome, let reference, let reason, _):
            // Refused without asking the gateway: no phone, or given up by a person.
            let isCalledOff = outcome == .refused && (state == .planned || state == .failed)
            guard state == .started || state == .unknown || isCalledOff else { return false }
            (state, self.reference, self.reason) = (State(rawValue: outcome.rawValue) ?? .unknown, reference, reason)
        }
        return true
    }
}

public enum NoticeEvent: Hashable, Sendable {
    case planned(Notice)
    case started(attempt: Int, at: Moment)
    case ended(EffectOutcome, reference: String, reason: String, at: Moment)
}
