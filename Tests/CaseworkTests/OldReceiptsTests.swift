import Civil
import Contracts
import Foundation
import TestKit
import Testing

@testable import Casework

/// What is forgotten of receipts, and what becomes of a request that comes again after that. Nobody can wait for a month,
/// so receipts are made older in the store.
struct OldReceiptsTests {
    private let database: TestDatabase
    private let rig: EngineRig<ScriptedDepartment>
    private let upkeep: Upkeep

    init() throws {
        database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        var settings = rig.settings
        settings.upkeepEvery = .seconds(300)
        upkeep = Upkeep(service: "intake", settings: settings)
    }

    private func id(daysAgo days: Double) -> UUID { .of(Date(timeIntervalSinceNow: -days * 86_400)) }

    private func age(_ id: UUID, days: Int) throws {
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(
            "UPDATE casework.receipt SET received_at = clock_timestamp() - interval '\(days) days' WHERE id = '\(id)'")
    }

    private func isKept(_ id: UUID) throws -> Bool {
        try database.count("SELECT count(*) FROM casework.receipt WHERE id = '\(id)'") == 1
    }

    /// The first look finds from when on receipts are kept; the second is a step further.
    private func lookTwice(retention days: Int = 30) throws {
        var settings = rig.settings
        settings.upkeepEvery = .seconds(300)
        settings.receiptRetention = .seconds(days * 86_400)
        for _ in 1...2 { try Upkeep(service: "intake", settings: settings).look() }
    }

    private var marks: Int {
        get throws {
            try database.count(
                "SELECT count(*) - 1 FROM casework.journal WHERE subject_id = '\(ScriptedDepartment.id(1))'")
        }
    }

    private func mark(_ id: UUID, service: String = "", principal: String = "site") async throws -> WireReply {
        try await rig.ask(Array("mark 1".utf8), id: id, principal: principal, service: service)
    }

    @Test func `a resend within the retention gets the stored reply, one after it is too old, and nothing is doubled`()
        async throws
    {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let (old, young) = (id(daysAgo: 20), id(daysAgo: 5))
        let (first, second) = (try await mark(old), try await mark(young))
        try age(old, days: 20)
        try age(young, days: 5)
        // An instance that keeps receipts for ten days; the one that is asked thinks it is thirty.
        try lookTwice(retention: 10)
        #expect(try !isKept(old) && isKept(young))
        #expect(try await mark(old).rejected.code == "too_old")
        #expect(try await mark(young) == second && first.outcome != nil)
        #expect(try marks == 2)
        #expect(try !isKept(old))
    }

