import Civil
import Contracts
import Foundation
import Records

/// The message to the applicant that a document can be collected: what notification needs to write it.
struct ReadyNotice {
    let id: UUID
    let file: CaseFile
    let phone: PhoneNumber
    let office: Office
    let calendar: OfficeCalendar?
    let productName: String
    let now: Moment

    var body: [UInt8] {
        written(
            WireNotificationCommand.with {
                $0.notify.caseID = Data(id.bytes)
                $0.notify.caseNumber = file.filing.number
                $0.notify.phone = phone.e164
                $0.notify.name = file.filing.applicant.name.text
                $0.notify.productName = productName
                $0.notify.place = office.address
                $0.notify.hours = hours
                $0.notify.occasion = occasion.rawValue
                $0.notify.replyTo = "printing@\(file.office)"
            })
    }

    private var occasion: NoticeText.Occasion {
        file.isArranged ? .arranged : .ready
    }

    /// The counter's hours of the day on which it can first be collected: `07.30-16.00`.
    private var hours: String {
        guard let calendar else { return "" }
        let day = office.zone.day(of: calendar.opening(atOrAfter: now))
        return calendar.spans(on: day).map(\.description).joined(separator: ", ")
    }
}
