import Postgres

/// The SQL of the engine. Every statement works on a whole batch; locks are taken in key order.
public enum CaseworkRows {
    // MARK: Phase 1

    static let takeReceipts = Statement(
        """
        INSERT INTO casework.receipt (principal, id, body_hash, forgettable)
        SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bool[])
        ON CONFLICT DO NOTHING RETURNING principal, id
        """, name: "take_receipts")

    /// A new statement, so that it sees what the winner committed while the insert waited for it.
    static let readReceipts = Statement(
        """
        SELECT r.principal, r.id, r.body_hash, r.reply FROM casework.receipt r
        JOIN unnest($1::text[], $2::uuid[]) asked (principal, id) USING (principal, id)
        """, name: "read_receipts")

    static let clock = Statement(
        """
        SELECT coalesce(held_clock, clock_timestamp()), clock_timestamp(), incarnation, demo, offices, reachable,
            restored_at IS NULL OR opened_at IS NOT NULL, receipts_since
        FROM casework.site
        """, name: "clock")

    // MARK: Phases 2 to 4

    static let makeShared = Statement(
        """
        INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state)
        SELECT id, kind, office, $4::text, 0, '', '' FROM unnest($1::uuid[], $2::int[], $3::text[]) s (id, kind, office)
        ORDER BY id ON CONFLICT DO NOTHING
        """, name: "make_shared")

    static let lockSubjects = Statement(
        """
        SELECT subject_id, kind, office, holder, version, head, state, queue, position FROM casework.subject
        WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id FOR UPDATE
        """, name: "lock_subjects")

    static let makeKeys = Statement(
        """
        INSERT INTO casework.natural_key (key) SELECT key FROM unnest($1::uuid[]) k (key) ORDER BY key
        ON CONFLICT DO NOTHING
        """, name: "make_keys")

    static let lockKeys = Statement(
        "SELECT key FROM casework.natural_key WHERE key = ANY ($1::uuid[]) ORDER BY key FOR UPDATE",
        name: "lock_keys")

    static let readKeys = Statement(
        """
        SELECT k.key, s.subject_id, s.state, s.version FROM casework.natural_key k
        JOIN casework.subject s ON s.subject_id = k.subject_id WHERE k.key = ANY ($1::uuid[]) AND s.version > 0
        """, name: "read_keys")

    static let candidates = Statement(
        """
        SELECT asked.queue, s.subject_id, s.position
        FROM unnest($1::uuid[], $2::int8[]) asked (queue, most)
        CROSS JOIN LATERAL (
            SELECT subject_id, position FROM casework.subject WHERE queue = asked.queue
            ORDER BY position LIMIT asked.most) s
        ORDER BY asked.queue, s.position
        """, name: "candidates")

    static let lockEffects = Statement(
        """
        SELECT effect_id, subject_id, office, kind, number, state, attempt, position, request, instance, reference,
            reason
        FROM casework.effect WHERE effect_id = ANY ($1::uuid[]) OR subject_id = ANY ($2::uuid[])
        ORDER BY effect_id FOR UPDATE
        """, name: "lock_effects")

    // MARK: Phase 6

    static let writeJournal = Statement(
        """
        INSERT INTO casework.journal (subject_id, version, incarnation, kind, happened_at, recorded_at, actor, body,
            body_hash, hash)
        SELECT subject_id, version, incarnation, kind, happened_at, recorded_at, actor, body, body_hash, hash
        FROM unnest($1::uuid[], $2::int8[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::text[],
            $8::bytea[], $9::bytea[], $10::bytea[])
            j (subject_id, version, incarnation, kind, happened_at, recorded_at, actor, body, body_hash, hash)
        """, name: "write_journal")

    static let makeSubjects = Statement(
        """
        INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state, queue, position)
        SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::int8[], $6::bytea[], $7::bytea[],
            $8::uuid[], $9::bytea[])
        """, name: "make_subjects")

