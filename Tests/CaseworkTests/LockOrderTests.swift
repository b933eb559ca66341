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
        let rounds = 6
        for round in 1...rounds {
            // Both come to a case that somebody holds, with some of the others locked already and some not yet.
            let held = ScriptedDepartment.id(round * cases / (rounds + 1))
            try holder.script("BEGIN; SELECT FROM casework.subject WHERE subject_id = '\(held)' FOR UPDATE")
            var replies: [PendingReply] = []
            for (index, rig) in rigs.enumerated() {
                let numbers = (0..<cases).map { 1 + ($0 * (index == 0 ? 7 : 11) + round) % cases }
                replies += try rig.submit(numbers.map { Array("mark \($0)".utf8) })
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
        #expect(try database.count(marks) == rounds * cases * 2)
        #expect(
            try database.count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0)
    }
}
