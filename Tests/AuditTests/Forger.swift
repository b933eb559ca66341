import Casework
import Civil
import Foundation
import Postgres
import Records
import TestKit

/// Rewrites whole histories so that every hash fits and every row follows: what only the other histories betray.
struct Forger {
    let database: TestDatabase

    private static let read = Statement(
        """
        SELECT incarnation, kind, happened_at, recorded_at, actor, body FROM casework.journal
        WHERE subject_id = $1::uuid ORDER BY version
        """, name: "forger.read")
    private static let write = Statement(
        """
        INSERT INTO casework.journal VALUES ($1::uuid, $2::int8, $3::int, $4::int, $5::timestamptz, $6::timestamptz,
            $7::text, $8::bytea, $9::bytea, $10::bytea)
        """, name: "forger.write")
    private static let clear = Statement(
        "DELETE FROM casework.journal WHERE subject_id = $1::uuid", name: "forger.clear")
    private static let row = Statement(
        """
        UPDATE casework.subject SET version = $2::int8, head = $3::bytea, state = $4::bytea, queue = $5::uuid,
            position = $6::bytea WHERE subject_id = $1::uuid
        """, name: "forger.row")

    struct Entry {
        var incarnation: Int32
        var kind: Int16
        var happenedAt: Int64
        var recordedAt: Int64
        var actor: String
        var event: Event
    }

    func rewrite(_ id: UUID, _ change: (inout [Entry]) -> Void) throws {
        let connection = try database.connect()
        defer { connection.close() }
        var entries = try connection.query(Self.read, .uuid(id)).map { row in
            Entry(
                incarnation: row.int32(0), kind: Int16(row.int32(1)), happenedAt: row.timestamp(2),
                recordedAt: row.timestamp(3), actor: row.text(4), event: try EntryBody.event(in: row.bytes(5)))
        }
        change(&entries)
        try connection.query(Self.clear, .uuid(id))
        var head: [UInt8] = []
        var subject: Subject?
        for (index, entry) in entries.enumerated() {
            let body = EntryBody.bytes(of: entry.event, salt: [UInt8](repeating: 7, count: 16))
            let bodyHash = Chain.bodyHash(body)
            head = Chain.hash(
                previous: head, subject: id, version: Int64(index + 1), incarnation: entry.incarnation,
                kind: entry.kind, happenedAt: entry.happenedAt, recordedAt: entry.recordedAt, actor: entry.actor,
                bodyHash: bodyHash)
            subject = Subject.evolve(subject, entry.event)
            try connection.query(
                Self.write, .uuid(id), .int64(Int64(index + 1)), .int32(entry.incarnation), .int32(Int32(entry.kind)),
                .timestamp(microsecondsSince1970: entry.happenedAt),
                .timestamp(microsecondsSince1970: entry.recordedAt), .text(entry.actor), .bytes(body),
                .bytes(bodyHash), .bytes(head))
        }
        guard let subject else { return }
        try connection.query(
            Self.row, .uuid(id), .int64(Int64(entries.count)), .bytes(head), .bytes(SubjectState.bytes(of: subject)),
            .optional(subject.place?.queue, Bind.uuid), .optional(subject.place?.position, Bind.bytes))
    }
}
