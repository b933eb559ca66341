import Foundation
import Postgres
import TestKit
import Testing

@testable import loket_simulate

/// The store in memory is only worth something as far as it answers what PostgreSQL answers.
struct StoreInMemoryTests {
    /// What a statement answers and a fold stands on; the others only write.
    private static let reading: Set<String> = [
        "take_receipts", "read_receipts", "lock_subjects", "read_subjects", "candidates", "read_keys", "lock_keys",
        "read_hashes", "read_carried", "lock_effects", "read_outbox",
    ]
    /// What hangs on the moment, and changes leases alone.
    private static let timed: Set<String> = [
        "clock", "take_expired_outbox", "due_now", "next_effect", "renew_effect_lease", "forget_far_leases",
        "cut_far_leases",
    ]
    private static let ordered: Set<String> = [
        "lock_subjects", "candidates", "lock_keys", "lock_effects", "read_carried",
    ]

    @Test func `every committed step of a seed gets the same answer from PostgreSQL, and leaves the same rows`() throws
    {
        let transactions = Transactions()
        let outcome = try Simulation().play(4) { site in
            guard site.name == "klari" else { return }
            transactions.tables = { site.store.tables }
            site.store.record = { transactions.all.append($0) }
        }
        #expect(outcome.problems == [])
        let database = try TestDatabase()
        try database.makeSite(offices: [District.klariOffice], clock: 1_795_393_800_000_000)
        let connection = try database.connect()
        defer { connection.close() }
        var compared = 0
        for steps in transactions.all {
            let replayed = steps.filter { !Self.timed.contains($0.step.statement.name) }
            let answers = try connection.pipeline(
                [Step(.begin)] + replayed.map(\.step) + [Step(.commit)])
            for ((step, ours), theirs) in zip(replayed, answers.dropFirst()) {
                let name = step.statement.name
                guard Self.reading.contains(name) else { continue }
                compared += 1
                let (mine, servers) = (Self.shown(ours, name), Self.shown(theirs, name))
                #expect(mine == servers, "\(name)")
            }
        }
        #expect(compared > 1_000)
        let tables = try #require(transactions.tables)
        try compareTables(tables(), connection)
    }

    private static func shown(_ rows: Rows, _ name: String) -> [String] {
        let shown = rows.map { row in row.values.map { "\($0)" }.joined(separator: " | ") }
        return ordered.contains(name) ? shown : shown.sorted()
    }

    private func compareTables(_ ours: Tables, _ connection: Connection) throws {
        let subjects = ours.subjects.rows.map { id, row in
            "\(id) \(row.holder) \(row.version) \(row.head.hex) \(row.state.hex) \(row.queue?.uuidString ?? "-")"
        }
        #expect(
            try subjects.sorted()
                == connection.query(
                    Statement(
                        "SELECT subject_id, holder, version, head, state, queue FROM casework.subject", name: "subjects"
                    )
                ).map { row in
                    "\(row.uuid(0)) \(row.text(1)) \(row.int64(2)) \(row.bytes(3).hex) \(row.bytes(4).hex) "
                        + (row.uuidIfPresent(5)?.uuidString ?? "-")
                }.sorted())
        let entries = ours.journal.rows.flatMap { id, history in
            history.map { "\(id) \($0.version) \($0.kind) \($0.recordedAt) \($0.actor) \($0.hash.hex)" }
        }
        #expect(
            try entries.sorted()
                == connection.query(
                    Statement(
                        "SELECT subject_id, version, kind, recorded_at, actor, hash FROM casework.journal",
                        name: "entries")
                ).map { row in
                    "\(row.uuid(0)) \(row.int64(1)) \(row.int64(2)) \(row.timestamp(3)) \(row.text(4)) "
                        + row.bytes(5).hex
                }.sorted())
        let effects = ours.effects.rows.map { id, row in "\(id) \(row.state) \(row.attempt) \(row.instance)" }
        #expect(
            try effects.sorted()
                == connection.query(
                    Statement("SELECT effect_id, state, attempt, instance FROM casework.effect", name: "effects")
                ).map { "\($0.uuid(0)) \($0.text(1)) \($0.int64(2)) \($0.text(3))" }.sorted())
        let counts = [
            ours.receipts.rows.count, ours.outbox.rows.count, ours.due.rows.count, ours.keys.rows.count,
        ].map(Int64.init)
        let row = try connection.query(
            Statement(
                """
                SELECT (SELECT count(*) FROM casework.receipt), (SELECT count(*) FROM casework.outbox),
                    (SELECT count(*) FROM casework.due), (SELECT count(*) FROM casework.natural_key)
                """, name: "counts"))[0]
        #expect(counts == (0..<4).map { row.int64($0) })
        #expect(subjects.count > 100)
    }
}

/// What a seed committed at one site.
private final class Transactions {
    var all: [[(step: Step, rows: Rows)]] = []
    var tables: (() -> Tables)?
}

extension [UInt8] {
    fileprivate var hex: String { map { String($0, radix: 16) }.joined(separator: ".") }
}
