import Audit
import Casework
import Civil
import Contracts
import Foundation
import Postgres
import Records
import TestKit

@testable import Intake

/// A site of this test where a small morning has happened: six visits to one lane, with their cases.
///
/// B001 was served, B002 never came to the desk, B003 is at desk 4, B004 is urgent and was served first, B005
/// left while it waited, B006 waits. The case of B006 is incomplete.
final class AuditedSite: Sendable {
    static let office = "32.15.05"
    static let opening = OfficeZone.wib.moment(
        Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0), ClockTime("07.30") ?? .midnight)

    let database: TestDatabase
    let rig: EngineRig<IntakeService>

    init() async throws {
        database = try TestDatabase()
        try database.makeSite(clock: Self.opening.microseconds)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let catalogue = try Catalogue(
            yaml: String(contentsOf: root.appendingPathComponent("ops/sample/catalogue.yaml"), encoding: .utf8))
        // Nobody takes the cases over: what was handed over stays on its way.
        let carrier = KeepingCarrier { .ok(ReplyBytes.retry($0.id, "not yet", after: .seconds(600))) }
        rig = EngineRig(
            IntakeService(catalogue: catalogue), database: database.conninfo(role: "loket_intake"), carrier: carrier)
        try await morning()
    }

    deinit { rig.stop() }

    private func morning() async throws {
        for number in 1...5 { try await open(number, need: number == 4 ? "childbirth" : "") }
        try await open(6, documents: ["kk-lama"])
        for desk in ["3", "4", "5"] { try await ask { $0.callNext.desk = desk } }
        try await close("KLR-261123-B004", "served")
        try await close("KLR-261123-B001", "served")
        try await close("KLR-261123-B002", "no_show")
        try await close("KLR-261123-B005", "left")
        try await ask { $0.callNext.desk = "4" }
    }

    func open(_ number: Int, documents: [String]? = nil, need: String = "") async throws {
        let person = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik = "321505170893" + String(String(10_000 + number).suffix(4))
        }
        try await ask {
            $0.openVisit.form = .with {
                $0.lineID = "line-\(number)"
                $0.channel = "counter"
                $0.visitor = person
                $0.applications = [
                    .with {
                        $0.product = "kk-perubahan"
                        $0.applicant = person
                        $0.documents = documents ?? ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"]
                        $0.need = need
                    }
                ]
            }
        }
    }

    func close(_ visit: String, _ outcome: String) async throws {
        try await ask {
            $0.closeVisit.visit = visit
            $0.closeVisit.outcome = outcome
        }
    }

    func ask(_ fill: (inout WireIntakeCommand) -> Void) async throws {
        let reply = try await rig.ask(written(WireIntakeCommand.with(fill)))
        guard case .accepted = reply.outcome else { throw Refused(reply: "\(reply.rejected.problem)") }
    }

    struct Refused: Error {
        let reply: String
    }

    func audit() throws -> AuditReport { try SiteAudit(database: database.conninfo(role: "loket_auditor")).run() }

    func tamper(_ sql: String) throws {
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        try connection.script(sql)
    }

    static func ticket(_ number: Int) -> TicketNumber {
        TicketNumber(
            shortCode: "KLR", incarnation: 1, day: Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0), letter: "B",
            number: number)
    }

    static func visit(_ number: Int) -> UUID { ticket(number).visitID(office: office) }
    static func file(_ number: Int) -> UUID {
        CaseNumber(ticket: ticket(number), ordinal: 1).caseID(office: office)
    }
    static let lane = ticket(1).lane(office: office).id
}

extension AuditReport {
    /// Each finding as `place: what`.
    var lines: [String] { findings.map { "\($0.place): \($0.what)" } }

    func says(_ place: String, _ what: String) -> Bool {
        findings.contains { $0.place == place && $0.what.contains(what) }
    }
}
