import Casework
import Civil
import Contracts
import Foundation
import Records

/// A person asked the provider or the applicant, and settles what the gateway could not tell.
///
/// Touches the notice and its effect. What surely wasn't sent goes again; what was given up never does.
struct ResolveNoticeUseCase {
    private let notification: NotificationService
    private let resolve: WireResolveNotice
    private let asking: Asking

    init(_ notification: NotificationService, _ resolve: WireResolveNotice, _ asking: Asking) {
        self.notification = notification
        self.resolve = resolve
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        let ids = try ids()
        var needs = Needs(subjects: ids)
        needs.effects = ids.map(notification.effectID)
        return needs
    }

    func perform(in fold: Fold) throws -> WireNotificationReply {
        guard let id = try ids().first(where: { fold.subject($0) != nil }), case .notice(let notice)? = fold.subject(id)
        else {
            throw Rejection(
                .unknownNumber, field: "case_number",
                problem: "no message about \(Rejection.quoted(resolve.caseNumber)) was asked for here",
                fix: "look at what is open with loket unknown")
        }
        let (outcome, reason) = try SendNotice.resolve(notice, outcome: resolve.outcome, reason: resolve.reason)
        guard let effect = fold.effect(notification.effectID(of: id)) else {
            throw RetryLater("the message is being read")
        }
        EffectLedger.settle(effect, outcome, reference: asking.actor, reason: reason, in: fold)
        try fold.append(.notice(.ended(outcome, reference: asking.actor, reason: reason, at: fold.now)), to: id)
        fold.tell(outcome, reference: asking.actor, of: id, notice)
        return try notification.reply(id, in: fold)
    }

    /// The message of the occasion that was named; without one, whichever there is: a case has one in its life.
    private func ids() throws(Rejection) -> [UUID] {
        let occasions = resolve.occasion.isEmpty ? NoticeText.Occasion.allCases.map(\.rawValue) : [resolve.occasion]
        let desk = CaseDesk(service: notification.service, catalogue: notification.catalogue)
        let file = try desk.caseID(number: resolve.caseNumber, office: asking.office)
        return occasions.map { Notice.id(file: file, occasion: $0) }
    }
}
