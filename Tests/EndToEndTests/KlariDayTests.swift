import Foundation
import Processes
import TestKit
import Testing

/// The sample day at a whole site: real processes, a real PostgreSQL, the folder printer and the folder gateway.
@Suite(.serialized) struct KlariDayTests {
    @Test func `the Klari day ends balanced, and nothing is printed or told twice`() throws {
        let site = try DemoSite()
        try site.waitUntilReady()
        let day = try site.loket("day", KlariDay.file, "--json")
        #expect(try day.waitForExit(within: .seconds(300)) == .status(0), "\(day.errorOutput)")
        let played = try PlayedDay(day.output)
        #expect(played.balanced)
        #expect(played.days.count == 2)
        #expect(
            played.days[0].tickets + played.days[1].tickets == played.happened.arrivals - played.happened.turnedAway)
        #expect(played.happened.handedOut > 80)
        #expect(played.happened.capturesRefused > 0)
        try eventually("the first day is anchored", within: .seconds(60)) {
            try site.files().contains { $0.hasPrefix("anchors/anchor-2026-11-24-") }
        }
        let findings = try Findings(site)
        #expect(findings.unknown.isEmpty)
        try findings.check(played)

        // Played again, all of it is there already.
        let again = try site.loket("day", KlariDay.file, "--json")
        #expect(try again.waitForExit(within: .seconds(300)) == .status(0), "\(again.errorOutput)")
        let replayed = try PlayedDay(again.output)
        #expect(replayed.happened == played.happened)
        #expect(replayed.days == played.days)
        try site.stop()
    }

    @Test func `the same day under kill -9 of everything ends balanced, with nothing doubled`() throws {
        let site = try DemoSite(["LOKET_LEASE": "1"])
        try site.waitUntilReady()
        let assailant = try Assailant(site)
        var day = try site.loket("day", KlariDay.file, "--json", "--patience", "200")
        try eventually("the first day begins", within: .seconds(60)) { try site.clock() >= KlariDay.firstTickets }
        for blow in Blow.dayOne { try assailant.deal(blow, within: .seconds(120)) }
        // Whoever plays the day dies too, and begins again.
        try day.killHard()
        day = try site.loket("day", KlariDay.file, "--json", "--patience", "200")
        try eventually("the second day begins", within: .seconds(300)) { try site.clock() >= KlariDay.secondMorning }
        for blow in Blow.dayTwo { try assailant.deal(blow, within: .seconds(120)) }
        #expect(day.isRunning, "the day was over before the last blow: \(day.errorOutput)")
        #expect(try day.waitForExit(within: .seconds(300)) == .status(0), "\(day.errorOutput)")
        #expect(assailant.blows >= 20)
        #expect(assailant.transactions >= 12)
        #expect(assailant.jobs == 3)
        let played = try PlayedDay(day.output)
        #expect(played.balanced, "\(played.complaints)")
        let findings = try Findings(site)
        // Of a sheet and a message that were begun, nobody but a person can tell what became.
        #expect(findings.unknown.count == assailant.jobs)
        try findings.check(played)
        try site.stop()
    }
}
