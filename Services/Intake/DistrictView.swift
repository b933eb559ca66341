import Casework
import Civil
import Contracts
import Foundation
import Records

/// The whole district at Dukcapil: each office as it last reported, so that the view stands also while lines are down.
struct DistrictView {
    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    /// Keeps an office's report instead of its last one.
    func note(_ report: WireOfficeReport, in archive: Archive) throws -> WireIntakeReply {
        let office = try intake.catalogue.office(written: report.office, field: "report.office")
        guard office.district.text == asking.office else {
            throw Rejection(
                .wrongOffice, field: "report.office",
                problem: "\(office.name) is not of the district of \(asking.office)",
                fix: "report to office \(office.district)")
        }
        try OfficeReportRows.keep(
            office.code.text, asOf: Moment(microseconds: report.asOf), written(report), in: archive)
        return .with { $0.officeNoted = .init() }
    }

    func answer(from archive: Archive) throws -> WireIntakeReply {
        let own = try archive.site().offices
        let district = try intake.catalogue.office(written: asking.office)
        let offices = intake.catalogue.offices.filter { $0.district == district.code }
        var reports: [String: WireOfficeReport] = [:]
        for (body, age) in try OfficeReportRows.all(in: archive) {
            var report = try WireOfficeReport(serializedBytes: body)
            report.ageSeconds = age
            reports[report.office] = report
        }
        for office in offices where own.contains(office.code.text) {
            reports[office.code.text] = try OfficeReport(intake, office).taken(from: archive)
        }
        return .with { reply in
            reply.district.offices = offices.compactMap { reports[$0.code.text] }
            reply.district.unheard = offices.filter { reports[$0.code.text] == nil }.map { office in
                .with {
                    $0.code = office.code.text
                    $0.shortCode = office.shortCode
                    $0.name = office.name
                    $0.zone = office.zone.rawValue
                }
            }
        }
    }
}

/// How one office of this site stands now.
struct OfficeReport {
    private let intake: IntakeService
    private let office: Office
    private let asking: Asking

    init(_ intake: IntakeService, _ office: Office) {
        self.intake = intake
        self.office = office
        asking = Asking(id: UUID(), principal: "site", office: office.code.text)
    }

    func taken(from archive: Archive) throws -> WireOfficeReport {
        var closing = try ShowClosing(intake, asking).answer(.init(), from: archive).closing
        closing.waitsUs = []
        let queue = try ShowQueue(intake, asking).answer(.with { $0.limit = 1 }, from: archive).queue
        return .with {
            $0.office = office.code.text
            $0.name = office.name
            $0.asOf = queue.asOf
            $0.closing = closing
            $0.waiting = queue.lanes.reduce(0) { $0 + $1.waiting }
            $0.steps = queue.steps
        }
    }
}
