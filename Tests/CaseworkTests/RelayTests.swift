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
