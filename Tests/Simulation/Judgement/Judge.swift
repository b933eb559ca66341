import Audit
import Civil
import Crypto
import Foundation
import Postgres
import Records
import TestKit

/// Holds what both sites have against what was asked for and told, in the manner of Jepsen's total-queue.
struct Judge {
    struct Count {
        var attempted = 0
        var acknowledged = 0
        /// Told, and not there or not as it was told.
        var lost = 0
        /// There, printed or sent more often than was asked for.
        var doubled = 0
        /// There, and asked for by nobody.
        var unexpected = 0
        /// Done, although whoever asked was gone before the answer.
        var recovered = 0
        var faults = 0
        var strikes = 0

        static func += (sum: inout Count, one: Count) {
            sum.attempted += one.attempted
            sum.acknowledged += one.acknowledged
            sum.lost += one.lost
            sum.doubled += one.doubled
            sum.unexpected += one.unexpected
            sum.recovered += one.recovered
            sum.faults += one.faults
            sum.strikes += one.strikes
        }
    }

    let district: District
    let books: Books
    private(set) var count = Count()
    private(set) var problems: [String] = []

    init(_ district: District, _ books: Books) {
        self.district = district
        self.books = books
        count.attempted = books.attempted.count
        count.acknowledged = books.acknowledged.count
        let known = Set(district.klari.store.tables.receipts.rows.keys.map(\.id))
        count.recovered = books.attempted.subtracting(books.acknowledged).intersection(known).count
        compareCases()
        compareDevices()
        compareSites()
        for site in district.both { look(at: site) }
    }

    private mutating func lost(_ what: String) {
        count.lost += 1
        problems.append("lost: \(what)")
    }

    private mutating func doubled(_ what: String) {
        count.doubled += 1
        problems.append("doubled: \(what)")
    }

    /// Of every citizen one case, if any, and as it was told.
    private mutating func compareCases() {
        var cases: [Int: [String]] = [:]
        var stages: [String: CaseFile.Stage] = [:]
        for row in district.klari.store.tables.subjects.rows.values where row.version > 0 {
            guard case .caseFile(let file)? = try? SubjectState.subject(in: row.state) else { continue }
            stages[file.filing.number] = file.stage
            cases[SampleCitizen.number(of: file.filing.applicant.nik?.text ?? ""), default: []].append(
                file.filing.number)
        }
        let receipts = Set(district.klari.store.tables.receipts.rows.keys.map(\.id))
        if district.lives == 2, !books.acknowledged.isSubset(of: receipts) {
            lost("\(books.acknowledged.subtracting(receipts).count) answered requests have no receipt")
        }
        for (citizen, held) in cases.sorted(by: { $0.key < $1.key }) {
            if held.count != 1 { doubled("citizen \(citizen) has \(held)") }
            if !books.citizens.contains(citizen) {
                count.unexpected += 1
                problems.append("unexpected: \(held) of citizen \(citizen)")
            }
        }
        for (citizen, told) in books.cases {
            if told.count > 1 { doubled("citizen \(citizen) was told \(told.sorted())") }
            for number in told where cases[citizen]?.contains(number) != true {
                lost("\(number), told to citizen \(citizen)")
            }
            guard books.handedOut.contains(citizen) else { continue }
            for number in told where stages[number] != .collected {
                lost("\(number) was handed out and is \(stages[number]?.word ?? "nowhere")")
            }
        }
    }

    /// One sheet and one message for each case that was handed out, and at most one of each for any.
    private mutating func compareDevices() {
        let sheets = district.both.flatMap { $0.printer.done }
        let messages = district.both.flatMap { $0.gateway.done }
        for (what, jobs) in [("sheets", sheets), ("messages", messages)] {
            let ofCase = Dictionary(grouping: jobs, by: \.number)
            for (number, made) in ofCase.sorted(by: { $0.key < $1.key }) where made.count > 1 {
                doubled("\(number) has \(made.count) \(what)")
            }
            for citizen in books.handedOut.sorted() {
                // Whose paper was made in hours that are lost may never have been told.
                if what == "messages", district.lives > 2 { continue }
                for number in books.cases[citizen] ?? [] where ofCase[number] == nil {
                    lost("\(number) was handed out and has no \(what)")
                }
            }
        }
    }

