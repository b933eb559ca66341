import Postgres

/// Brings a database's schema to what this program was written for, and tells whether it is.
///
/// Applied migrations stand in `public.schema_migration`. Every migration is one transaction under one
/// advisory lock: of two migrators at once the second waits and finds nothing left to do, and after a crash
/// the next run goes on where the last one was.
public struct Migrator {
    private let connection: Connection
    private let migrations: [Migration]

    public init(_ connection: Connection, migrations: [Migration] = Migrations.all) {
        self.connection = connection
        self.migrations = migrations
    }

    /// Applies what is missing and returns it; nothing if the schema is up to date.
    ///
    /// Throws a `SchemaError` when the database has a newer or another schema, and a `PostgresError` when it
    /// can't be talked to; nothing is changed then. A failed migration is rolled back whole.
    @discardableResult
    public func migrate() throws -> [Migration] {
        var done: [Migration] = []
        while let next = try applyNext() { done.append(next) }
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

    private func applyNext() throws -> Migration? {
        try connection.transaction { () throws -> Migration? in
            try connection.query(Self.lock)
            try connection.script(Self.createTable)
            guard let next = try compare(try applied()) else { return nil }
            do throws(PostgresError) {
                try connection.script(next.sql)
            } catch {
                throw SchemaError.failed(next.title, error)
            }
            try connection.query(
                Self.insert, .int32(Int32(next.number)), .text(next.name), .bytes(next.checksum))
            return next
        }
    }

    /// The first migration that isn't applied; throws when what is applied isn't the beginning of ours.
    private func compare(_ applied: [Applied]) throws(SchemaError) -> Migration? {
        let known = migrations.last?.number ?? 0
        if let newest = applied.last, newest.number > known { throw .newer(found: newest.number, known: known) }
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
        return missing
    }

    private struct Applied {
        let number: Int
        let checksum: [UInt8]
    }

    private func applied() throws -> [Applied] {
        try connection.query(Self.select).map { Applied(number: Int($0.int32(0)), checksum: $0.bytes(1)) }
    }
}

extension Migrator {
    /// Any number does, as long as nobody else takes it in this database.
    private static let lock = Statement("SELECT pg_advisory_xact_lock(4985022671)", name: "schema.lock")

    private static let createTable = """
        CREATE TABLE IF NOT EXISTS public.schema_migration (
            number int4 PRIMARY KEY,
            name text NOT NULL,
            sha256 bytea NOT NULL CHECK (length(sha256) = 32),
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        GRANT SELECT ON public.schema_migration TO PUBLIC
        """

    private static let tableExists = Statement(
        "SELECT to_regclass('public.schema_migration') IS NOT NULL", name: "schema.table_exists")

    private static let select = Statement(
        "SELECT number, sha256 FROM public.schema_migration ORDER BY number", name: "schema.applied")

    private static let insert = Statement(
        "INSERT INTO public.schema_migration (number, name, sha256) VALUES ($1, $2, $3)", name: "schema.insert")
}
