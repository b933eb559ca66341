import Casework
import Civil
import Contracts
import Foundation
import Majordomo
import TestKit
import Testing

struct RelayTests {
    private func site() throws -> (TestDatabase, EngineRig<ScriptedDepartment>) {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        return (database, rig)
    }

    private static let rejection = Rejection(.wrongStage, field: "", problem: "it is closed", fix: "none")

    @Test func `a fault buries no message, and a rejection does`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        for number in 1...2 { _ = try await rig.ask(Array("file \(number)".utf8)) }
        rig.carrier.answer { message in
            message.request.body == Data("marked 1".utf8)
                ? .ok(ReplyBytes.fault(message.id, code: "unreadable", problem: "newer", fix: "upgrade"))
                : .ok(ReplyBytes.rejected(message.id, Self.rejection))
        }
        _ = try await rig.ask(Array("tell 1".utf8))
        _ = try rig.carrier.messages.take()
        _ = try await rig.ask(Array("tell 2".utf8))
        try eventually("the rejected one is buried") {
            try database.count("SELECT count(*) FROM casework.dead_letter") == 1
        }
        let second = ScriptedDepartment.id(2)
        #expect(
            try database.count("SELECT count(*) FROM casework.dead_letter WHERE subject_id = '\(second)'") == 1)
        let first = ScriptedDepartment.id(1)
        #expect(try database.count("SELECT count(*) FROM casework.outbox WHERE subject_id = '\(first)'") == 1)
        #expect(try database.count("SELECT count(*) FROM casework.outbox") == 1)
    }

    @Test func `what is left to the table goes when there is room, and holds up nobody else meanwhile`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        rig.carrier.answer { _ in .unavailable }
        let owner = try database.connect()
        defer { owner.close() }
        // A receiver that was away for long, and another one, for whom an instance left something when it died.
        let put = { (count: Int, destination: String) in
            try owner.script(
                """
                INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until)
                SELECT gen_random_uuid(), 'intake', '\(destination)', gen_random_uuid(), 1, '', '-infinity'
                FROM generate_series(1, \(count))
                """)
        }
        try put(5_000, "printing@32.15.05")
        let leased = "SELECT count(*) FROM casework.outbox WHERE lease_until > clock_timestamp()"
        try eventually("it has taken what it keeps in mind") { try database.count(leased) >= 2_048 - 512 }
        try put(1, "recording@32.15.05")
        try eventually("the other one is not behind it", within: .seconds(60)) {
            rig.carrier.messages.contents.contains { $0.service == "recording@32.15.05" }
        }
        #expect(try database.count(leased) <= 2_048 + 1)
        rig.carrier.answer { .ok(ReplyBytes.accepted($0.id, [])) }
        try eventually("all are gone") { try database.count("SELECT count(*) FROM casework.outbox") == 0 }
    }

    @Test func `what an instance leaves unacknowledged is sent by another at once, not after the lease`() async throws {
        let (database, rig) = try site()
        _ = try await rig.ask(Array("file 1".utf8))
        rig.carrier.answer { _ in .unavailable }
        _ = try await rig.ask(Array("tell 1".utf8))
        _ = try rig.carrier.messages.take()
        rig.stop()
        let waiting = "SELECT count(*) FROM casework.outbox WHERE lease_until < clock_timestamp()"
        #expect(try database.count(waiting) == 1)
        let other = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        defer { other.stop() }
        let sent = try other.carrier.messages.take()
        #expect(sent.request.body == Data("marked 1".utf8))
    }

    @Test func `a burial that fails is tried again, and sends go on meanwhile`() async throws {
        let (database, rig) = try site()
        defer { rig.stop() }
        for number in 1...2 { _ = try await rig.ask(Array("file \(number)".utf8)) }
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script("REVOKE INSERT ON casework.dead_letter FROM loket_intake")
        rig.carrier.answer { message in
            message.request.body == Data("marked 1".utf8)
                ? .ok(ReplyBytes.rejected(message.id, Self.rejection)) : .ok(ReplyBytes.accepted(message.id, []))
        }
        _ = try await rig.ask(Array("tell 1".utf8))
        _ = try await rig.ask(Array("tell 2".utf8))
        try eventually("the accepted one is gone") {
            try database.count("SELECT count(*) FROM casework.outbox") == 1
        }
        try owner.script("GRANT INSERT ON casework.dead_letter TO loket_intake")
        try eventually("the rejected one is buried") {
            try database.count("SELECT count(*) FROM casework.dead_letter") == 1
        }
        #expect(try database.count("SELECT count(*) FROM casework.outbox") == 0)
    }
}
