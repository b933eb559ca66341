import Foundation
import Postgres

/// Brings a database's schema to what this program was written for, and tells whether it is.
///
/// Applied migrations stand in `public.schema_migration`. Every migration is one transaction, and all are under one
/// advisory lock: of two migrators at once the second waits and finds nothing left to do, and after a crash the next run
/// goes on where the last one was. Programs of the version before may go on meanwhile.
public struct Migrator {
    private let connection: Connection
    private let migrations: [Migration]
    private let locks: SchemaLocks

    public init(
        _ connection: Connection, migrations: [Migration] = Migrations.all, locks: SchemaLocks = SchemaLocks()
    ) {
        self.connection = connection
        self.migrations = migrations
        self.locks = locks
    }

    /// Applies what is missing and returns it; nothing if the schema is up to date, or newer and still fit for this
    /// program.
    ///
    /// Throws a `SchemaError` when the database has another schema, or one that this program can't use, and a
    /// `PostgresError` when it can't be talked to; nothing is changed then. A failed migration is rolled back whole.
    @discardableResult
    public func migrate() throws -> [Migration] {
        // No transaction is open while we wait: an index that the other one builds would wait for its end.
        while try !connection.query(Self.tryLock)[0].bool(0) { locks.rest(after: 1) }
        defer { _ = try? connection.query(Self.unlock) }
        if let sql = try preparation() {
            try patiently("schema_migration") { try connection.script("BEGIN; \($0) \(sql); COMMIT") }
        }
        var done: [Migration] = []
        while let next = try compare(try applied()) {
            try apply(next)
            done.append(next)
        }
        return done
    }

    /// Throws the `SchemaError` that keeps this program from working with the database.
    ///
    /// It only reads, and any role may call it.
    public func check() throws {
        let exists = try connection.query(Self.tableExists)[0].bool(0)
        let missing = try compare(exists ? try applied() : [])
        if let missing { throw SchemaError.older(found: missing.number - 1, needed: migrations.last?.number ?? 0) }
    }

    // MARK: Applying

    private func apply(_ next: Migration) throws {
        do {
            if let indexes = next.concurrent {
                try build(indexes, of: next)
                try note(next)
                return
            }
            try patiently(next.title) { settings in
                try connection.transaction {
                    try connection.script(settings + next.sql)
                    try note(next)
                }
            }
        } catch let error as PostgresError where error.kind == .statement {
            throw error.isLockWait ? SchemaError.heldUp(next.title) : SchemaError.failed(next.title, error)
        }
    }

    private func note(_ done: Migration) throws(PostgresError) {
        try connection.query(
            Self.insert, .int32(Int32(done.number)), .text(done.name), .bytes(done.checksum),
            .int32(Int32(done.servesFrom)))
    }

    /// Tries again, after a while, whatever could not get its locks in time.
    private func patiently(_ title: String, _ work: (_ settings: String) throws -> Void) throws {
        let deadline = ContinuousClock.now + locks.patience
        let settings = "SET LOCAL lock_timeout = '\(Int(locks.wait / .milliseconds(1)))ms';\n"
        var attempt = 1
        while true {
            do {
                return try work(settings)
            } catch let error as PostgresError where error.isLockWait && ContinuousClock.now < deadline {
                if connection.isInTransaction { try connection.script("ROLLBACK") }
                locks.heldUp(title, attempt)
                locks.rest(after: attempt)
                attempt += 1
            }
        }
    }

    /// What an attempt that was cut off has left is not valid, and is built anew.
    private func build(_ indexes: [(index: String, sql: String)], of migration: Migration) throws {
        for (index, sql) in indexes {
            guard !index.isEmpty else { throw SchemaError.mixed(migration.title) }
            switch try connection.query(Self.indexIsValid, .text(index)).first?.bool(0) {
            case true?: continue
            case false?: try connection.script("DROP INDEX CONCURRENTLY \(index)")
            case nil: break
            }
            try connection.script(sql)
        }
    }

    /// What the table of the migrations itself needs first, if anything.
    private func preparation() throws(PostgresError) -> String? {
        guard try connection.query(Self.tableExists)[0].bool(0) else { return Self.createTable }
        return try connection.query(Self.isWide)[0].bool(0)
            ? nil : "ALTER TABLE public.schema_migration ADD COLUMN serves_from int4"
    }

    // MARK: Comparing

    /// The first migration that isn't applied; throws when what is applied isn't the beginning of ours, and when what
    /// came after ours is of no use for this program.
    private func compare(_ applied: [Applied]) throws(SchemaError) -> Migration? {
        let known = migrations.last?.number ?? 0
        if let newest = applied.last, newest.number > known {
            let servesFrom = applied.filter { $0.number > known }.map(\.servesFrom).max() ?? 0
            if servesFrom > known { throw .newer(found: newest.number, known: known) }
        }
        let byNumber = Dictionary(uniqueKeysWithValues: applied.map { ($0.number, $0) })
        var missing: Migration?
        for migration in migrations {
            if let found = byNumber[migration.number] {
                if let missing { throw .passedOver(missing.title) }
                if found.checksum != migration.checksum { throw .changed(migration.title) }
            } else {
                missing = missing ?? migration
            }
        }
        if let missing, let newest = applied.last, newest.number > missing.number { throw .passedOver(missing.title) }
        return missing
    }

    private struct Applied {
        let number: Int
        let checksum: [UInt8]
        let servesFrom: Int
    }

    private func applied() throws -> [Applied] {
        try connection.query(Self.select).map { row in
            let number = Int(row.int32(0))
            // Where nothing was noted, nobody older is sure to work.
            return Applied(
                number: number, checksum: row.bytes(1), servesFrom: row.int32IfPresent(2).map(Int.init) ?? number)
        }
    }
}

extension PostgresError {
    fileprivate var isLockWait: Bool { sqlstate == "55P03" || sqlstate == "40P01" }
}

extension Migrator {
    /// Any number does, as long as nobody else takes it in this database.
    private static let tryLock = Statement("SELECT pg_try_advisory_lock(4985022671)", name: "schema.lock")
    private static let unlock = Statement("SELECT pg_advisory_unlock(4985022671)", name: "schema.unlock")

    private static let createTable = """
        CREATE TABLE IF NOT EXISTS public.schema_migration (
            number int4 PRIMARY KEY,
            name text NOT NULL,
            sha256 bytea NOT NULL CHECK (length(sha256) = 32),
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            serves_from int4
        );
        GRANT SELECT ON public.schema_migration TO PUBLIC
        """

    private static let tableExists = Statement(
        "SELECT to_regclass('public.schema_migration') IS NOT NULL", name: "schema.table_exists")

    private static let isWide = Statement(
        """
        SELECT EXISTS (SELECT FROM pg_attribute
            WHERE attrelid = 'public.schema_migration'::regclass AND attname = 'serves_from' AND NOT attisdropped)
        """, name: "schema.is_wide")

    /// Tables of older programs lack the column.
    private static let select = Statement(
        """
        SELECT number, sha256, (to_jsonb(m) ->> 'serves_from')::int4 FROM public.schema_migration m ORDER BY number
        """, name: "schema.applied")

    private static let insert = Statement(
        "INSERT INTO public.schema_migration (number, name, sha256, serves_from) VALUES ($1, $2, $3, $4)",
        name: "schema.insert")

    private static let indexIsValid = Statement(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1::text)", name: "schema.index_is_valid")
}
