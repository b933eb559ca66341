import Civil
import Contracts
import Foundation
import Postgres
import Records
import TestKit
import Testing

@testable import Casework
@testable import Intake

struct ShowClosingTests {
    private func closing(_ site: IntakeRig, of day: Int32 = 0) throws -> WireClosing {
        let connection = try Connection(site.database.conninfo(role: "loket_intake"), applicationName: "test")
        defer { connection.close() }
        let intake = IntakeService(catalogue: try sampleCatalogue())
        let asking = Asking(
            id: UUID(), principal: "site", office: "32.15.05", operatorName: "rina", desk: "", service: "")
        let show = WireIntakeCommand.with { $0.showClosing.day = day }
        guard case .question(let question) = try intake.read(written(show)) else { throw NoQuestion() }
        let bytes = try intake.answer(question, asking: asking, from: Archive(connection))
        return try WireIntakeReply(serializedBytes: bytes).closing
    }

    private struct NoQuestion: Error {}

    @Test func `a day that has passed is shown as it was when it ended`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        let first = try await site.rig.ask(openVisit(visit(1, documents: ["kk-lama"]))).intake().visitOpened
        _ = try await site.rig.ask(openVisit(visit(2, documents: ["kk-lama"]))).intake().visitOpened
        _ = try await site.rig.ask(written(WireIntakeCommand.with { $0.closeLanes = .init() }))
        let evening = try closing(site)
        #expect((evening.filed, evening.incomplete, evening.carriedOver) == (2, 2, 2))
        #expect(evening.balanced)

        try site.database.setClock((opening + .hours(24)).microseconds)
        let withdraw = WireIntakeCommand.with {
            $0.case.withdraw.caseNumber = first.cases[0].number
            $0.case.withdraw.reason = "changed his mind"
        }
        _ = try await site.rig.ask(written(withdraw)).intake()
        let nextDay = try closing(site)
        #expect((nextDay.filed, nextDay.carriedIn, nextDay.withdrawn, nextDay.incomplete) == (0, 2, 1, 1))
        #expect(try closing(site, of: evening.day) == evening)
        let tomorrow = #expect(throws: Rejection.self) { try closing(site, of: nextDay.day + 1) }
        #expect(tomorrow?.code == .invalidDay && tomorrow?.problem.hasSuffix("hasn't begun") == true)
    }
}
