import Civil
import Foundation
import Postgres
import TestKit
import Testing

/// Klari dies in its morning and lives again from a backup, with Dukcapil beside it.
@Suite(.serialized) struct RestoredPairTests {
    @Test
    func `Klari lives again from ten o'clock, takes back what Dukcapil knew, and says what to enter from paper`()
        throws
    {
        let pair = try SitePair(
            printedAtDistrict: ["akta-kelahiran", "akta-kematian", "skpwni", "kia"], .init(delay: 0.01))
        try pair.waitUntilReady()
        try eventually("the line is up", within: .seconds(30)) { try pair.lineState().isUp }
        let scratch = try ScratchFolder()
        let backup = scratch.file("klari.backup")

        let day = try pair.klari.loket("day", KlariDay.file, "--json", "--patience", "300")
        try eventually("ten o'clock", within: .seconds(200)) { try pair.klari.clock() >= KlariDay.firstDay(at: 10) }
        // The day waits while it is taken, or it would be over before.
        day.signal(SIGSTOP)
        let taking = try pair.klari.loket("backup", "--to", backup)
        #expect(try taking.waitForExit(within: .seconds(60)) == .status(0), "\(taking.errorOutput)")
        day.signal(SIGCONT)
        try eventually("eleven o'clock", within: .seconds(200)) { try pair.klari.clock() >= KlariDay.firstDay(at: 11) }
        try pair.line.cut()
        let death = KlariDay.firstDay(at: 11) + 30 * 60_000_000
        try eventually("half past eleven", within: .seconds(200)) { try pair.klari.clock() >= death }
        try day.killHard()
        try pair.klari.waitUntilDevicesRest()
        let before = try Issued(folder: pair.klari.folder)
        let entries = try Entries(pair.klari)
        try pair.klari.up.killHard()

        // What went up before the line was cut is there.
        try pair.line.mend()
        let printed = try pair.restoreKlari(from: backup)
        #expect(printed.contains("Came back") && printed.contains("of which 32.15 knew more"), "\(printed)")
        try pair.klari.waitUntilReady()
        let report = try LossPage(pair.klari)
        #expect(report.cameBack.count > 5, "\(report)")
        #expect(Set(report.cameBack).isSubset(of: before.cases))
        let known = try Issued(folder: pair.klari.folder)
        #expect(known.cases.isSubset(of: before.cases))
        try checkListed(before.tickets, known, report)
        let open = try pair.klari.loket("restore", "open")
        #expect(try open.waitForExit(within: .seconds(30)) == .status(0), "\(open.errorOutput)")

        // People are served again, and the papers are looked at.
        try pair.klari.settleUnknown(as: before)
        try pair.klari.releaseAll(as: before)
        try pair.waitUntilNothingWaits(within: .seconds(120))
        let after = try Issued(folder: pair.klari.folder)
        #expect(after.tickets.subtracting(known.tickets).isDisjoint(with: before.tickets))
        #expect(after.letters.subtracting(known.letters).isDisjoint(with: before.letters))
        // Its printer and its gateway began with an empty log: what they did is new.
        #expect(after.documents.isDisjoint(with: before.documents), "\(after.documents)")
        #expect(after.messages.isDisjoint(with: before.messages), "\(after.messages)")
        #expect(try Entries(pair.klari).differing(from: entries).isEmpty, "an entry was written twice")
        for site in [pair.klari, pair.dukcapil] {
            let audit = try site.loket("audit")
            #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
            let forks = try site.loket("forks")
            #expect(try forks.waitForExit(within: .seconds(30)) == .status(0), "\(forks.output)")
        }
        try pair.stop()
    }

    /// Whatever ticket was given and is not known any more stands in the list, or lies beyond the last that anybody saw.
    private func checkListed(_ tickets: Set<String>, _ known: Issued, _ report: LossPage) throws {
        let back = Set(known.cases.compactMap { CaseNumber($0)?.ticket.text })
        let missing = Set(report.lanes.flatMap(\.missing))
        #expect(!missing.isEmpty, "between two tickets that Dukcapil knew, no visit was without a case for it")
        #expect(missing.isSubset(of: tickets) && missing.isDisjoint(with: known.tickets))
        for text in tickets.subtracting(known.tickets) where !back.contains(text) && !missing.contains(text) {
            let ticket = try #require(TicketNumber.parse(text)?.ticket)
            let next = report.lanes.compactMap { TicketNumber.parse($0.next)?.ticket }
                .first { $0.letter == ticket.letter && $0.day == ticket.day }
            #expect(try ticket.number >= #require(next).number, "\(text) is in no list")
        }
    }
}

/// What `loket restore report --json` says.
private struct LossPage: Decodable {
    struct Lane: Decodable {
        let lane: String
        let missing: [String]
        let next: String
    }

    let lanes: [Lane]
    let cameBack: [String]

    init(_ site: DemoSite) throws {
        let command = try site.loket("restore", "report", "--json")
        try #require(try command.waitForExit(within: .seconds(60)) == .status(0), "\(command.errorOutput)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(LossPage.self, from: Data(command.output.utf8))
    }
}

/// Every entry of a site's journal, by what must be its own for ever: subject, version and life.
private struct Entries {
    private var hashes: [String: [UInt8]] = [:]

    init(_ site: DemoSite) throws {
        let connection = try site.connect()
        defer { connection.close() }
        let statement = Statement(
            "SELECT subject_id::text || ' ' || version || ' ' || incarnation, hash FROM casework.journal",
            name: "entries")
        for row in try connection.query(statement) { hashes[row.text(0)] = row.bytes(1) }
    }

    func differing(from others: Entries) -> [String] {
        hashes.compactMap { key, hash in others.hashes[key].map { $0 == hash } ?? true ? nil : key }
    }
}

extension DemoSite {
    /// Until nothing is at a printer or at a gateway.
    fileprivate func waitUntilDevicesRest() throws {
        let connection = try connect()
        defer { connection.close() }
        let open = Statement(
            "SELECT count(*) FROM casework.effect WHERE state IN ('planned', 'started', 'failed')", name: "open")
        try eventually("the devices are done", within: .seconds(60)) { try connection.query(open)[0].int64(0) == 0 }
    }
}
