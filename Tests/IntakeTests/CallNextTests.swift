import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

struct CallNextTests {
    private func call(_ desk: String) -> [UInt8] { written(WireIntakeCommand.with { $0.callNext.desk = desk }) }

    private func close(_ ticket: String, _ outcome: String) -> [UInt8] {
        written(
            WireIntakeCommand.with {
                $0.closeVisit.visit = ticket
                $0.closeVisit.outcome = outcome
            })
    }

    /// Somebody who only asks something: they stand in lane C.
    private func question(_ number: Int) -> WireVisitForm {
        var form = visit(number)
        form.applications = []
        return form
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

    @Test func `a desk that is to call from one lane has one person at a time all the same, and of its lanes only`()
        async throws
    {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        _ = try await site.rig.ask(openVisit(visit(1)))
        _ = try await site.rig.ask(openVisit(question(2)))
        func call(_ desk: String, from lane: String) -> [UInt8] {
            written(
                WireIntakeCommand.with {
                    $0.callNext.desk = desk
                    $0.callNext.lane = lane
                })
        }
        let first = try await site.rig.ask(call("5", from: "b")).intake().visitCalled
        #expect(first.visit.number == "KLR-261123-B001" && !first.again)
        let again = try await site.rig.ask(call("5", from: "C")).intake().visitCalled
        #expect(again.visit.number == "KLR-261123-B001" && again.again)
        _ = try await site.rig.ask(close("KLR-261123-B001", "served"))
        #expect(try await site.rig.ask(call("5", from: "B")).intake().visitCalled.nobody)
        #expect(try await site.rig.ask(call("5", from: "C")).intake().visitCalled.visit.number == "KLR-261123-C001")
        let strange = try await site.rig.ask(call("3", from: "C")).rejected
        #expect(strange.code == "unknown_lane" && strange.field == "lane" && strange.fix == "use one of: B")
        #expect(try await site.rig.ask(call("5", from: "Z")).rejected.fix == "use one of: C, B")
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

    @Test func `closing the day closes the lanes too that nobody came to, and no day that has not begun`() async throws
    {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        _ = try await site.rig.ask(openVisit(visit(1)))
        let today = OfficeZone.wib.day(of: opening)
        let early = try await site.rig.ask(
            written(WireIntakeCommand.with { $0.closeLanes.day = today.next.ordinal }))
        #expect(early.rejected.code == "invalid_day" && early.rejected.field == "day")
        let close = written(WireIntakeCommand.with { $0.closeLanes = .init() })
        #expect(try await site.rig.ask(close).intake().lanesClosed.carriedOver == 1)
        // Lane C has given no ticket so far.
        #expect(try await site.rig.ask(openVisit(question(2))).rejected.code == "lane_closed")
        #expect(try await site.rig.ask(close).intake().lanesClosed.carriedOver == 0)
        try site.database.setClock((opening + .hours(24)).microseconds)
        #expect(try await site.rig.ask(openVisit(question(2))).intake().visitOpened.number == "KLR-261124-C001")
    }
}