    @Test func `a receipt that is there still answers, also when its id is too old for a new one`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let id = id(daysAgo: 29)
        let reply = try await mark(id)
        let later = EngineRig(
            ScriptedDepartment(), database: database.conninfo(role: "loket_intake"), receiptRetention: .seconds(86_400))
        defer { later.stop() }
        #expect(try await later.ask(Array("mark 1".utf8), id: id) == reply)
        #expect(try marks == 1)
    }

    @Test func `an id without a time is never forgotten`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let line = SubjectID.v8(naming: ["a line of a file"])
        let reply = try await mark(line)
        try age(line, days: 4_000)
        try lookTwice()
        #expect(try await mark(line) == reply)
        #expect(try marks == 1)
    }

    @Test func `an id from a clock that was ahead is kept until its own time has passed`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let early = id(daysAgo: -3)
        let reply = try await mark(early)
        try age(early, days: 40)
        try lookTwice()
        #expect(try await mark(early) == reply)
        #expect(try marks == 1)
    }

    @Test func `a message of this site is forgotten when it is old and no longer in the outbox`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let message = SubjectID.v8(naming: ["a message"])
        let reply = try await mark(message, service: "recording")
        try age(message, days: 40)
        let owner = try database.connect()
        defer { owner.close() }
        // Its sender hasn't been started for forty days.
        try owner.script(
            """
            INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until)
            VALUES ('\(message)', 'recording', 'intake@32.15.05', '\(ScriptedDepartment.id(1))', 1, '', 'infinity')
            """)
        try lookTwice()
        #expect(try await mark(message, service: "recording") == reply)
        try owner.script("DELETE FROM casework.outbox")
        try lookTwice()
        #expect(try !isKept(message))
        #expect(try marks == 1)
    }

    @Test func `a message of another site is kept, with a line that was down for weeks`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let message = SubjectID.v8(naming: ["a message"])
        let reply = try await mark(message, service: "recording", principal: "site@32.15.06>district")
        try age(message, days: 400)
        try lookTwice()
        #expect(
            try await mark(message, service: "recording", principal: "site@32.15.06>district") == reply)
        #expect(try marks == 1)
    }

    @Test func `what came due and what a device did is forgotten`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(
            """
            INSERT INTO casework.due (subject_id, kind, at, service, office, body) VALUES
            ('\(ScriptedDepartment.id(1))', 1, '2026-11-23T00:10:00Z', 'intake', '32.15.05', 'mark 1'::bytea)
            """)
        let fired = "SELECT count(*) FROM casework.receipt WHERE principal = 'clock'"
        try eventually("it has fired") { try database.count(fired) == 1 }
        try owner.script("UPDATE casework.receipt SET received_at = received_at - interval '40 days'")
        try lookTwice()
        #expect(try database.count(fired) == 0)
        #expect(try marks == 1)
    }

    @Test func `where no receipt is old, no clock moves the moment from which on they are kept`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8), id: id(daysAgo: 0))
        try upkeep.look()
        #expect(try database.count("SELECT count(*) FROM casework.site WHERE receipts_since IS NULL") == 1)
    }

    @Test func `each look goes only a step further, so that a clock that is wrong for an hour forgets little`()
        async throws
    {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let ids = [(100, id(daysAgo: 28)), (99, id(daysAgo: 27)), (98, id(daysAgo: 26))]
        for (days, id) in ids {
            _ = try await mark(id)
            try age(id, days: days)
        }
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script("UPDATE casework.receipt SET id = casework.uuid_at(received_at) WHERE forgettable")
        let left = "SELECT count(*) FROM casework.receipt WHERE forgettable"
        try upkeep.look()
        #expect(try database.count(left) == 3)
        try upkeep.look()
        #expect(try database.count(left) == 2)
        #expect(
            try database.count(
                """
                SELECT count(*) FROM casework.site
                WHERE receipts_since BETWEEN clock_timestamp() - interval '100 days'
                    AND clock_timestamp() - interval '99 days 23 hours'
                """) == 1)
    }

    @Test func `receipts are forgotten by handfuls, while others are being answered`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(
            """
            INSERT INTO casework.receipt (principal, id, body_hash, received_at, reply, forgettable)
            SELECT 'device', gen_random_uuid(), '\\x00', clock_timestamp() - interval '50 days' - i * interval '1 ms',
                '\\x00', true FROM generate_series(1, 1200) i
            """)
        // Somebody holds one of them: it is passed over, and forgotten later.
        try owner.script(
            """
            BEGIN; SELECT FROM casework.receipt WHERE principal = 'device' ORDER BY received_at LIMIT 1 FOR UPDATE
            """)
        try lookTwice()
        let left = "SELECT count(*) FROM casework.receipt WHERE principal = 'device'"
        #expect(try database.count(left) == 1)
        _ = try await mark(UUID())
        try owner.script("COMMIT")
        try lookTwice()
        #expect(try database.count(left) == 0)
    }
}

extension UUID {
    /// As a client makes it at that moment.
    fileprivate static func of(_ date: Date) -> UUID {
        SubjectID.v7(
            at: Moment(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000)),
            random: (0..<10).map { _ in UInt8.random(in: 0...255) })
    }
}
