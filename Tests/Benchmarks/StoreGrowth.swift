import Foundation
import Postgres

/// The rows of a store, and how they are multiplied.
struct StoreGrowth {
    struct Table {
        var name: String
        var rows: Int
        var heap: Int
        var indexes: Int
        var dead: Int
        /// Bytes of rows, of the heap's.
        var filled: Int
        /// Updates that made no entry in an index, of all.
        var updates: Int
        var hotUpdates: Int
    }

    let site: StoreSite

    /// Multiplies what the engine wrote: the same rows, under ids of their own, of the year before.
    ///
    /// Their cases are no longer in a list of work, and what `Upkeep` would have forgotten isn't there.
    func multiply(_ times: Int, progress: (String) -> Void) throws {
        let connection = try site.connect()
        defer { connection.close() }
        try connection.script(Self.prepare)
        for copy in stride(from: times, to: 0, by: -1) {
            progress("the rows of the engine once more by SQL, \(times - copy + 1) of \(times)")
            let days = 360 * copy / times
            try connection.script("SELECT bench.copy(\(copy), \(days))")
        }
    }

    func vacuum() throws {
        let connection = try site.connect()
        defer { connection.close() }
        try connection.script("VACUUM (ANALYZE)")
        try connection.script("CHECKPOINT")
    }

    /// Every table with rows, its partitions together.
    func tables() throws -> [Table] {
        let connection = try site.connect()
        defer { connection.close() }
        try connection.script("SELECT pg_stat_clear_snapshot()")
        return try connection.query(Self.sizes).map { row in
            let name = row.text(0)
            let live = try connection.query(
                Statement(
                    "SELECT coalesce(sum(pg_column_size(t.*)), 0)::int8, count(*) FROM \(name) t", name: "live \(name)")
            )[0]
            return Table(
                name: name, rows: Int(live.int64(1)), heap: Int(row.int64(1)), indexes: Int(row.int64(2)),
                dead: Int(row.int64(3)), filled: Int(live.int64(0)), updates: Int(row.int64(4)),
                hotUpdates: Int(row.int64(5)))
        }.filter { $0.heap + $0.indexes > 100_000 }
    }

    private static let sizes = Statement(
        """
        WITH leaf AS (
            SELECT c.oid, coalesce(i.inhparent, c.oid) AS whole FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            WHERE n.nspname IN ('casework', 'recording', 'printing') AND c.relkind = 'r')
        SELECT whole::regclass::text, sum(pg_table_size(oid))::int8, sum(pg_indexes_size(oid))::int8,
            sum(pg_stat_get_dead_tuples(oid))::int8, sum(pg_stat_get_tuples_updated(oid))::int8,
            sum(pg_stat_get_tuples_hot_updated(oid))::int8
        FROM leaf GROUP BY whole ORDER BY 2 DESC
        """, name: "sizes")

    private static let prepare = """
        SET synchronous_commit = off;
        CREATE SCHEMA bench;
        -- What the engine wrote; copies are made of it alone.
        CREATE TABLE bench.subject AS SELECT * FROM casework.subject WHERE kind IN (2, 3);
        CREATE TABLE bench.journal AS SELECT j.* FROM casework.journal j JOIN bench.subject s USING (subject_id);
        CREATE TABLE bench.receipt AS SELECT * FROM casework.receipt;
        CREATE TABLE bench.natural_key AS SELECT * FROM casework.natural_key;
        -- The same, some days earlier.
        CREATE FUNCTION bench.earlier(id uuid, copy int, days int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $f$
            SELECT (lpad(to_hex(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint - days * 86400000::bigint), 12, '0')
                || '7' || substr(md5(id::text || copy), 1, 3) || '8' || substr(md5(id::text || copy), 4, 15))::uuid
        $f$;
        CREATE FUNCTION bench.copy(copy int, days int) RETURNS void LANGUAGE plpgsql AS $f$
        DECLARE
            span interval := days * interval '1 day';
        BEGIN
            CREATE TEMP TABLE moved AS
                SELECT subject_id AS old, bench.earlier(subject_id, copy, days) AS id FROM bench.subject;
            ANALYZE moved;
            INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state)
                SELECT m.id, kind, office, holder, version, head, state FROM bench.subject s JOIN moved m ON m.old = s.subject_id;
            INSERT INTO casework.journal
                SELECT m.id, version, incarnation, kind, happened_at - span, recorded_at - span, actor, body, body_hash, hash
                FROM bench.journal j JOIN moved m ON m.old = j.subject_id;
            INSERT INTO casework.receipt (principal, id, body_hash, received_at, reply, forgettable)
                SELECT principal, md5(id::text || copy)::uuid, body_hash, received_at - span, reply, forgettable
                FROM bench.receipt WHERE days < 32 OR NOT forgettable;
            INSERT INTO casework.natural_key
                SELECT md5(key::text || copy)::uuid, m.id FROM bench.natural_key k JOIN moved m ON m.old = k.subject_id;
            DROP TABLE moved;
        END $f$
        """
}
