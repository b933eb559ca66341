import Casework
import Contracts

/// Messages of which nobody knows whether they were sent: for a person who asks the provider or the applicant.
struct ShowUnknown {
    private let notification: NotificationService
    private let asking: Asking

    init(_ notification: NotificationService, _ asking: Asking) {
        self.notification = notification
        self.asking = asking
    }

    func answer(from archive: Archive) throws -> WireNotificationReply {
        _ = try notification.catalogue.office(written: asking.office)
        let found = try archive.unknownEffects(of: notification.service, office: asking.office)
        return .with { reply in
            reply.unknown.effects = found.map { found in
                var view = WireEffectView(found.effect)
                view.since = found.since.microseconds
                return view
            }
        }
    }
}
