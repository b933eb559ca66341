import Casework
import Civil
import Contracts
import Foundation
import Records

/// The gateway is about to be asked, or has answered: the effect's row and the notice's history in one commit.
///
/// Touches the notice and its effect. Every answer but a failure, which is tried again, is told to the case's holder.
struct GatewayUseCase {
    private let notification: NotificationService
    private let asking: Asking

    init(_ notification: NotificationService, _ asking: Asking) {
        self.notification = notification
        self.asking = asking
    }

    func start(_ start: WireStartEffect, in fold: Fold) throws -> WireNotificationReply {
        let effect = try EffectLedger.start(start, asking: asking, in: fold)
        try fold.append(.notice(.started(attempt: effect.attempt, at: fold.now)), to: effect.subject)
        return try notification.reply(effect.subject, in: fold)
    }

    func end(_ end: WireEndEffect, in fold: Fold) throws -> WireNotificationReply {
        guard let (effect, outcome) = try EffectLedger.end(end, asking: asking, in: fold) else {
            guard let id = UUID(checking: end.subjectID) else { throw Rejection.malformed("end_effect.subject_id") }
            return try notification.reply(id, in: fold)
        }
        let id = effect.subject
        try fold.append(
            .notice(.ended(outcome, reference: end.reference, reason: end.reason, at: fold.now)), to: id)
        fold.tell(outcome, reference: end.reference, of: id, try notification.notice(id, in: fold))
        return try notification.reply(id, in: fold)
    }
}
