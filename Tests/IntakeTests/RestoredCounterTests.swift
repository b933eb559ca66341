import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

/// The lanes of a site that was brought back from a backup.
struct RestoredCounterTests {
    private let site: IntakeRig

    init() throws { site = try IntakeRig() }

    private func restore() throws {
        let connection = try site.database.connect(planning: .free)
        defer { connection.close() }
        let order = Restoration.Order(
            backupOf: opening, incarnation: 2, operatorName: "budi", keptDevices: [], days: 1,
            catalogue: try sampleCatalogue())
        #expect(try Restoration(connection, order).run().cases == 1, "the visit's case")
    }

    private func openCounter() throws {
        let connection = try site.database.connect(planning: .free)
        defer { connection.close() }
        try RestoredCounter(connection).open(by: "budi", withoutNeighbours: nil)
    }

    private func stage(_ number: Int) throws -> Visit.Stage? {
        let connection = try site.database.connect()
        defer { connection.close() }
        let day = OfficeZone.wib.day(of: opening)
        let ticket = TicketNumber(shortCode: "KLR", incarnation: 1, day: day, letter: "B", number: number)
        return try Archive(connection).visit(ticket.visitID(office: "32.15.05"))?.stage
    }

    @Test func `whoever was called at the backup is not given up before a desk could say that they were served`()
        async throws
    {
        defer { site.rig.stop() }
        _ = try await site.rig.ask(openVisit(visit(1, documents: [])))
        _ = try await site.rig.ask(written(WireIntakeCommand.with { $0.callNext.desk = "3" }))
        try restore()
        // Long after the call would have been given up, and the clock goes on looking.
        try site.database.setClock(opening.microseconds + 3_600_000_000)
        for number in 2...20 {
            let refused = try await site.rig.ask(openVisit(visit(number)))
            #expect(refused.rejected.code == "restoring")
        }
        #expect(try stage(1) == .called)
        try openCounter()
        let again = try await site.rig.ask(written(WireIntakeCommand.with { $0.callNext.desk = "3" })).intake()
        #expect(again.visitCalled.again && again.visitCalled.visit.number == "KLR-261123-B001")
        let next = try await site.rig.ask(openVisit(visit(2))).intake()
        #expect(next.visitOpened.number == "KLR2-261123-B002", "the lane goes on, and no number is given twice")
        #expect(try stage(1) == .called)

        try site.database.setClock(opening.microseconds + 3_600_000_000 + 301_000_000)
        try eventually("nobody said anything for five minutes") { try stage(1) == .noShow }
    }
}
