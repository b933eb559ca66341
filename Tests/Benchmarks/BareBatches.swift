import Civil
import Foundation
import Postgres

/// A client with nothing but libpq that writes the same rows in batches of 256: the limit of what any program
/// in front of this PostgreSQL could reach.
struct BareBatches {
    static let batch = 256
    let conninfo: String
    let shape: RowShape

    func run(connections: Int, seconds: Int) throws -> Figure {
        let results = Results()
        let group = DispatchGroup()
        for index in 0..<connections {
            group.enter()
            Thread.detachNewThread {
                results.note {
                    try self.work(
                        seed: UInt64(index) + UInt64(getpid()) * 64 + UInt64(Date().timeIntervalSince1970),
                        seconds: seconds)
                }
                group.leave()
            }
        }
        group.wait()
        let batches = try results.batches()
        let sorted = Latencies(batches.map { $0 * 1_000 })
        let name = "bare libpq, batches of \(Self.batch), \(connections) connection\(connections > 1 ? "s" : "")"
        return Figure(
            name: name, casesPerSecond: Double(batches.count * Self.batch) / Double(seconds), p50: sorted[50],
            p99: sorted[99])
    }

    private final class Results: @unchecked Sendable {
        private let lock = NSLock()
        private var seconds: [Double] = []
        private var failure: (any Error)?

        func note(_ work: () throws -> [Double]) {
            do {
                let done = try work()
                lock.withLock { seconds += done }
            } catch {
                lock.withLock { failure = error }
            }
        }

        func batches() throws -> [Double] {
            if let failure { throw failure }
            return seconds
        }
    }

    private func work(seed: UInt64, seconds: Int) throws -> [Double] {
        let connection = try Connection(conninfo, applicationName: "bare")
        defer { connection.close() }
        var random = SplitMix64(seed: seed)
        // The values are made before the clock runs; only the ids differ between batches.
        let fixed = Fixed(shape)
        var durations: [Double] = []
        let until = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < until {
            let ids = Ids(&random)
            let began = ContinuousClock.now
            _ = try connection.pipeline(fixed.open(ids, &random))
            _ = try connection.pipeline(fixed.write(ids))
            durations.append((ContinuousClock.now - began) / .seconds(1))
        }
        return durations
    }

    private struct Ids {
        let visits: [UUID]
        let cases: [UUID]
        let lanes: [UUID]
        let receipts: [UUID]
        let keys: [UUID]
        let messages: [UUID]

        init(_ random: inout SplitMix64) {
            func many() -> [UUID] {
                let milliseconds = UInt64(Date().timeIntervalSince1970 * 1_000)
                return (0..<BareBatches.batch).map { _ in
                    let high = milliseconds << 16 | 0x7000 | random.next() & 0x0FFF
                    let low = 0x8000_0000_0000_0000 | random.next() >> 2
                    return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { UUID(bytes: Array($0)) }
                }
            }
            visits = many()
            cases = many()
            receipts = many()
            keys = many()
            messages = many()
            lanes = many()
        }
    }

    private struct Fixed {
        private let shape: RowShape
        private let n = BareBatches.batch
        private let hash = [UInt8](repeating: 0xAB, count: 32)

        init(_ shape: RowShape) { self.shape = shape }

        private func bytes(_ count: Int, _ rows: Int) -> [[UInt8]] {
            [[UInt8]](repeating: [UInt8](repeating: 0xAB, count: count), count: rows)
        }

        func open(_ ids: Ids, _ random: inout SplitMix64) -> [Step] {
            let lane = Int(random.next() % UInt64(PgbenchPeer.lanes)) + 1
            return [
                Step(.begin),
                Step(
                    Self.receipts, .texts(.init(repeating: "site", count: n)), .uuids(ids.receipts),
                    .bytesArray(bytes(32, n))),
                Step(
                    Self.lane,
                    .text(
                        "00010001-0000-7000-8000-" + String(repeating: "0", count: lane < 10 ? 11 : 10) + String(lane))),
                Step(Self.keys, .uuids(ids.keys)),
            ]
        }

        func write(_ ids: Ids) -> [Step] {
            let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
            let entries = ids.lanes + ids.visits + ids.cases + ids.cases
            let bodies =
                bytes(shape.laneEntry, n) + bytes(shape.visitEntry, n) + bytes(shape.filedEntry, n)
                + bytes(shape.handedEntry, n)
            return [
                Step(
                    Self.journal, .uuids(entries),
                    .int64s(.init(repeating: 1, count: 3 * n) + .init(repeating: 2, count: n)),
                    .timestamps(.init(repeating: now, count: 4 * n)),
                    .texts(.init(repeating: "operator:bench", count: 4 * n)), .bytesArray(bodies),
                    .bytesArray(bytes(32, 4 * n))),
                Step(
                    Self.subjects, .uuids(ids.visits + ids.cases),
                    .bytesArray(bytes(shape.visitState, n) + bytes(shape.caseState, n)), .uuids(ids.keys + ids.keys),
                    .bytesArray(bytes(13, n) + bytes(30, n)), .bytes(hash)),
                Step(Self.replies, .uuids(ids.receipts), .bytesArray(bytes(shape.receipt, n))),
                Step(Self.claims, .uuids(ids.keys), .uuids(ids.cases)),
                Step(Self.outbox, .uuids(ids.messages), .uuids(ids.cases), .bytesArray(bytes(shape.message, n))),
                Step(.commit),
            ]
        }

        static let receipts = Statement(
            """
            INSERT INTO casework.receipt (principal, id, body_hash)
            SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[]) ON CONFLICT DO NOTHING RETURNING principal, id
            """, name: "bare_receipts")
        static let lane = Statement(
            "UPDATE casework.subject SET version = version + 1 WHERE subject_id = $1::text::uuid", name: "bare_lane")
        static let keys = Statement(
            "INSERT INTO casework.natural_key (key) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING",
            name: "bare_keys")
        static let journal = Statement(
            """
            INSERT INTO casework.journal
            SELECT id, version, 1, 3, at, at, actor, body, hash, hash
            FROM unnest($1::uuid[], $2::int8[], $3::timestamptz[], $4::text[], $5::bytea[], $6::bytea[])
                j (id, version, at, actor, body, hash)
            """, name: "bare_journal")
        static let subjects = Statement(
            """
            INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state, queue, position)
            SELECT id, 3, '32.15.05', 'recording', 1, $5::bytea, state, queue, position
            FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::bytea[]) s (id, state, queue, position)
            """, name: "bare_subjects")
        static let replies = Statement(
            """
            UPDATE casework.receipt r SET reply = n.reply FROM unnest($1::uuid[], $2::bytea[]) n (id, reply)
            WHERE r.principal = 'site' AND r.id = n.id
            """, name: "bare_replies")
        static let claims = Statement(
            """
            UPDATE casework.natural_key k SET subject_id = n.id FROM unnest($1::uuid[], $2::uuid[]) n (key, id)
            WHERE k.key = n.key
            """, name: "bare_claims")
        static let outbox = Statement(
            """
            INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until)
            SELECT id, 'intake', 'recording@32.15.05', subject_id, 2, body, clock_timestamp() + interval '30 seconds'
            FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) o (id, subject_id, body)
            """, name: "bare_outbox")
    }
}
