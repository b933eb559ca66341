import Foundation
import Postgres
import Schema
import TestKit
import Testing

@Suite struct MigratorTests {
    private static let first = migration(
        1, "first", "CREATE TABLE public.one (a int4); INSERT INTO public.one VALUES (1)")
    private static let second = migration(2, "second", "CREATE TABLE public.two (a int4)")
    private static let third = migration(3, "third", "CREATE TABLE public.three (a int4)")

    private let database: TestDatabase
    private let connection: Connection

    init() throws {
        database = try TestDatabase(emptyIn: .shared)
        connection = try database.connect(planning: .free)
    }

    private static func migration(
        _ number: Int, _ name: String, _ sql: String, servesFrom: Int? = nil
    ) -> Migration {
        Migration(number, name, [UInt8](sql.utf8), servesFrom: servesFrom)
    }

    private func migrator(_ migrations: Migration...) -> Migrator {
        Migrator(connection, migrations: migrations)
    }

    private func exists(_ table: String) throws -> Bool {
        try connection.query(Statement("SELECT to_regclass($1) IS NOT NULL", name: "exists"), .text(table))[0].bool(0)
    }

    @Test func `what is missing is applied once, in its order`() throws {
        #expect(try migrator(Self.first, Self.second).migrate() == [Self.first, Self.second])
        #expect(try migrator(Self.first, Self.second).migrate().isEmpty)
        #expect(try migrator(Self.first, Self.second, Self.third).migrate() == [Self.third])
        #expect(try connection.query(Statement("SELECT count(*) FROM one", name: "n"))[0].int64(0) == 1)
        try migrator(Self.first, Self.second, Self.third).check()
    }

    @Test func `a failed migration leaves nothing behind and those before it stay`() throws {
        let bad = Self.migration(2, "bad", "CREATE TABLE public.half (a int4); SELECT 1 / 0")
        let error = #expect(throws: SchemaError.self) { try migrator(Self.first, bad).migrate() }
        #expect(error?.description.hasPrefix("Migration 002_bad failed and was rolled back: ") == true)
        #expect(try !exists("half"))
        #expect(try exists("one"))
        #expect(try migrator(Self.first, Self.second).migrate() == [Self.second])
    }

    @Test func `a changed migration is refused`() throws {
        try migrator(Self.first).migrate()
        let changed = Self.migration(1, "first", "CREATE TABLE public.other (a int4)")
        #expect(throws: SchemaError.changed("001_first")) { try migrator(changed, Self.second).migrate() }
        #expect(throws: SchemaError.changed("001_first")) { try migrator(changed).check() }
        #expect(try !exists("two"))
    }

    @Test func `a schema that is one migration newer is used as it is, for that is what migrations promise`() throws {
        try migrator(Self.first, Self.second).migrate()
        try migrator(Self.first).check()
        #expect(try migrator(Self.first).migrate().isEmpty)
        let changed = Self.migration(1, "first", "SELECT 1")
        #expect(throws: SchemaError.changed("001_first")) { try migrator(changed).check() }
        try migrator(Self.first, Self.second, Self.third).migrate()
        #expect(throws: SchemaError.newer(found: 3, known: 1)) { try migrator(Self.first).check() }
    }

    @Test func `a newer schema is refused where it says that older programs can't use it`() throws {
        try migrator(Self.first, Self.migration(2, "second", Self.second.sql, servesFrom: 2)).migrate()
        #expect(throws: SchemaError.newer(found: 2, known: 1)) { try migrator(Self.first).migrate() }
        #expect(throws: SchemaError.newer(found: 2, known: 1)) { try migrator(Self.first).check() }
    }

    @Test func `of a schema that an older program migrated nothing is known, and nobody older is let in`() throws {
        try migrator(Self.first, Self.second).migrate()
        try connection.script("ALTER TABLE public.schema_migration DROP COLUMN serves_from")
        try migrator(Self.first, Self.second).check()
        #expect(throws: SchemaError.newer(found: 2, known: 1)) { try migrator(Self.first).check() }
        #expect(try migrator(Self.first, Self.second, Self.third).migrate() == [Self.third])
        try migrator(Self.first, Self.second).check()
        #expect(throws: SchemaError.newer(found: 3, known: 1)) { try migrator(Self.first).check() }
    }