    /// Dukcapil knows every case of Klari's as Klari does.
    private mutating func compareSites() {
        let (klari, dukcapil) = (heads(of: district.klari), heads(of: district.dukcapil))
        for (id, head) in klari where dukcapil[id]?.head != head.head {
            problems.append(
                "\(head.number): Klari has \(head.version) entries, Dukcapil \(dukcapil[id]?.version ?? 0), or others")
        }
        for (id, head) in dukcapil where klari[id] == nil { problems.append("Klari doesn't know its \(head.number)") }
    }

    private func heads(of site: Site) -> [UUID: (number: String, version: Int64, head: [UInt8])] {
        site.store.tables.subjects.rows.reduce(into: [:]) { heads, row in
            guard row.value.version > 0, case .caseFile(let file)? = try? SubjectState.subject(in: row.value.state)
            else {
                return
            }
            heads[row.key] = (file.filing.number, row.value.version, row.value.head)
        }
    }

    private mutating func look(at site: Site) {
        let tables = site.store.tables
        for letter in tables.letters.rows.values { problems.append("\(site.name) has a dead letter: \(letter)") }
        for fork in tables.forks.rows.values { problems.append("\(site.name) has a fork: \(fork)") }
        for twin in tables.twins.rows.values { problems.append("\(site.name) has twins: \(twin)") }
        for (key, receipt) in tables.receipts.rows where receipt.reply == nil {
            problems.append("\(site.name) carried \(key.id) out and has no reply")
        }
        for effect in tables.effects.rows.values where effect.state != "confirmed" {
            if effect.state == "refused", effect.instance == "restore" { continue }
            problems.append("\(site.name) has an effect for \(effect.number) that is \(effect.state)")
        }
        do {
            for finding in try tables.heldRows(at: site.store.clock()).audit() {
                problems.append("the audit of \(site.name): \(finding.place): \(finding.what)")
            }
        } catch {
            problems.append("the audit of \(site.name): \(error)")
        }
    }
}

extension Tables {
    /// The heads of all histories, in short.
    var fingerprint: String {
        var hash = SHA256()
        for (_, row) in subjects.rows.sorted(by: { UUID.inOrder($0.key, $1.key) }) { hash.update(data: row.head) }
        return hash.finalize().prefix(8).map { String($0, radix: 16) }.joined()
    }

    /// As the audit reads them.
    func heldRows(at now: Int64) -> HeldRows {
        let entries = journal.rows.sorted { UUID.inOrder($0.key, $1.key) }.flatMap { id, history in
            history.sorted { $0.version < $1.version }.map { entry -> [Bind] in
                [
                    .uuid(id), .int64(entry.version), .int32(entry.incarnation), .int32(entry.kind),
                    .timestamp(microsecondsSince1970: entry.happenedAt),
                    .timestamp(microsecondsSince1970: entry.recordedAt), .text(entry.actor), .bytes(entry.body),
                    .bytes(entry.bodyHash), .bytes(entry.hash),
                ]
            }
        }
        let states = subjects.rows.sorted { UUID.inOrder($0.key, $1.key) }.map { id, row -> [Bind] in
            [
                .uuid(id), .int32(row.kind), .text(row.office), .text(row.holder), .int64(row.version),
                .bytes(row.head), .bytes(row.state), .optional(row.queue, Bind.uuid),
                .optional(row.position, Bind.bytes),
                .optional(row.knownAt) { .timestamp(microsecondsSince1970: $0) },
            ]
        }
        let ordered = effects.rows.sorted {
            $0.value.subject == $1.value.subject
                ? UUID.inOrder($0.key, $1.key) : UUID.inOrder($0.value.subject, $1.value.subject)
        }
        return HeldRows(
            site: Rows(
                made: [
                    [
                        .timestamp(microsecondsSince1970: now), .int32(site.incarnation), .texts(site.offices),
                        .optional(site.formerLife) { .int32($0.incarnation) },
                        .optional(site.formerLife) { .timestamp(microsecondsSince1970: $0.backupOf) },
                    ]
                ], statement: "audit.site"),
            journal: Rows(made: entries, statement: "audit.journal"),
            subjects: Rows(made: states, statement: "audit.subjects"),
            effects: Rows(
                made: ordered.map {
                    [
                        .uuid($0.key), .uuid($0.value.subject), .text($0.value.kind), .text($0.value.number),
                        .text($0.value.state),
                    ]
                }, statement: "audit.effects"),
            messages: outbox.rows.values.map { ($0.subject, $0.destination) }, due: due.rows.keys.map(\.subject),
            cameBack: cameBack)
    }
}
