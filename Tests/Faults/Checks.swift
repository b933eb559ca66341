import Civil
import Foundation
import Postgres
import Records
import TestKit

/// What both sites hold after a round, held against the books: nothing lost, nothing doubled, nothing that nobody asked
/// for.
struct Checks {
    struct Count: Equatable {
        var attempted = 0
        var acknowledged = 0
        /// Told to an officer, and not there, or not as it was told.
        var lost = 0
        /// Filed, printed or sent more often than was asked for.
        var doubled = 0
        /// There, and asked for by nobody.
        var unexpected = 0
        /// There, although whoever asked was never told.
        var recovered = 0
    }

    let sites: FaultSites
    let books: Books

    /// Waits until everything has come to rest by itself.
    func waitForRest(within limit: Duration) throws {
        for site in sites.both {
            let connection = try site.connect()
            defer { connection.close() }
            try eventually("\(site.office) has come to rest", within: limit) {
                try connection.query(Self.underWay)[0].int64(0) == 0
            }
        }
    }

    /// - Returns: what was counted, and in words what is wrong.
    func run() throws -> (Count, [String]) {
        var wrongs: [String] = []
        let (klari, dukcapil) = (try Holdings(sites.klari), try Holdings(sites.dukcapil))
        var count = compare(books.all, klari, &wrongs)
        checkCopies(klari, dukcapil, &wrongs)
        let papers = checkDevices(&wrongs)
        count.doubled += papers.doubled
        count.lost += papers.lost
        for site in sites.both {
            let connection = try site.connect()
            defer { connection.close() }
            let troubles = try connection.query(Self.troubles)[0]
            for (index, what) in ["dead letters", "forks", "unknown effects"].enumerated()
            where troubles.int64(index) > 0 {
                wrongs.append("\(site.office) has \(troubles.int64(index)) \(what)")
            }
            wrongs += try auditFindings(site)
        }
        return (count, wrongs)
    }

    /// What must hold at any moment, with everything under way.
    /// - Parameter limit: how long each audit may take, beside everything else.
    func sample(within limit: Duration) throws -> [String] {
        var wrongs: [String] = []
        for site in sites.both {
            let connection = try site.connect()
            defer { connection.close() }
            let troubles = try connection.query(Self.troubles)[0]
            for (index, what) in ["dead letters", "forks"].enumerated() where troubles.int64(index) > 0 {
                wrongs.append("\(site.office) has \(troubles.int64(index)) \(what)")
            }
            wrongs += try auditFindings(site, within: limit)
        }
        return wrongs
    }

    /// The closing of each office, which must balance.
    func closing() throws -> (page: String, wrongs: [String]) {
        var (pages, wrongs): ([String], [String]) = ([], [])
        for site in sites.both {
            let page = try FaultSites.loket("closing", "--data", site.folder, "--patience", "600")
            pages.append(page)
            if !page.contains("Balanced.") { wrongs.append("the closing of \(site.office): \(page)") }
        }
        return (pages.joined(separator: "\n"), wrongs)
    }

    /// What an audit finds, but for what it says of a clock that was moved: that is so.
    private func auditFindings(_ site: FaultSites.Site, within limit: Duration = .seconds(1_800)) throws -> [String] {
        let audit = try StartedProgram("loket", ["audit", "--data", site.folder, "--json"])
        let exit = try audit.waitForExit(within: limit)
        if exit == .status(0) { return [] }
        guard exit == .status(1), let page = try? JSONDecoder().decode(AuditPage.self, from: Data(audit.output.utf8))
        else { return ["the audit of \(site.office): \(audit.output)\(audit.errorOutput)"] }
        let wasMoved = sites.both.contains { $0.clock?.wasMoved == true }
        return page.findings.filter { !(wasMoved && $0.remedy == "setUp") }.map {
            "the audit of \(site.office): \($0.subject) \($0.number): \($0.what)"
        }
    }

    private struct AuditPage: Decodable {
        struct Finding: Decodable {
            let subject: String
            let number: String
            let what: String
            let remedy: String
        }

        let findings: [Finding]
    }

