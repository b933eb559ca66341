import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

/// What a machine wrote whose clock was an hour ahead, and what becomes of it once the clock is right: an office PC with an
/// empty battery. To the store that is a lease or a pause which ends later than any can.
struct ClockSetBackTests {
    @Test func `a message whose lease ends in an hour goes now`() async throws {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let dead = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        _ = try await dead.ask(Array("file 1".utf8))
        dead.carrier.answer { _ in .unknown }
        _ = try await dead.ask(Array("tell 1".utf8))
        _ = try dead.carrier.messages.take()
        dead.stop()
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script("UPDATE casework.outbox SET lease_until = clock_timestamp() + interval '1 hour'")
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"), instance: "later")
        defer { rig.stop() }
        rig.carrier.answer { .ok(ReplyBytes.accepted($0.id, [])) }
        #expect(try rig.carrier.messages.take().request.body == Data("marked 1".utf8))
        try eventually("it is acknowledged") { try database.count("SELECT count(*) FROM casework.outbox") == 0 }
    }

    @Test func `what was begun an hour from now is asked about now`() async throws {
        let slips = try SlipRig()
        try await slips.plan("a")
        try await slips.startAndDie("a")
        try slips.moveLeases(to: "clock_timestamp() + interval '1 hour'")
        let device = ScriptedDevice(knowledge: .done(reference: "x"))
        let runner = slips.runner(device)
        defer { slips.stop(runner) }
        try slips.wait("a", for: "confirmed 1")
        #expect(device.calls.contents.isEmpty)
    }

    @Test func `what failed an hour from now is tried again now`() async throws {
        let slips = try SlipRig()
        try await slips.plan("a")
        try await slips.startAndDie("a")
        _ = try await slips.end("a", "failed")
        let owner = try slips.database.connect()
        defer { owner.close() }
        try owner.script("UPDATE casework.effect SET changed_at = clock_timestamp() + interval '1 hour'")
        let runner = slips.runner(ScriptedDevice { _ in .confirmed(reference: "x") })
        defer { slips.stop(runner) }
        try slips.wait("a", for: "confirmed 2")
    }
}
