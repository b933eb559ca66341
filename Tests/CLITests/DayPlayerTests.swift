import Civil
import Contracts
import Foundation
import Testing

@testable import loket

@Suite struct DayPlayerTests {
    private let catalogue: Catalogue
    private let office: Office

    init() throws {
        catalogue = try Catalogue(yaml: String(decoding: Data(SiteCatalogue.sample), as: UTF8.self))
        office = try catalogue.office(written: "32.15.05")
    }

    private func script(seed: Int = 1) throws -> DayScript {
        let day = try Day(iso: "2026-11-23")
        return try SampleDay.script(office: office.code, on: day, seed: seed, catalogue: catalogue)
    }

    private func player(_ script: DayScript) throws -> DayPlayer {
        let calendar = try #require(catalogue.calendar(of: office.code))
        return try DayPlayer(script, office: office, calendar: calendar)
    }

    @Test(arguments: 1...12)
    func `everybody of a day is served, goes home, or isn't there when called`(_ seed: Int) throws {
        let played = PlayedOffice(office, catalogue)
        var player = try player(script(seed: seed))
        try played.play(&player)
        #expect(player.closings.count == 2)
        let balanced = player.closings.filter(\.balanced)
        #expect(balanced.count == 2)
        let ledger = player.ledger
        let ended = ["served", "left", "no_show", "carried_over"].map { stage in
            played.visits.count { $0.stage == stage }
        }
        #expect(ledger.served == ended[0])
        #expect(ledger.wentHome == ended[1])
        #expect(ledger.notThere == ended[2])
        #expect(ledger.arrivals == played.visits.count + ledger.turnedAway)
        let collected = played.cases.values.filter { $0.stage == "collected" }
        #expect(ledger.handedOut == collected.count)
        #expect(ledger.handedOut > 80)
        #expect(ledger.capturesRefused > 0)
        #expect((ledger.spoiled, ledger.missing, ledger.reprinted) == (2, 1, 3))
        #expect(ledger.withdrawn <= 1)
        let busy = player.seats.filter { $0.state != .idle }
        #expect(busy.isEmpty)
    }

    @Test func `a day that was cut off anywhere goes on where it was, and asks for nothing twice`() throws {
        let script = try script()
        let whole = PlayedOffice(office, catalogue)
        var first = try player(script)
        try whole.play(&first)

        let broken = PlayedOffice(office, catalogue)
        var cuts = 0
        while true {
            broken.remaining = 37
            var again = try player(script)
            do {
                try broken.play(&again)
                #expect(again.ledger == first.ledger)
                break
            } catch is PlayedOffice.PowerCut {
                cuts += 1
            }
        }
        #expect(cuts > 10)
        let asked = { (office: PlayedOffice) in
            Set(office.carriedOut.filter { office.answered[$0.id] != nil }.map(\.id))
        }
        #expect(asked(broken) == asked(whole))
        #expect(broken.answered == whole.answered)
    }

    @Test func `a day that another one has taken the place of is not played`() throws {
        let played = PlayedOffice(office, catalogue)
        var first = try player(script(seed: 1))
        try played.play(&first)
        let tickets = played.visits.count
        var second = try player(script(seed: 2))
        try played.play(&second)
        #expect(second.isOutOfStep)
        #expect(second.closings.isEmpty)
        #expect(played.visits.count == tickets + 1)
    }

    @Test func `another script on the same day asks under other ids`() throws {
        let (one, other) = (PlayedOffice(office, catalogue), PlayedOffice(office, catalogue))
        var players = [try player(script(seed: 1)), try player(script(seed: 2))]
        try one.play(&players[0])
        try other.play(&players[1])
        #expect(Set(one.answered.keys).isDisjoint(with: other.answered.keys))
    }

    @Test func `requests follow the clock`() throws {
        let played = PlayedOffice(office, catalogue)
        var player = try player(script())
        var times: [Moment] = []
        try played.play(&player)
        times = played.visits.map(\.arrivedAt)
        #expect(times == times.sorted())
    }

    @Test func `a day on which the office is closed is refused`() throws {
        var script = try script()
        script.dayTwo = try Day(iso: "2026-11-29")
        #expect(throws: Rejection.self) { try player(script) }
    }

    @Test func `the agenda gives what is due, earlier first and in the order of planning`() {
        var agenda = DayAgenda<String>()
        let at = { Moment(microseconds: $0) }
        agenda.plan("c", at: at(20))
        agenda.plan("a", at: at(10))
        agenda.plan("d", at: at(20))
        agenda.plan("b", at: at(10))
        #expect(agenda.nextAt == at(10))
        #expect(agenda.take(until: at(10)) == ["a", "b"])
        #expect(agenda.take(until: at(30)) == ["c", "d"])
        #expect(agenda.nextAt == nil)
    }
}