    /// The same at a site with lines: what another site sent of a number that wasn't given here yet has left its row.
    static let makeSubjectsOnPlaces = Statement(
        """
        WITH made AS (
            INSERT INTO casework.subject AS s (subject_id, kind, office, holder, version, head, state, queue, position)
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::int8[], $6::bytea[], $7::bytea[],
                $8::uuid[], $9::bytea[])
            ON CONFLICT (subject_id) DO UPDATE SET kind = excluded.kind, office = excluded.office,
                holder = excluded.holder, version = excluded.version, head = excluded.head, state = excluded.state,
                queue = excluded.queue, position = excluded.position
            WHERE s.version = 0
            RETURNING 1)
        SELECT casework.expect((SELECT count(*) FROM made), cardinality($1::uuid[]), 'new subject')
        """, name: "make_subjects_on_places")

    /// Matches the version and the holder that were read. A row too few would mean that somebody wrote past
    /// a lock, and the whole batch fails before its COMMIT.
    static let updateSubjects = Statement(
        """
        WITH changed AS (
            UPDATE casework.subject s
            SET holder = n.holder, version = n.version, head = n.head, state = n.state, queue = n.queue,
                position = n.position
            FROM unnest($1::uuid[], $2::int8[], $3::text[], $4::text[], $5::int8[], $6::bytea[], $7::bytea[],
                $8::uuid[], $9::bytea[])
                n (id, old_version, old_holder, holder, version, head, state, queue, position)
            WHERE s.subject_id = n.id AND s.version = n.old_version AND s.holder = n.old_holder
            RETURNING 1)
        SELECT casework.expect((SELECT count(*) FROM changed), cardinality($1::uuid[]), 'subject')
        """, name: "update_subjects")

    static let writeReplies = Statement(
        """
        WITH changed AS (
            UPDATE casework.receipt r SET reply = n.reply
            FROM unnest($1::text[], $2::uuid[], $3::bytea[]) n (principal, id, reply)
            WHERE r.principal = n.principal AND r.id = n.id RETURNING 1)
        SELECT casework.expect((SELECT count(*) FROM changed), cardinality($1::text[]), 'receipt')
        """, name: "write_replies")

    static let dropReceipts = Statement(
        """
        DELETE FROM casework.receipt r USING unnest($1::text[], $2::uuid[]) n (principal, id)
        WHERE r.principal = n.principal AND r.id = n.id
        """, name: "drop_receipts")

    static let claimKeys = Statement(
        """
        UPDATE casework.natural_key k SET subject_id = n.subject_id
        FROM unnest($1::uuid[], $2::uuid[]) n (key, subject_id) WHERE k.key = n.key
        """, name: "claim_keys")

    static let writeOutbox = Statement(
        """
        INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, carries_from,
            lease_until)
        SELECT id, $6::text, destination, subject_id, version, body, carries_from,
            clock_timestamp() + $7::text::interval
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int8[], $5::bytea[], $8::int8[])
            o (id, destination, subject_id, version, body, carries_from)
        """, name: "write_outbox")

    static let dropOutbox = Statement(
        "DELETE FROM casework.outbox WHERE message_id = ANY ($1::uuid[])", name: "drop_outbox")

    static let writeDue = Statement(
        """
        INSERT INTO casework.due (subject_id, kind, at, service, office, body)
        SELECT subject_id, kind, at, $6::text, office, body
        FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::bytea[])
            d (subject_id, kind, at, office, body)
        ON CONFLICT DO NOTHING
        """, name: "write_due")

    static let strikeDue = Statement(
        """
        DELETE FROM casework.due d USING unnest($1::uuid[], $2::int[]) n (subject_id, kind)
        WHERE d.subject_id = n.subject_id AND d.kind = n.kind
        """, name: "strike_due")

    static let doneDue = Statement(
        """
        DELETE FROM casework.due d USING unnest($1::uuid[], $2::int[], $3::timestamptz[]) n (subject_id, kind, at)
        WHERE d.subject_id = n.subject_id AND d.kind = n.kind AND d.at = n.at
        """, name: "done_due")

