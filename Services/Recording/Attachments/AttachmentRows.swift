import Casework
import Civil
import Foundation
import Postgres

/// The SQL of recording's attachments. Each statement is a transaction of its own, and each may come again.
enum AttachmentRows {
    static let otherKeys = Statement(
        "SELECT count(*) FROM recording.attachment WHERE completed_at IS NOT NULL AND key_id <> $1::bytea",
        name: "attachment_other_keys")

    /// For the engine: which files are whole here, and how many bytes each has.
    static let kept = Statement(
        """
        SELECT hash, bytes FROM recording.attachment WHERE hash = ANY ($1::bytea[]) AND completed_at IS NOT NULL
        """, name: "kept_attachments")

    static let begin = Statement(
        """
        INSERT INTO recording.attachment (hash, bytes, key_id) VALUES ($1::bytea, $2::int8, $3::bytea)
        ON CONFLICT (hash) DO NOTHING
        """, name: "begin_attachment")

    /// With the first piece that isn't there yet.
    static let state = Statement(
        """
        SELECT a.bytes, a.key_id, a.completed_at IS NOT NULL,
            (SELECT min(i) FROM generate_series(0, ((a.bytes - 1) / 32768)::int) i
                WHERE NOT EXISTS (SELECT FROM recording.attachment_piece p WHERE p.hash = a.hash AND p.place = i))
        FROM recording.attachment a WHERE a.hash = $1::bytea
        """, name: "attachment_state")

    static let missing = Statement(
        """
        SELECT i FROM generate_series(0, $2::int) i
        WHERE NOT EXISTS (SELECT FROM recording.attachment_piece p WHERE p.hash = $1::bytea AND p.place = i)
        ORDER BY i
        """, name: "missing_pieces")

    /// Only where the file was begun with this key, and nobody has thrown it away meanwhile.
    static let keep = Statement(
        """
        INSERT INTO recording.attachment_piece (hash, place, sealed)
        SELECT hash, $2::int, $3::bytea FROM recording.attachment
        WHERE hash = $1::bytea AND key_id = $4::bytea AND completed_at IS NULL
        ON CONFLICT (hash, place) DO NOTHING
        """, name: "keep_piece")

    static let piece = Statement(
        "SELECT sealed FROM recording.attachment_piece WHERE hash = $1::bytea AND place = $2::int", name: "read_piece")

    static let pieces = Statement(
        "SELECT place, sealed FROM recording.attachment_piece WHERE hash = $1::bytea ORDER BY place",
        name: "read_pieces")

    static let complete = Statement(
        "UPDATE recording.attachment SET completed_at = clock_timestamp() WHERE hash = $1::bytea AND completed_at IS NULL",
        name: "complete_attachment")

    /// A file that is whole is never thrown away.
    static let discard = Statement(
        "DELETE FROM recording.attachment WHERE hash = $1::bytea AND completed_at IS NULL", name: "discard_attachment")

    /// What somebody began to send and gave up.
    static let sweep = Statement(
        """
        DELETE FROM recording.attachment a WHERE completed_at IS NULL
            AND begun_at < clock_timestamp() - $1::text::interval
            AND NOT EXISTS (SELECT FROM casework.wanted_attachment w WHERE w.hash = a.hash)
        """, name: "sweep_attachments")

    static let progress = Statement(
        """
        SELECT asked.hash, a.completed_at IS NOT NULL,
            (SELECT count(*) FROM recording.attachment_piece p WHERE p.hash = asked.hash),
            w.hash IS NOT NULL, coalesce(w.failures, 0), coalesce(w.problem, '')
        FROM unnest($1::bytea[]) asked (hash)
        LEFT JOIN recording.attachment a ON a.hash = asked.hash
        LEFT JOIN casework.wanted_attachment w ON w.hash = asked.hash
        """, name: "attachment_progress")

    // MARK: Who was given what

    /// One row for all pieces of one fetching; nothing where another fetching has that id.
    static let noteUse = Statement(
        """
        INSERT INTO recording.attachment_use AS u (use_id, hash, subject_id, who, principal, office, purpose)
        VALUES ($1::uuid, $2::bytea, $3::uuid, $4::text, $5::text, $6::text, $7::text)
        ON CONFLICT (use_id) DO UPDATE SET pieces = u.pieces + 1
            WHERE u.hash = excluded.hash AND u.subject_id = excluded.subject_id AND u.who = excluded.who
                AND u.principal = excluded.principal AND u.purpose = excluded.purpose
        RETURNING pieces
        """, name: "note_use")

    static let uses = Statement(
        """
        SELECT at, who, principal, office, purpose, hash, pieces FROM recording.attachment_use
        WHERE subject_id = $1::uuid ORDER BY at DESC, use_id LIMIT 1000
        """, name: "attachment_uses")
}
