import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct DeadLetterTests {
    private func site() throws -> (TestDatabase, EngineRig<ScriptedDepartment>) {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        return (database, rig)
    }

    @Test func `a message that the store refuses is buried, its case held, and the rest of its batch commits`()
        async throws
    {
        let (database, rig) = try site()
        defer { rig.stop() }
        for number in 1...3 { _ = try await rig.ask(Array("file \(number)".utf8)) }
        // The lock makes the four meet in one batch.
        let holder = try database.connect()
        try holder.script("BEGIN; LOCK casework.receipt IN SHARE ROW EXCLUSIVE MODE")
        let first = try rig.submit(Array("mark 1".utf8), service: "printing")
        let poison = try rig.submit(Array("poison 2".utf8), service: "printing")
        let third = try rig.submit(Array("mark 3".utf8), service: "printing")
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        defer { holder.close() }
        try eventually("a batch waits") { try database.count(waiting) > 0 }
        try holder.script("COMMIT")
        #expect(try !first.get().accepted.isEmpty)
        #expect(try !third.get().accepted.isEmpty)
        #expect(try poison.get().fault.code == "refused_by_store")
        #expect(try database.count("SELECT count(*) FROM casework.dead_letter WHERE sqlstate = '22021'") == 1)
        let history = "SELECT count(*) FROM casework.journal WHERE subject_id = '\(ScriptedDepartment.id(2))'"
        // Filed and held; the entry of the poisoned request is not there.
        #expect(try database.count(history) == 2)
        #expect(try database.count("SELECT count(*) FROM casework.outbox") == 0)
    }

    @Test func `the same poisoned message again gets the same answer and no second letter`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let id = UUID()
        let first = try await rig.ask(Array("poison 1".utf8), id: id, service: "printing")
        let again = try await rig.ask(Array("poison 1".utf8), id: id, service: "printing")
        #expect(first == again)
        #expect(try database.count("SELECT count(*) FROM casework.dead_letter") == 1)
    }

    @Test func `what is to come again later leaves no receipt`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        let id = UUID()
        #expect(try await rig.ask(Array("later 1".utf8), id: id).retry.reason == "not now")
        #expect(try database.count("SELECT count(*) FROM casework.receipt") == 0)
        #expect(try await !rig.ask(Array("file 1".utf8), id: id).accepted.isEmpty)
    }

    @Test func `an id older than receipts are kept is refused`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        let old = SubjectID.v7(at: try Moment(iso8601: "2020-01-01T00:00:00Z"), random: Array(repeating: 7, count: 10))
        #expect(try await rig.ask(Array("file 1".utf8), id: old).rejected.code == "too_old")
        #expect(try database.count("SELECT count(*) FROM casework.receipt") == 0)
    }
}