    static let writeEffects = Statement(
        """
        INSERT INTO casework.effect (effect_id, subject_id, service, office, kind, number, state, attempt, position,
            request, instance, lease_until, reference, reason, changed_at)
        SELECT effect_id, subject_id, $13::text, office, kind, number, state, attempt, position, request, instance,
            clock_timestamp() + $14::text::interval, reference, reason, clock_timestamp()
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bytea[],
            $9::bytea[], $10::text[], $11::text[], $12::text[])
            e (effect_id, subject_id, office, kind, number, state, attempt, position, request, instance, reference,
                reason)
        ON CONFLICT (effect_id) DO UPDATE SET state = excluded.state, attempt = excluded.attempt,
            request = excluded.request, instance = excluded.instance, lease_until = excluded.lease_until,
            reference = excluded.reference, reason = excluded.reason, changed_at = excluded.changed_at
        """, name: "write_effects")

    // MARK: Between batches

    /// For each destination by itself, but for those in $4: from one name to the next along the index. The statement's own
    /// time and not clock_timestamp(): only a stable value can end the walk.
    static let takeExpiredOutbox = Statement(
        """
        WITH RECURSIVE known AS (
            (SELECT destination FROM casework.outbox WHERE sender = $1::text ORDER BY destination LIMIT 1)
            UNION ALL
            SELECT (SELECT o.destination FROM casework.outbox o
                WHERE o.sender = $1::text AND o.destination > k.destination ORDER BY o.destination LIMIT 1)
            FROM known k WHERE k.destination IS NOT NULL),
        expired AS MATERIALIZED (
            SELECT o.message_id FROM known k CROSS JOIN LATERAL (
                SELECT message_id FROM casework.outbox
                WHERE sender = $1::text AND destination = k.destination AND lease_until < statement_timestamp()
                ORDER BY lease_until LIMIT $2::int8 FOR UPDATE SKIP LOCKED) o
            WHERE k.destination <> ALL ($4::text[]))
        UPDATE casework.outbox o SET lease_until = clock_timestamp() + $3::text::interval FROM expired
        WHERE o.message_id = expired.message_id
        RETURNING o.message_id, o.destination, o.subject_id, o.version, o.body, o.carries_from
        """, name: "take_expired_outbox")

    /// Nobody takes a lease that long: it was written before the machine's clock was set back.
    static let forgetFarLeases = Statement(
        """
        UPDATE casework.outbox SET lease_until = '-infinity'
        WHERE sender = $1::text AND lease_until > statement_timestamp() + 2 * $2::text::interval
        """, name: "forget_far_leases")

    static let releaseOutbox = Statement(
        "UPDATE casework.outbox SET lease_until = '-infinity' WHERE message_id = ANY ($1::uuid[])",
        name: "release_outbox")

    static let readOutbox = Statement(
        "SELECT message_id, body FROM casework.outbox WHERE message_id = ANY ($1::uuid[])", name: "read_outbox")

    /// Nothing comes due while the counter of a restored site is closed.
    package static let dueNow = Statement(
        """
        SELECT subject_id, kind, at, office, body FROM casework.due
        WHERE service = $1::text AND at <= casework.site_now() AND casework.counter_is_open()
        ORDER BY at, subject_id LIMIT $2::int8
        """, name: "due_now")

    static let storeReceipt = Statement(
        """
        INSERT INTO casework.receipt (principal, id, body_hash, reply)
        VALUES ($1::text, $2::uuid, $3::bytea, $4::bytea) ON CONFLICT DO NOTHING
        """, name: "store_receipt")

    static let buryMessage = Statement(
        """
        INSERT INTO casework.dead_letter (message_id, service, principal, office, subject_id, body, sqlstate, cause,
            sender, destination, version, carries_from, carried)
        VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::uuid, $6::bytea, $7::text, $8::text, $9::text, $10::text,
            $11::int8, $12::int8, $13::bytea)
        -- Its sender knows what it is about, where whoever kept it first could not tell.
        ON CONFLICT (message_id) DO UPDATE SET subject_id = excluded.subject_id, version = excluded.version,
            sender = excluded.sender, destination = excluded.destination
        WHERE dead_letter.subject_id IS NULL AND excluded.subject_id IS NOT NULL
        """, name: "bury_message")
}
