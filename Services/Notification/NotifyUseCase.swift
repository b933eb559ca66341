import Casework
import Civil
import Contracts
import Foundation
import Records

/// The holder of a case asks that its applicant be told.
///
/// Touches the notice alone, whose id is made of case and occasion: what is asked again, by a resend, by another
/// instance or by mistake, finds it there and changes nothing.
struct NotifyUseCase {
    private let notification: NotificationService
    private let notify: WireNotify
    private let asking: Asking

    init(_ notification: NotificationService, _ notify: WireNotify, _ asking: Asking) {
        self.notification = notification
        self.notify = notify
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        // Locked before it exists, so that two who ask at once meet here.
        Needs(shared: [.init(id: try id(), kind: Subject.Kind.notice.rawValue, office: asking.office)])
    }

    func perform(in fold: Fold) throws -> WireNotificationReply {
        let id = try id()
        var existing: Notice?
        if case .notice(let notice)? = fold.subject(id) { existing = notice }
        let request = try SendNotice.Request(notify, office: asking.office)
        let events = try SendNotice.plan(request, existing: existing, at: fold.now)
        for event in events { try fold.append(.notice(event), to: id) }
        let notice = try notification.notice(id, in: fold)
        if case .ended(let outcome, let reference, _, _)? = events.last {
            fold.tell(outcome, reference: reference, of: id, notice)
        } else if !events.isEmpty {
            fold.put(.message(about: id, notice, at: fold.now))
        }
        return try notification.reply(id, in: fold)
    }

    private func id() throws(Rejection) -> UUID {
        guard let file = UUID(checking: notify.caseID) else { throw .malformed("notify.case_id") }
        return Notice.id(file: file, occasion: notify.occasion)
    }
}
