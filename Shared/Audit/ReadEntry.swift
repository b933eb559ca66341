import Casework
import Civil
import Foundation
import Records

/// An entry of the journal as it was read, with what its own bytes say about it.
struct ReadEntry: Sendable {
    enum Body: Sendable {
        case event(Event)
        /// Nothing is left of it.
        case empty
        /// It isn't what was hashed; the event, if there is one, is somebody else's.
        case changed
        /// It is what was hashed, and this version of Loket can't read it.
        case unreadable
    }

    var subject: UUID
    var version: Int64
    var incarnation: Int32
    var kind: Int16
    var recordedAt: Int64
    var hash: [UInt8]
    var body: Body
    /// Whether its hash follows from its fields and from the hash of the entry that was read before it.
    var continuesChain: Bool
}

/// Checks entries one by one as they come from the journal, in the order of subjects and versions.
struct EntryReading: Sendable {
    private var subject: UUID?
    private var head: [UInt8] = []

    /// The fields of the journal's row.
    struct Fields {
        var subject: UUID
        var version: Int64
        var incarnation: Int32
        var kind: Int16
        var happenedAt: Int64
        var recordedAt: Int64
        var actor: String
        var body: [UInt8]
        var bodyHash: [UInt8]
        var hash: [UInt8]
    }

    mutating func read(_ row: Fields) -> ReadEntry {
        if row.subject != subject { (subject, head) = (row.subject, []) }
        let expected = Chain.hash(
            previous: head, subject: row.subject, version: row.version, incarnation: row.incarnation, kind: row.kind,
            happenedAt: row.happenedAt, recordedAt: row.recordedAt, actor: row.actor, bodyHash: row.bodyHash)
        head = row.hash
        return ReadEntry(
            subject: row.subject, version: row.version, incarnation: row.incarnation, kind: row.kind,
            recordedAt: row.recordedAt, hash: row.hash, body: Self.body(row), continuesChain: expected == row.hash)
    }

    private static func body(_ row: Fields) -> ReadEntry.Body {
        guard Chain.bodyHash(row.body) == row.bodyHash else { return row.body.isEmpty ? .empty : .changed }
        do throws(UnreadableRecord) {
            return .event(try EntryBody.event(in: row.body))
        } catch {
            return .unreadable
        }
    }
}
