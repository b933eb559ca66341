import Foundation
import TestKit
import Testing

/// Klari and its Dukcapil as two whole sites, with a line that fails between them.
@Suite(.serialized) struct TwoSitesTests {
    @Test func `the Klari day over a line that is cut, slowed and reset ends balanced at both sites`() throws {
        let pair = try SitePair(
            printedAtDistrict: ["akta-kelahiran", "skpwni", "kk-perubahan"], .init(delay: 0.02))
        try pair.waitUntilReady()
        try eventually("the line is up", within: .seconds(30)) { try pair.lineState().isUp }

        let day = try pair.klari.loket("day", KlariDay.file, "--json", "--patience", "300")
        try eventually("nine o'clock", within: .seconds(120)) { try pair.klari.clock() >= KlariDay.firstDay(at: 9) }
        pair.line.set { $0.isCut = true }
        try eventually("ten o'clock", within: .seconds(200)) { try pair.klari.clock() >= KlariDay.firstDay(at: 10) }
        let cut = try pair.lineState()
        #expect(!cut.isUp)
        #expect(cut.waitingHere.contains { $0.office == "32.15" && $0.messages > 0 }, "nothing waited for the line")
        pair.line.set {
            $0.isCut = false
            $0.rate = 64_000
            $0.delay = 0.3
        }
        for _ in 0..<10 {
            try eventually("the line is up again", within: .seconds(60)) { try pair.lineState().isUp }
            pair.line.reset()
        }
        #expect(try day.waitForExit(within: .seconds(400)) == .status(0), "\(day.errorOutput)")
        let played = try PlayedDay(day.output)
        #expect(played.balanced, "\(played.complaints)")
        #expect(played.days[0].elsewhere > 0)

        pair.line.set { $0 = SlowLine.Condition() }
        try pair.waitUntilNothingWaits(within: .seconds(120))
        let here = try Findings(pair.klari)
        let there = try Findings(pair.dukcapil)
        // What Dukcapil printed is in the bag; at Klari it is taken out, and only then anybody is told.
        let printed = there.sheets.filter { $0.kind == "print" }.map(\.number)
        #expect(printed.count > 10)
        #expect(Set(printed).count == printed.count, "something was printed twice at Dukcapil")
        #expect(Set(printed).isDisjoint(with: here.messages), "somebody was told before the document was there")
        #expect(there.messages.isEmpty)
        let bag = here.cases.filter { printed.contains($0.filing.number) && !$0.stage.isClosed && $0.held.isEmpty }
        let arrived = try pair.klari.loket(["arrived"] + bag.map(\.filing.number))
        #expect(try arrived.waitForExit(within: .seconds(60)) == .status(0), "\(arrived.errorOutput)")
        try pair.waitUntilNothingWaits(within: .seconds(60))

        try checkPaper(pair)
        try checkStatus(pair)
        for site in [pair.klari, pair.dukcapil] {
            let audit = try site.loket("audit")
            #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
            let dead = try site.loket("dead", "--json")
            try dead.waitForExit()
            #expect(dead.output.contains(#""total":0"#), "\(dead.output)")
        }
        #expect(try pair.lineState().lines.first?.breaks ?? 0 >= 11)
        try pair.stop()
    }

    /// No sheet and no message twice, at either site or at both.
    private func checkPaper(_ pair: SitePair) throws {
        let (here, there) = (try Findings(pair.klari), try Findings(pair.dukcapil))
        let effects = (here.sheets + there.sheets).filter { $0.kind == "print" }.map(\.effect)
        #expect(Set(effects).count == effects.count)
        let told = here.messages + there.messages
        #expect(Set(told).count == told.count)
        let elsewhere = Set(there.sheets.filter { $0.kind == "print" }.map(\.number))
        let urgent = here.cases.filter { $0.filing.urgent && $0.prints > 0 && !elsewhere.contains($0.filing.number) }
        #expect(!urgent.isEmpty, "no urgent case was printed at Klari")
    }

    /// Of each case that Dukcapil has heard of, both sites say the same.
    private func checkStatus(_ pair: SitePair) throws {
        let there = Dictionary(
            try Findings(pair.dukcapil).cases.map { ($0.filing.number, $0) }, uniquingKeysWith: { first, _ in first })
        let here = try Findings(pair.klari).cases.filter { there[$0.filing.number] != nil }
        #expect(here.count > 10)
        for file in here where there[file.filing.number]?.office == file.office {
            #expect(there[file.filing.number]?.stage == file.stage, "\(file.filing.number)")
        }
    }
}
