import Foundation
import Postgres

/// The SQL of the audit: it reads, in one snapshot of the site, and locks nothing.
enum AuditRows {
    static let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    static let exportSnapshot = Statement("SELECT pg_export_snapshot()", name: "audit.snapshot")

    static let site = Statement(
        """
        SELECT casework.site_now(), incarnation, offices, restored_incarnation, restored_from FROM casework.site
        """, name: "audit.site")

    static let cameBack = Statement(
        "SELECT subject_id, first_version, last_version FROM casework.came_back", name: "audit.came_back")

    static let journal = """
        SELECT subject_id, version, incarnation, kind, happened_at, recorded_at, actor, body, body_hash, hash
        FROM casework.journal ORDER BY subject_id, version
        """

    static let subjects = """
        SELECT subject_id, kind, office, holder, version, head, state, queue, position, known_at
        FROM casework.subject ORDER BY subject_id
        """

    static let effects = """
        SELECT effect_id, subject_id, kind, number, state FROM casework.effect ORDER BY subject_id, effect_id
        """

    static let figures = Statement(
        """
        SELECT (SELECT count(*) FROM casework.receipt), (SELECT count(*) FROM casework.receipt WHERE reply IS NULL),
            (SELECT count(*) FROM casework.outbox), (SELECT count(*) FROM casework.due),
            (SELECT count(*) FROM casework.dead_letter WHERE closed_at IS NULL),
            (SELECT count(*) FROM casework.effect WHERE state = 'unknown'),
            (SELECT count(*) FROM casework.journal_default)
        """, name: "audit.figures")

    static let messages = Statement(
        "SELECT subject_id, destination FROM casework.outbox", name: "audit.messages")

    static let deadLetters = Statement(
        "SELECT subject_id FROM casework.dead_letter WHERE subject_id IS NOT NULL", name: "audit.dead_letters")

    static let forks = Statement(
        "SELECT number, sender, version FROM casework.fork WHERE settled_at IS NULL ORDER BY number, message_id",
        name: "audit.forks")

    static let files = Statement(
        """
        SELECT a.hash FROM recording.attachment a WHERE a.completed_at IS NOT NULL AND (a.bytes + 32767) / 32768 = (
            SELECT count(*) FROM recording.attachment_piece p WHERE p.hash = a.hash)
        """, name: "audit.files")

    static let due = Statement("SELECT subject_id FROM casework.due", name: "audit.due")

    /// Rows that speak of an entry or a subject that isn't there.
    static let strays = Statement(
        """
        SELECT 'message', o.message_id, o.subject_id, o.version FROM casework.outbox o
        WHERE NOT EXISTS (SELECT FROM casework.journal j WHERE j.subject_id = o.subject_id AND j.version = o.version)
        UNION ALL
        SELECT 'due', d.subject_id, d.subject_id, NULL FROM casework.due d
        WHERE NOT EXISTS (SELECT FROM casework.subject s WHERE s.subject_id = d.subject_id)
        UNION ALL
        SELECT 'natural key', k.key, k.subject_id, NULL FROM casework.natural_key k
        WHERE k.subject_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM casework.subject s WHERE s.subject_id = k.subject_id AND s.kind = 3)
        LIMIT 1000
        """, name: "audit.strays")
}

/// Makes values of one stream's rows, in their order.
protocol RowReading<Element>: Sendable {
    associatedtype Element: Sendable
    mutating func read(_ row: Row) -> Element
}

struct JournalReading: RowReading {
    private var reading = EntryReading()

    mutating func read(_ row: Row) -> ReadEntry {
        reading.read(
            EntryReading.Fields(
                subject: row.uuid(0), version: row.int64(1), incarnation: row.int32(2), kind: Int16(row.int32(3)),
                happenedAt: row.timestamp(4), recordedAt: row.timestamp(5), actor: row.text(6), body: row.bytes(7),
                bodyHash: row.bytes(8), hash: row.bytes(9)))
    }
}

struct SubjectReading: RowReading {
    func read(_ row: Row) -> SubjectRow {
        SubjectRow(
            id: row.uuid(0), kind: Int16(row.int32(1)), office: row.text(2), holder: row.text(3),
            version: row.int64(4), head: row.bytes(5), state: row.bytes(6), queue: row.uuidIfPresent(7),
            position: row.bytesIfPresent(8), knownAt: row.timestampIfPresent(9))
    }
}

struct EffectReading: RowReading {
    func read(_ row: Row) -> EffectRow {
        EffectRow(
            id: row.uuid(0), subject: row.uuid(1), kind: row.text(2), number: row.text(3), state: row.text(4))
    }
}
