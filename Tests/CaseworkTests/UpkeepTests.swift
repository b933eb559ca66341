import Civil
import Foundation
import Logging
import TestKit
import Testing

@testable import Casework

/// What an engine does for its store while it works.
struct UpkeepTests {
    private static let months = """
        SELECT count(*) FROM pg_inherits WHERE inhparent = 'casework.journal'::regclass
            AND inhrelid::regclass::text ~ '^casework.journal_[0-9]'
        """
    private static let inDefault = "SELECT count(*) FROM casework.journal_default"

    /// A site that nobody has restarted for a year: last month's partition is there and this one's, and no other.
    private func site() throws -> TestDatabase {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(
            """
            DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'casework.journal'::regclass
                    AND inhrelid::regclass::text > 'casework.journal_2026_12'
                    AND inhrelid::regclass::text ~ '^casework.journal_[0-9]'
                LOOP EXECUTE 'DROP TABLE ' || name; END LOOP;
            END $$
            """)
        try owner.script("DROP TABLE casework.journal_2026_12")
        #expect(try database.count(Self.months) == 2)
        return database
    }

    private func rig(_ database: TestDatabase, _ instance: String = "one") -> EngineRig<ScriptedDepartment> {
        EngineRig(
            ScriptedDepartment(), database: database.conninfo(role: "loket_intake"), instance: instance,
            upkeepEvery: .milliseconds(5))
    }

    @Test func `the months ahead are made while two instances work, and what is asked meanwhile is answered`()
        async throws
    {
        let database = try site()
        let engines = [rig(database), rig(database, "two")]
        defer { for engine in engines { engine.stop() } }
        for number in 1...40 {
            #expect(try await !engines[number % 2].ask(Array("file \(number)".utf8)).accepted.isEmpty)
        }
        try eventually("the year ahead is there") { try database.count(Self.months) == 14 }
        try database.setClock(Moment(iso8601: "2027-03-05T07:30:00+07:00").microseconds)
        try eventually("the next months are there") { try database.count(Self.months) == 18 }
        #expect(try database.count(Self.inDefault) == 0)
    }

    @Test func `while somebody reads the whole journal the months wait, and nobody who writes does`() async throws {
        let database = try site()
        // As a backup or an audit has it until its end.
        let reader = try database.connect()
        defer { reader.close() }
        try reader.script("SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT count(*) FROM casework.journal")
        let engine = rig(database)
        defer { engine.stop() }
        let waiting = """
            SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
            WHERE NOT granted AND mode = 'AccessExclusiveLock' AND datname = current_database()
            """
        try eventually("the months wait for the reader") { try database.count(waiting) > 0 }
        for number in 1...20 {
            #expect(try await !engine.ask(Array("file \(number)".utf8)).accepted.isEmpty)
        }
        #expect(try database.count(Self.months) == 2)
        try reader.script("COMMIT")
        try eventually("the year ahead is there") { try database.count(Self.months) == 14 }
    }

    @Test func `who writes doesn't even wait while the months are being made`() async throws {
        let database = try site()
        let maker = try database.connect()
        defer { maker.close() }
        try maker.script(
            "SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT casework.make_partitions(casework.site_now(), 14)"
        )
        let engine = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        defer { engine.stop() }
        #expect(try !engine.submit(Array("file 1".utf8)).get().accepted.isEmpty)
        try maker.script("COMMIT")
        #expect(try database.count(Self.months) == 15)
    }

    @Test func `what lies in the default partition moves to its month`() async throws {
        let database = try site()
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script("DROP TABLE casework.journal_2026_11")
        let engine = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        _ = try await engine.ask(Array("file 1".utf8))
        engine.stop()
        #expect(try database.count(Self.inDefault) == 1)
        let later = rig(database)
        defer { later.stop() }
        try eventually("the month is there") { try database.count(Self.months) == 14 }
        #expect(try database.count(Self.inDefault) == 0)
        #expect(try database.count("SELECT count(*) FROM casework.journal_2026_11") == 1)
        #expect(try await !later.ask(Array("mark 1".utf8)).accepted.isEmpty)
    }

    @Test func `what waits long for a service of this site is said once, and what waits for a line isn't`() throws {
        let database = try site()
        let owner = try database.connect()
        defer { owner.close() }
        try owner.script(
            """
            INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until, created_at)
            SELECT gen_random_uuid(), 'intake', place, gen_random_uuid(), 1, '', 'infinity', clock_timestamp() - age
            FROM (VALUES ('recording@32.15.05', interval '2 hours'), ('recording@32.15.05', interval '20 minutes'),
                ('printing@32.15.05', interval '5 minutes'), ('printing@32.15', interval '3 days')) m (place, age)
            """)
        let said = Mailbox<String>()
        let settings = EngineSettings(
            database: database.conninfo(role: "loket_intake"), instance: "test",
            logger: Logger(label: "test") { _ in SaidLog(said: said) })
        let upkeep = Upkeep(service: "intake", settings: settings)
        for _ in 1...2 { try upkeep.look() }
        #expect(said.contents == ["for: recording@32.15.05, messages: 2, oldest: 120 minutes"])
    }
}

/// Keeps what is logged with each warning.
private struct SaidLog: LogHandler {
    let said: Mailbox<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        said.put((event.metadata ?? [:]).map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", "))
    }
}
