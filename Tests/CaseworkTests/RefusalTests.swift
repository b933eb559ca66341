import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

/// Requests that can't be carried out, among others that can.
struct RefusalTests {
    private func site() throws -> (TestDatabase, EngineRig<ScriptedDepartment>) {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        return (database, rig)
    }

    private func run(_ sql: String, in database: TestDatabase) throws {
        let connection = try database.connect()
        defer { connection.close() }
        try connection.script(sql)
    }

    @Test func `one row that can't be read refuses its own request, and the rest of the batch commits`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        for number in 1...3 { _ = try await rig.ask(Array("file \(number)".utf8)) }
        let broken = ScriptedDepartment.id(2)
        try run("UPDATE casework.subject SET state = '\\xff' WHERE subject_id = '\(broken)'", in: database)
        // What comes while the first waits for the lock meets in one batch.
        let holder = try database.connect()
        defer { holder.close() }
        try holder.script("BEGIN; LOCK casework.receipt IN SHARE ROW EXCLUSIVE MODE")
        let first = try rig.submit(Array("mark 1".utf8))
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        try eventually("a batch waits") { try database.count(waiting) > 0 }
        let again = try rig.submit(Array("mark 1".utf8))
        let unreadable = try rig.submit(Array("mark 2".utf8))
        let third = try rig.submit(Array("mark 3".utf8))
        try holder.script("COMMIT")
        #expect(try !first.get().accepted.isEmpty)
        #expect(try !again.get().accepted.isEmpty)
        #expect(try !third.get().accepted.isEmpty)
        #expect(try unreadable.get().fault.code == "unreadable_record")
        // Three were filed and three marked; the refusal is not kept, so that a resend can succeed.
        #expect(try database.count("SELECT count(*) FROM casework.receipt") == 6)
        #expect(try database.count("SELECT count(*) FROM casework.dead_letter") == 0)
    }

    @Test func `a message whose dead letter can't be kept is wanted again, and buried when it can`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        try run("REVOKE INSERT ON casework.dead_letter FROM loket_intake", in: database)
        let id = UUID()
        let unkept = try await rig.ask(Array("poison 1".utf8), id: id, service: "printing")
        #expect(unkept.retry.afterMs > 0)
        #expect(try database.count("SELECT count(*) FROM casework.receipt") == 1)
        try run("GRANT INSERT ON casework.dead_letter TO loket_intake", in: database)
        let kept = try await rig.ask(Array("poison 1".utf8), id: id, service: "printing")
        #expect(kept.fault.code == "refused_by_store")
        #expect(try database.count("SELECT count(*) FROM casework.dead_letter") == 1)
    }
}
