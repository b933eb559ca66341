import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import loket_intake

struct CallNextTests {
    private func call(_ desk: String) -> [UInt8] { written(WireIntakeCommand.with { $0.callNext.desk = desk }) }

    private func close(_ ticket: String, _ outcome: String) -> [UInt8] {
        written(
            WireIntakeCommand.with {
                $0.closeVisit.visit = ticket
                $0.closeVisit.outcome = outcome
            })
    }

    @Test func `visits are called as they came, an urgent need before them`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        for number in 1...2 { _ = try await site.rig.ask(openVisit(visit(number))) }
        _ = try await site.rig.ask(openVisit(visit(3, need: "childbirth")))
        var called: [String] = []
        for desk in ["3", "4", "5"] {
            called.append(try await site.rig.ask(call(desk)).intake().visitCalled.visit.number)
        }
        #expect(called == ["KLR-261123-B003", "KLR-261123-B001", "KLR-261123-B002"])
        #expect(try await site.rig.ask(call("3")).intake().visitCalled.again)
    }

    @Test func `a desk whose call was cut off gets the same visit again until it is closed`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        for number in 1...2 { _ = try await site.rig.ask(openVisit(visit(number))) }
        let first = try await site.rig.ask(call("3")).intake().visitCalled
        let again = try await site.rig.ask(call("3")).intake().visitCalled
        #expect(again.again && again.visit.number == first.visit.number)
        _ = try await site.rig.ask(close(first.visit.number, "served"))
        #expect(try await site.rig.ask(call("3")).intake().visitCalled.visit.number == "KLR-261123-B002")
    }

    @Test func `who doesn't come to the desk in time is a no-show, by the site's clock`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        for number in 1...2 { _ = try await site.rig.ask(openVisit(visit(number))) }
        _ = try await site.rig.ask(call("3"))
        try site.database.setClock((opening + CallVisit.patience).microseconds)
        try eventually("the rows are gone") { try site.database.count("SELECT count(*) FROM casework.due") == 0 }
        let next = try await site.rig.ask(call("3")).intake().visitCalled
        #expect(!next.again && next.visit.number == "KLR-261123-B002")
        _ = try await site.rig.ask(
            written(WireIntakeCommand.with { $0.attend.visit = next.visit.number }))
        #expect(try site.database.count("SELECT count(*) FROM casework.due") == 0)
    }

    @Test func `closing the day carries over who waits and gives no more tickets`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        for number in 1...3 { _ = try await site.rig.ask(openVisit(visit(number))) }
        let first = try await site.rig.ask(call("3")).intake().visitCalled.visit
        let closed = try await site.rig.ask(written(WireIntakeCommand.with { $0.closeLanes = .init() })).intake()
        #expect(closed.lanesClosed.carriedOver == 2)
        #expect(try await site.rig.ask(openVisit(visit(4))).rejected.code == "lane_closed")
        #expect(try await site.rig.ask(close(first.number, "served")).intake().visitChanged.visit.stage == "served")
    }
}