    private func compare(_ lines: [Books.Line], _ klari: Holdings, _ wrongs: inout [String]) -> Count {
        var count = Count()
        var known: Set<Int> = []
        for line in lines {
            known.insert(line.number)
            count.attempted += 1
            if !line.cases.isEmpty { count.acknowledged += 1 }
            let held = klari.casesOfLine[line.number] ?? []
            if line.cases.isEmpty, !held.isEmpty { count.recovered += 1 }
            if held.count > 1 || line.cases.count > 1 {
                count.doubled += 1
                wrongs.append("line \(line.number) was told \(line.cases.sorted()) and has \(held.sorted())")
            }
            for number in line.cases where !held.contains(number) {
                count.lost += 1
                wrongs.append("\(number), told to line \(line.number), is lost")
            }
            if line.isCollected, let number = line.cases.first, klari.stages[number] != .collected {
                count.lost += 1
                wrongs.append("\(number) was handed out and is \(klari.stages[number]?.word ?? "nowhere")")
            }
        }
        for (number, cases) in klari.casesOfLine where !known.contains(number) {
            count.unexpected += 1
            wrongs.append("\(cases.sorted()) of line \(number) was asked for by nobody")
        }
        count.unexpected += klari.strangers
        if klari.strangers > 0 { wrongs.append("\(klari.strangers) visits are of no line") }
        return count
    }

    /// Dukcapil knows every case of Klari's as Klari does.
    private func checkCopies(_ klari: Holdings, _ dukcapil: Holdings, _ wrongs: inout [String]) {
        for (number, head) in klari.heads where dukcapil.heads[number] != head {
            wrongs.append(
                dukcapil.heads[number] == nil
                    ? "Dukcapil has not heard of \(number)" : "both sites know \(number) differently")
        }
        for number in dukcapil.heads.keys where klari.heads[number] == nil {
            wrongs.append("Klari doesn't know its own \(number)")
        }
    }

    /// One sheet and one message for each case, and one more for each that a person said had not come out.
    private func checkDevices(_ wrongs: inout [String]) -> (doubled: Int, lost: Int) {
        let devices = sites.both.map { Devices(folder: $0.folder) }
        var (doubled, lost) = (0, 0)
        for (what, jobs, most) in [
            ("sheets", devices.flatMap(\.sheets), { books.allowed($0).sheets }),
            ("messages", devices.flatMap(\.messages), { books.allowed($0).messages }),
        ] as [(String, [Devices.Job], (String) -> Int)] {
            for (number, ofCase) in Dictionary(grouping: jobs, by: \.number) {
                // A full disk fails for certain before anything comes out, and is tried again; nothing else is.
                let begun = books.hadFullDisk ? Set(ofCase.map(\.effect)).count : ofCase.count
                guard begun > most(number) else { continue }
                doubled += 1
                wrongs.append("\(number) has \(begun) \(what), and \(most(number)) were asked for")
            }
            let numbers = Set(jobs.map(\.number))
            for line in books.all where line.isCollected {
                guard let number = line.cases.first, !numbers.contains(number) else { continue }
                lost += 1
                wrongs.append("\(number) was handed out and has no \(what)")
            }
            let attempts = jobs.map { "\($0.effect) \($0.attempt)" }
            let again = attempts.count - Set(attempts).count
            if again > 0 {
                doubled += again
                wrongs.append("\(again) attempts for \(what) were made twice")
            }
        }
        return (doubled, lost)
    }

    private static let underWay = Statement(
        """
        SELECT (SELECT count(*) FROM casework.outbox)
            + (SELECT count(*) FROM casework.effect WHERE state IN ('planned', 'started', 'failed', 'unknown'))
        """, name: "under_way")

    private static let troubles = Statement(
        """
        SELECT (SELECT count(*) FROM casework.dead_letter), (SELECT count(*) FROM casework.fork),
            (SELECT count(*) FROM casework.effect WHERE state = 'unknown')
        """, name: "troubles")
}

/// The cases and visits in a site's store.
private struct Holdings {
    var stages: [String: CaseFile.Stage] = [:]
    /// Version and hash of each case's last entry.
    var heads: [String: String] = [:]
    var casesOfLine: [Int: Set<String>] = [:]
    /// Visits that no line of ours asked for.
    var strangers = 0

    init(_ site: FaultSites.Site) throws {
        let connection = try site.connect()
        defer { connection.close() }
        let rows = try connection.query(
            Statement(
                "SELECT subject_id, state, version, encode(head, 'hex') FROM casework.subject WHERE version > 0",
                name: "holdings"))
        var numbers: [UUID: String] = [:]
        var visits: [Visit] = []
        for row in rows {
            switch try SubjectState.subject(in: row.bytes(1)) {
            case .caseFile(let file):
                numbers[row.uuid(0)] = file.filing.number
                stages[file.filing.number] = file.stage
                heads[file.filing.number] = "\(row.int64(2)) \(row.text(3))"
            case .visit(let visit): visits.append(visit)
            default: break
            }
        }
        for visit in visits {
            guard visit.opening.lineID.hasPrefix("fault-"), let line = Int(visit.opening.lineID.dropFirst(6)) else {
                strangers += 1
                continue
            }
            casesOfLine[line, default: []].formUnion(
                visit.opening.cases.map { numbers[$0] ?? "a case that isn't there" })
        }
    }
}
