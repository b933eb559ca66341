import Foundation
import TestKit
import Testing

/// Klari and its Dukcapil as two whole sites, with a line that fails between them: each in a network of its own where
/// the machine has those, and otherwise with a proxy between them.
@Suite(.serialized) struct TwoSitesTests {
    @Test func `the Klari day over a line that is cut, slowed and reset ends balanced at both sites`() throws {
        let pair = try SitePair(
            printedAtDistrict: ["akta-kelahiran", "akta-kematian", "skpwni", "kia"], .init(delay: 0.02),
            network: Namespaces.areHad ? Namespaces() : nil)
        try pair.waitUntilReady()
        try eventually("the line is up", within: .seconds(30)) { try pair.lineState().isUp }

        let day = try pair.klari.loket("day", KlariDay.file, "--json", "--patience", "300")
        try eventually("nine o'clock", within: .seconds(120)) { try pair.klari.clock() >= KlariDay.firstDay(at: 9) }
        let before = try Findings(pair.klari)
        try pair.line.cut()
        try eventually("the cut is noticed", within: .seconds(60)) { try !pair.lineState().isUp }
        try eventually("ten o'clock", within: .seconds(200)) { try pair.klari.clock() >= KlariDay.firstDay(at: 10) }
        let cut = try pair.lineState()
        #expect(!cut.isUp)
        #expect(cut.waitingHere.contains { $0.office == "32.15" && $0.messages > 0 }, "nothing waited for the line")
        try checkCutOff(pair, since: before)
        try pair.line.slow(kilobits: 64)
        for number in 0..<10 {
            try eventually("the line is up again", within: .seconds(120)) {
                guard let line = try pair.lineState().lines.first else { return false }
                return line.up && line.breaks > number
            }
            try pair.line.reset()
        }
        #expect(try day.waitForExit(within: .seconds(400)) == .status(0), "\(day.errorOutput)")
        let played = try PlayedDay(day.output)
        #expect(played.balanced, "\(played.complaints)")
        #expect(played.days[0].elsewhere > 0)

        try pair.line.mend()
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
        for site in [pair.klari, pair.dukcapil] {
            let audit = try site.loket("audit")
            #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
            let dead = try site.loket("dead", "--json")
            try dead.waitForExit()
            #expect(dead.output.contains(#""total":0"#), "\(dead.output)")
        }
        #expect(try pair.lineState().lines.first?.breaks ?? 0 >= 11)
        try checkStatus(pair)
        try pair.stop()
    }

    /// With the line down urgent cases are printed at Klari, and of its newest case Dukcapil has not heard.
    private func checkCutOff(_ pair: SitePair, since before: Findings) throws {
        let now = try Findings(pair.klari)
        let urgent = Set(now.cases.filter(\.filing.urgent).map(\.filing.number))
        let printed = Set(now.sheets.map(\.number)).subtracting(before.sheets.map(\.number))
        #expect(!urgent.isDisjoint(with: printed), "no urgent case was printed while the line was cut")
        let newest = try #require(now.cases.max { $0.filing.filedAt < $1.filing.filedAt }).filing.number
        let unheard = try pair.dukcapil.loket("status", newest)
        #expect(try unheard.waitForExit() == .status(1), "\(newest) came through: \(unheard.output)")
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

    /// Of a case that both have heard of, both sites say the same; while the line is down, what was last known and how
    /// old that is.
    private func checkStatus(_ pair: SitePair) throws {
        let there = try Findings(pair.dukcapil).cases.map(\.filing.number).sorted()
        #expect(there.count > 10)
        for number in there.prefix(3) + there.suffix(3) {
            let said = try [pair.klari, pair.dukcapil].map { try CaseStatus(of: number, at: $0) }
            #expect(said[0].stage == said[1].stage && said[0].heldBy == said[1].heldBy, "\(said)")
        }
        try pair.line.cut()
        try eventually("the line is down", within: .seconds(60)) { try !pair.lineState().isUp }
        let number = try #require(there.first)
        let old = try pair.dukcapil.loket("status", number)
        #expect(try old.waitForExit(within: .seconds(30)) == .status(0), "\(old.errorOutput)")
        #expect(old.output.contains("As Kecamatan Klari said"), "\(old.output)")
    }

    /// What `loket status --json` says of a case.
    private struct CaseStatus: Decodable {
        let stage: String
        let heldBy: String

        init(of number: String, at site: DemoSite) throws {
            let command = try site.loket("status", number, "--json")
            #expect(try command.waitForExit(within: .seconds(30)) == .status(0), "\(command.errorOutput)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            self = try decoder.decode(CaseStatus.self, from: Data(command.output.utf8))
        }
    }
}
