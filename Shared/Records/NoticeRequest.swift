import Civil
import Contracts
import Foundation

extension SendNotice.Request {
    /// What the holder of a case asks for, as it is sent.
    public init(_ notify: WireNotify, office: String) throws(Rejection) {
        guard let file = UUID(checking: notify.caseID) else {
            throw Rejection(
                .wrongType, field: "notify.case_id", problem: "it isn't sixteen bytes",
                fix: "send the id as it was received")
        }
        self.init(
            file: file, office: office, occasion: notify.occasion, phone: notify.phone,
            facts: NoticeText(
                caseNumber: notify.caseNumber, name: notify.name, product: notify.productName, place: notify.place,
                hours: notify.hours),
            replyTo: notify.replyTo)
    }
}
