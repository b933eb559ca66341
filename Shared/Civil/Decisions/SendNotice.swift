import Foundation

/// Tells an applicant something once: one message for a case and an occasion, whatever is resent.
public enum SendNotice {
    /// What is asked for, as the holder of the case sends it.
    public struct Request: Sendable {
        public var file: UUID
        public var office: String
        public var occasion: String
        public var phone: String
        public var facts: NoticeText
        /// The service that holds the case and is told what became of it: `printing@32.15.05`.
        public var replyTo: String

        public init(file: UUID, office: String, occasion: String, phone: String, facts: NoticeText, replyTo: String) {
            self.file = file
            self.office = office
            self.occasion = occasion
            self.phone = phone
            self.facts = facts
            self.replyTo = replyTo
        }
    }

    /// The first entries of the notice; none where it is there already, however it stands.
    ///
    /// A number that no message can reach isn't the gateway's business: the notice is refused at once.
    public static func plan(_ request: Request, existing: Notice?, at now: Moment) throws(Rejection) -> [NoticeEvent] {
        guard let occasion = NoticeText.Occasion(rawValue: request.occasion) else {
            throw Rejection(
                .notOnList, field: "occasion", problem: "there is no message for \(Rejection.quoted(request.occasion))",
                fix: "use one of: \(NoticeText.Occasion.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard !request.replyTo.isEmpty else {
            throw Rejection(
                .missingField, field: "reply_to", problem: "it isn't said who holds the case",
                fix: "name the service that is to be told")
        }
        guard existing == nil else { return [] }
        var phone = ""
        var problem = "the application has no phone number"
        if !request.phone.isEmpty {
            do throws(Rejection) {
                phone = try PhoneNumber(request.phone).e164
            } catch {
                problem = error.problem
            }
        }
        let notice = Notice(
            file: request.file, caseNumber: request.facts.caseNumber, office: request.office,
            occasion: occasion.rawValue, phone: phone, text: request.facts.text(for: occasion),
            replyTo: request.replyTo)
        guard phone.isEmpty else { return [.planned(notice)] }
        return [.planned(notice), .ended(.refused, reference: "", reason: problem, at: now)]
    }

    /// What a person found out about a message that nobody knows the fate of, or that is to be given up.
    ///
    /// - Parameter outcome: `sent`; `not_sent`, and it goes again; `given_up`, and it never does.
    public static func resolve(
        _ notice: Notice, outcome: String, reason: String
    ) throws(Rejection) -> (EffectOutcome, reason: String) {
        let result: EffectOutcome
        switch outcome {
        case "sent": result = .confirmed
        case "not_sent": result = .failed
        case "given_up": result = .refused
        default:
            throw Rejection(
                .notOnList, field: "outcome", problem: "\(Rejection.quoted(outcome)) is no outcome",
                fix: "use sent, not_sent (it goes again) or given_up (it never does)")
        }
        let isOpen = result == .refused && (notice.state == .planned || notice.state == .failed)
        guard notice.state == .unknown || isOpen else {
            throw Rejection(
                .wrongStage, field: "case_number",
                problem: "the message about \(notice.caseNumber) is \(notice.state.rawValue), not unknown",
                fix: notice.state == .started
                    ? "wait for the gateway's answer" : "look at what is open with loket unknown")
        }
        return (result, try CaseRules.reason(reason))
    }

    /// What the holder of the case is told; nil while the message is still to come.
    public static func word(for outcome: EffectOutcome) -> String? {
        switch outcome {
        case .confirmed: "sent"
        case .refused: "refused"
        case .unknown: "unknown"
        case .failed: nil
        }
    }
}