    @Test func `an index is built beside those who write, again where an attempt was cut off, and with nothing else`()
        throws
    {
        let index = Self.migration(
            2, "index", "-- For whoever looks up a.\nCREATE UNIQUE INDEX CONCURRENTLY one_a ON public.one (a);\n")
        try migrator(Self.first).migrate()
        try connection.script("INSERT INTO public.one VALUES (1)")
        #expect(throws: SchemaError.self) { try migrator(Self.first, index).migrate() }
        try connection.script("DELETE FROM public.one")
        #expect(try migrator(Self.first, index).migrate() == [index])
        let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.one_a'::regclass"
        #expect(try connection.query(Statement(valid, name: "valid"))[0].bool(0))
        let mixed = Self.migration(3, "mixed", index.sql + "CREATE TABLE public.more (a int4)")
        #expect(throws: SchemaError.mixed("003_mixed")) { try migrator(Self.first, index, mixed).migrate() }
    }

    @Test func `whoever holds a table for ever is named after a while, and nothing was changed`() throws {
        try migrator(Self.first).migrate()
        let holder = try database.connect()
        defer { holder.close() }
        try holder.script("BEGIN; SELECT FROM public.one")
        let wider = Self.migration(2, "wider", "CREATE TABLE public.two (a int4); ALTER TABLE public.one ADD b int4")
        let attempts = Mailbox<Int>()
        var locks = SchemaLocks { attempts.put($1) }
        (locks.wait, locks.pause, locks.patience) = (.milliseconds(5), .milliseconds(5), .milliseconds(50))
        let patient = Migrator(connection, migrations: [Self.first, wider], locks: locks)
        #expect(throws: SchemaError.heldUp("002_wider")) { try patient.migrate() }
        #expect(attempts.contents.count > 1)
        #expect(try !exists("two"))
        try holder.script("ROLLBACK")
        #expect(try patient.migrate() == [wider])
    }

    @Test func `a migration that was passed over is refused`() throws {
        try migrator(Self.first, Self.third).migrate()
        #expect(throws: SchemaError.passedOver("002_second")) {
            try migrator(Self.first, Self.second, Self.third).migrate()
        }
        #expect(try !exists("two"))
    }

    @Test func `an older schema sends the operator to loket migrate`() throws {
        let none = #expect(throws: SchemaError.self) { try migrator(Self.first).check() }
        #expect(none?.description == "The database has no schema of Loket yet: run `loket migrate`.")
        #expect(try !exists("schema_migration"))
        try migrator(Self.first).migrate()
        let older = #expect(throws: SchemaError.self) { try migrator(Self.first, Self.second).check() }
        #expect(
            older?.description
                == "The database's schema is at migration 1 and this program needs 2: run `loket migrate`.")
    }

    @Test func `two migrators at once apply everything once`() throws {
        let slow = Self.migration(1, "slow", "SELECT pg_sleep(0.2); CREATE TABLE public.slow (a int4)")
        let conninfo = database.conninfo
        let answers = Mailbox<Result<Int, any Error>>()
        for _ in 0..<2 {
            Thread.detachNewThread {
                answers.put(
                    Result {
                        let connection = try Connection(conninfo, applicationName: "migrator", planning: .free)
                        return try Migrator(connection, migrations: [slow, Self.second]).migrate().count
                    })
            }
        }
        let counts = try answers.take(2).map { try $0.get() }
        #expect(counts.reduce(0, +) == 2)
    }

    /// Roles belong to the cluster: each database that is migrated meets those of the others.
    @Test func `databases of one cluster are migrated at the same time`() throws {
        let cluster = try TestCluster()
        let databases = try (0..<4).map { _ in try TestDatabase(emptyIn: cluster) }
        let answers = Mailbox<Result<Int, any Error>>()
        for database in databases {
            let conninfo = database.conninfo
            Thread.detachNewThread {
                answers.put(
                    Result {
                        let connection = try Connection(conninfo, applicationName: "migrator", planning: .free)
                        return try Migrator(connection).migrate().count
                    })
            }
        }
        for answer in try answers.take(databases.count, within: .seconds(30)) {
            #expect(try answer.get() == Migrations.all.count)
        }
    }
}
