import Postgres

extension CaseworkRows {
    // What the engine asks because of other sites.

    /// The hashes of entries that are here, for those that other sites sent. The subjects are locked.
    static let readHashes = Statement(
        """
        SELECT j.subject_id, j.version, j.hash FROM unnest($1::uuid[], $2::int8[], $3::int8[]) c (id, first, last)
        JOIN casework.journal j ON j.subject_id = c.id AND j.version BETWEEN c.first AND c.last
        """, name: "read_hashes")

    /// For cases that another site holds, when it was last heard of; null for those that came to be held here. Rows
    /// that were made to be locked learn whose case it is.
    static let noteKnown = Statement(
        """
        UPDATE casework.subject s SET known_at = n.known_at, office = n.office
        FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) n (id, known_at, office) WHERE s.subject_id = n.id
        """, name: "note_known")

    /// The entries that messages carry, each message's in their order.
    static let readCarried = Statement(
        """
        SELECT c.message_id, j.subject_id, j.version, j.incarnation, j.kind, j.happened_at, j.recorded_at, j.actor,
            j.body, j.body_hash, j.hash
        FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int8[]) c (message_id, id, first, last)
        JOIN casework.journal j ON j.subject_id = c.id AND j.version BETWEEN c.first AND c.last
        ORDER BY c.message_id, j.version
        """, name: "read_carried")

    /// The partition of the journal for one month.
    static let makePartition = Statement(
        "SELECT casework.make_partitions($1::timestamptz, 1)", name: "make_partition")

    /// One for each case and sender: what more of its history comes stands beside ours instead of what came before.
    static let keepFork = Statement(
        """
        WITH known AS (
            UPDATE casework.fork SET version = least(version, $6::int8),
                entries = CASE WHEN length($7::bytea) > length(entries) THEN $7::bytea ELSE entries END
            WHERE subject_id = $2::uuid AND sender = $5::text AND settled_at IS NULL RETURNING 1)
        INSERT INTO casework.fork (message_id, subject_id, number, service, sender, version, entries, found_at)
        SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::int8, $7::bytea, $8::timestamptz
        WHERE NOT EXISTS (SELECT FROM known)
        ON CONFLICT DO NOTHING
        """, name: "keep_fork")

    static let settleForks = Statement(
        "UPDATE casework.fork SET settled_at = $2::timestamptz WHERE subject_id = $1::uuid AND settled_at IS NULL",
        name: "settle_forks")
}

extension CaseworkRows {
    static let noteBack = Statement(
        """
        INSERT INTO casework.came_back (subject_id, first_version, last_version, incarnation)
        VALUES ($1::uuid, $2::int8, $3::int8, $4::int) ON CONFLICT DO NOTHING
        """, name: "note_back")

    static let keepTwins = Statement(
        """
        INSERT INTO casework.twin (later_id, first_id, later_number, first_number, first_office, found_at)
        VALUES ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::timestamptz)
        ON CONFLICT (later_id, first_id) DO UPDATE SET settled_at = NULL
        """, name: "keep_twins")

    /// The later of two goes on or ends. Where the first ends, the later still waits for a person.
    static let settleTwins = Statement(
        "UPDATE casework.twin SET settled_at = $2::timestamptz WHERE later_id = $1::uuid AND settled_at IS NULL",
        name: "settle_twins")
}

extension JournalEntry {
    /// From the columns of `readCarried`.
    init(carried row: Row) {
        self.init(
            subject: row.uuid(1), version: row.int64(2), incarnation: row.int32(3), kind: Int16(row.int32(4)),
            happenedAt: row.timestamp(5), recordedAt: row.timestamp(6), actor: row.text(7), body: row.bytes(8),
            bodyHash: row.bytes(9), hash: row.bytes(10))
    }
}
