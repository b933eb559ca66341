import Foundation
import Postgres
import TestKit

/// A site of some years, made by SQL: every table that grows has thousands of rows, and is analysed.
struct FilledStore {
    let database: TestDatabase

    /// Tables that don't grow: one row, one for each office, one for each list.
    static let small: Set = [
        "casework.site", "intake.office_report", "intake.region_edition", "public.schema_migration",
    ]

    init() throws {
        database = try TestDatabase()
        try database.makeSite(clock: 1_795_393_800_000_000)
        let owner = try database.connect(planning: .free)
        defer { owner.close() }
        try owner.script(Self.rows)
    }

    /// The tables of which there are too few rows to say anything about a plan.
    func tooFew() throws -> [String] {
        try database.rows(
            """
            SELECT n.nspname || '.' || c.relname, c.reltuples::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('casework', 'intake', 'recording', 'printing', 'notification', 'public')
                AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.reltuples < 4000
            """
        ).compactMap { $0[0] }.filter { !Self.small.contains($0) }
    }

    private static let rows = """
        -- Something to name, every twenty minutes since the middle of October.
        CREATE TEMP TABLE thing AS SELECT i, t,
            (lpad(to_hex((extract(epoch FROM t) * 1000)::bigint), 12, '0') || '7' || substr(h, 1,
            3) || '8' || substr(h, 4, 15))::uuid AS id,
            decode(h || h, 'hex') AS hash
        FROM generate_series(1, 20000) i,
            LATERAL (SELECT timestamptz '2026-10-15' + i * interval '20 minutes' AS t, md5(i::text) AS h) x;
        -- Two hundred wait in each of ten lists, the others in none.
        INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state, queue, position)
        SELECT id, 1 + i % 6, '32.15.05', 'recording', 3, hash, repeat('x', 200)::bytea,
            CASE WHEN i % 10 = 0 THEN md5((i / 10 % 10)::text)::uuid END, CASE WHEN i % 10 = 0 THEN hash END
        FROM thing;
        INSERT INTO casework.journal
        SELECT id, v, 1, 1 + i % 6, t, t, 'operator:rina', repeat('x', 100)::bytea, hash, hash
        FROM thing, generate_series(1, 3) v;
        INSERT INTO casework.receipt (principal, id, body_hash, received_at, reply, forgettable)
        SELECT 'site', CASE WHEN i % 2 = 0 THEN id ELSE md5(i::text)::uuid END, hash,
            now() - i * interval '2 minutes', 'x',
            i % 3 > 0 FROM thing;
        INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until,
            created_at)
        SELECT md5(i::text)::uuid, (ARRAY['intake','recording','printing','notification'])[1 + i % 4],
            'intake@32.15', id, 3,
            repeat('x', 200)::bytea, now() + (i % 100 - 50) * interval '1 s', now() - i * interval '1 minute'
            FROM thing WHERE i <= 10000;
        INSERT INTO casework.due SELECT id, 1, now() + i * interval '1 minute',
            (ARRAY['intake','printing'])[1 + i % 2], '32.15.05', 'x'
        FROM thing WHERE i <= 10000;
        INSERT INTO casework.natural_key SELECT md5('k' || i)::uuid, id FROM thing;
        INSERT INTO casework.effect (effect_id, subject_id, service, office, kind, number, state, attempt,
            position, request, changed_at)
        SELECT md5('e' || i)::uuid, id, (ARRAY['printing','notification'])[1 + i % 2], '32.15.05', 'print',
            'N' || i,
            CASE WHEN i % 1000 < 3 THEN 'planned' WHEN i % 1000 = 3 THEN 'started' WHEN i % 1000 < 6 THEN 'unknown' WHEN i % 1000 = 6 THEN 'failed' ELSE 'confirmed' END,
            1, hash, 'x', now() - i * interval '1 minute' FROM thing;
        INSERT INTO casework.dead_letter (message_id, service, principal, office, subject_id, body, sqlstate,
            cause, at, closed_at, closing)
        SELECT md5('d' || i)::uuid, 'printing', 'site', '32.15.05', id, 'x', '22021', 'why',
            now() - i * interval '1 hour',
            CASE WHEN i > 20 THEN now() END, CASE WHEN i > 20 THEN 'discarded' ELSE '' END
            FROM thing WHERE i <= 5000;
        INSERT INTO casework.fork (message_id, subject_id, number, service, sender, version, entries, found_at,
            settled_at)
        SELECT md5('f' || i)::uuid, id, 'N' || i, 'printing', 'printing@32.15', 2, 'x',
            now() - i * interval '1 hour',
            CASE WHEN i > 20 THEN now() END FROM thing WHERE i <= 5000;
        INSERT INTO casework.twin SELECT id, md5(i::text)::uuid, 'N' || i, 'N' || i + 1, '32.15.05',
            now() - i * interval '1 hour',
            CASE WHEN i > 20 THEN now() END FROM thing WHERE i <= 5000;
        INSERT INTO casework.came_back SELECT id, 1, 3, 2 FROM thing WHERE i <= 5000;
        INSERT INTO casework.wanted_attachment (hash, bytes, subject_id, office) SELECT hash, 1000, id,
            '32.15.0' || i % 10
        FROM thing WHERE i <= 5000;
        INSERT INTO recording.attachment (hash, bytes, key_id, completed_at) SELECT hash, 40000,
            decode('0102030405060708', 'hex'), CASE WHEN i > 20 THEN now() END
        FROM thing WHERE i <= 10000;
        INSERT INTO recording.attachment_piece SELECT hash, p, repeat('x', 100)::bytea FROM thing,
            generate_series(0, 1) p WHERE i <= 10000;
        INSERT INTO recording.attachment_use SELECT md5('u' || i)::uuid, hash, id, now(), 'rina', 'site',
            '32.15.05', 'why', 1
        FROM thing WHERE i <= 10000;
        INSERT INTO printing.document SELECT hash, repeat('x', 100)::bytea FROM thing WHERE i <= 10000;
        -- Two lists of regions: one in use, one on its way.
        INSERT INTO intake.region_edition (hash, name, file_hash, places, begun_by, in_use_since)
        SELECT hash, 'list ' || i, hash, 10000, 'operator:rina', CASE WHEN i = 1 THEN now() END FROM thing WHERE i <= 2;
        INSERT INTO intake.region SELECT e, '11.01.' || lpad(i::text, 5, '0'), '11.01', 'Desa ' || i, 'desa ' || i
        FROM thing, generate_series(1, 2) e WHERE i <= 10000;
        ANALYZE;
        """
}
