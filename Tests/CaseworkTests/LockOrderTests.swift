import Casework
import Civil
import Foundation
import TestKit
import Testing

struct LockOrderTests {
    @Test func `batches of two instances that share all their cases never wait for each other in a circle`()
        async throws
    {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rigs = ["one", "two"].map {
            EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"), instance: $0)
        }
        let cases = 40
        for number in 1...cases { _ = try await rigs[0].ask(Array("file \(number)".utf8)) }
        let holder = try database.connect()
        defer { holder.close() }
        for round in 0..<12 {
            // Held at their receipts, so that whole batches set out together.
            try holder.script("BEGIN; LOCK casework.receipt IN SHARE ROW EXCLUSIVE MODE")
            var replies: [PendingReply] = []
            for offset in 0..<cases {
                for (index, rig) in rigs.enumerated() {
                    let number = 1 + (offset * (index == 0 ? 7 : 11) + round) % cases
                    replies.append(try rig.submit(Array("mark \(number)".utf8)))
                }
            }
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            try eventually("both wait") { try database.count(waiting) >= 2 }
            try holder.script("COMMIT")
            for reply in replies { #expect(try !reply.get().accepted.isEmpty) }
        }
        // A session's counts are there for all when it has ended.
        for rig in rigs { rig.stop() }
        let marks = "SELECT count(*) FROM casework.journal WHERE version > 1"
        #expect(try database.count(marks) == 12 * cases * 2)
        #expect(
            try database.count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0)
    }
}
