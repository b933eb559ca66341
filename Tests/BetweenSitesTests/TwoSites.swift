import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit

/// Klari and its Dukcapil in Karawang: two sites with a database each, and a line between them. Klari has some of its
/// cards printed at the district.
final class TwoSites: Sendable {
    static let klariOffice = "32.15.05"
    static let districtOffice = "32.15"

    let line: Line
    let klari: Site
    let district: Site
    let catalogue: Catalogue

    /// - Parameters:
    ///   - printedAtDistrict: what Klari has printed there.
    ///   - elsewhere: a change of the catalogue's text at the district alone.
    ///   - districtClock: where the district's clock stands.
    init(
        printedAtDistrict: [String] = ["ktp-el-ganti", "sktm"], batch: Int = 512,
        change: (String) -> String = { $0 }, elsewhere: (String) -> String = { $0 },
        districtClock: String = "2026-11-23T07:30:00+07:00"
    ) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sample = try String(contentsOf: root.appendingPathComponent("ops/sample/catalogue.yaml"), encoding: .utf8)
        let list = printedAtDistrict.joined(separator: ", ")
        let text = change(
            sample.replacing("    district: 32.15\n", with: "    district: 32.15\n    printed_at_district: [\(list)]\n")
        )
        catalogue = try Catalogue(yaml: text)
        line = Line()
        klari = try Site(
            "klari", office: Self.klariOffice, reaching: [Self.districtOffice], on: line, catalogue, batch: batch)
        district = try Site(
            "district", office: Self.districtOffice, reaching: [Self.klariOffice], on: line,
            Catalogue(yaml: elsewhere(text)), clock: districtClock, batch: batch)
    }

    init(line: Line, klari: Site, district: Site, catalogue: Catalogue) {
        (self.line, self.klari, self.district, self.catalogue) = (line, klari, district, catalogue)
    }

    func stop() {
        klari.stop()
        district.stop()
    }

    // MARK: The way of a case

    /// Files a complete case at Klari.
    func file(_ product: String = "ktp-el-ganti", person: Int = 1, at site: Site? = nil) async throws -> Filed {
        let site = site ?? klari
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik = "321505170893" + String(String(10_000 + person).suffix(4))
            $0.phone = "+62812345678" + String(String(100 + person % 100).suffix(2))
        }
        let form = WireVisitForm.with {
            $0.lineID = "line-\(person)-\(product)"
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = product
                    $0.applicant = someone
                    $0.documents = catalogue.product(product)?.requirements.map(\.id) ?? []
                    if let ground = catalogue.product(product)?.grounds.first {
                        $0.details = [
                            .with {
                                $0.name = ApplicationForm.groundName
                                $0.value = ground.id
                            }
                        ]
                    }
                }
            ]
        }
        let reply = try await site.must("intake", written(WireIntakeCommand.with { $0.openVisit.form = form }))
        let opened = try reply.asIntakeReply().visitOpened.cases[0]
        guard let id = UUID(checking: opened.caseID) else { throw Unexpected("no id") }
        return Filed(number: opened.number, trackingCode: opened.trackingCode, id: id)
    }

    /// Files a case and records its data, after which it goes on by itself.
    func record(_ product: String = "ktp-el-ganti", person: Int = 1, at site: Site? = nil) async throws -> Filed {
        let filed = try await file(product, person: person, at: site)
        try await record(filed, at: site)
        return filed
    }

    func record(_ filed: Filed, at site: Site? = nil) async throws {
        let site = site ?? klari
        try site.wait(filed, "with recording") { $0.service == "recording" && !$0.inTransit }
        try await site.must(
            "recording", written(WireRecordingCommand.with { $0.recordData.caseNumber = filed.number }))
    }

    func arrive(_ filed: Filed) async throws -> WireReply {
        try await klari.ask(
            "printing", written(WirePrintingCommand.with { $0.noteArrival.caseNumber = filed.number }))
    }

    func collect(_ filed: Filed, at site: Site) async throws -> WireReply {
        try await site.ask(
            "printing",
            written(
                WirePrintingCommand.with {
                    $0.collect.caseNumber = filed.number
                    $0.collect.trackingCode = filed.trackingCode
                    $0.collect.collector = "WARGA KLARI"
                    $0.collect.relation = "owner"
                }))
    }

    // MARK: Rest

    /// Until nothing is on its way and nothing is at a device.
    func rest() throws {
        try eventually("both sites at rest", within: .seconds(60)) {
            try [klari, district].allSatisfy { site in
                try site.archive { archive in
                    let state = try archive.underWay()
                    return state.outgoing == 0 && state.leaving == 0 && state.due == 0
                }
            }
        }
    }
}
