import Civil
import Foundation

/// A complete case at Klari as Intake files it, by the sample catalogue.
func sampleCase(
    _ product: String, need: String = "", at moment: Moment, phone: String? = "081234567890",
    printedAtDistrict: Bool = false
) throws -> CaseFile {
    let catalogue = try SampleFiles.catalogue(printedAtDistrict: printedAtDistrict ? [product] : [])
    let standard = try catalogue.standard(for: product, office: SampleFiles.klari, at: moment)
    let calendar = try sampleCalendar()
    let ticket = TicketNumber(
        shortCode: "KLR", incarnation: 1, day: OfficeZone.wib.day(of: moment), letter: standard.lane.letter, number: 42)
    let number = CaseNumber(ticket: ticket, ordinal: 1)
    let urgent = standard.product.isUrgent(need: need)
    let filing = Filing(
        number: number.text, secret: "7KQ2MD", office: standard.office.text,
        visit: ticket.visitID(office: standard.office.text), visitNumber: ticket.text, product: product,
        applicant: try Person(name: PersonName("BUDI SANTOSO"), nik: NIK("3215051708930001"), phone: nil),
        familyCard: nil, documents: [], missing: [], need: need, urgent: urgent,
        catalogueVersion: catalogue.version, channel: "counter", filedAt: moment,
        plan: calendar.plan(promise: standard.promise, urgent: urgent, at: moment),
        phone: try phone.map { try PhoneNumber($0) }, route: standard.route,
        producedBy: standard.product.producedBy, details: [])
    return CaseFile(filing: filing)
}

func sampleCalendar() throws -> OfficeCalendar {
    guard let calendar = try SampleFiles.catalogue().calendar(of: SampleFiles.klari) else { throw MissingCalendar() }
    return calendar
}

struct MissingCalendar: Error {}

extension CaseFile {
    /// This case after some entries, each of which must fit.
    func after(_ events: [CaseEvent]) throws -> CaseFile {
        var file = self
        for event in events where !file.apply(event) { throw DoesNotFit(event: event, stage: file.stage) }
        return file
    }

    struct DoesNotFit: Error {
        let event: CaseEvent
        let stage: CaseFile.Stage
    }
}
