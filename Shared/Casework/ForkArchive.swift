import Civil
import Contracts
import Foundation
import Postgres
import Records

extension Archive {
    /// Another site's history of a case that differs from ours, and that nobody has settled.
    public struct FoundFork: Sendable {
        public var message: UUID
        public var subject: UUID
        public var number: String
        public var service: String
        /// Whose history it is: `printing@32.15.05`.
        public var sender: String
        /// The first entry that differs.
        public var version: Int64
        public var foundAt: Moment
        /// What came, as far as this version of Loket can read it.
        public var theirs: [HistoryEntry]
    }

    /// The latest forks of the site that are open, and how many there are.
    public func forks(most: Int) throws -> (forks: [FoundFork], total: Int) {
        let forks = try rows(Self.readForks, .int64(Int64(most))).map { row in
            FoundFork(
                message: row.uuid(0), subject: row.uuid(1), number: row.text(2), service: row.text(3),
                sender: row.text(4), version: row.int64(5), foundAt: Moment(microseconds: row.timestamp(6)),
                theirs: try Self.entries(row.bytes(7)))
        }
        return (forks, Int(try rows(Self.countForks)[0].int64(0)))
    }

    /// Why a case is two, where it is and nobody has settled it.
    public func openFork(of subject: UUID) throws -> String? {
        try rows(Self.readOpenFork, .uuid(subject)).first.map { row in
            "\(row.text(0)) has another history of it from entry \(row.int64(1)) on"
        }
    }

    private static func entries(_ bytes: [UInt8]) throws -> [HistoryEntry] {
        try WireCarried(serializedBytes: bytes).entries.map { entry in
            HistoryEntry(
                version: entry.version, recordedAt: Moment(microseconds: entry.recordedAt), actor: entry.actor,
                event: try EntryBody.event(in: Array(entry.body)))
        }
    }

    private static let readForks = Statement(
        """
        SELECT message_id, subject_id, number, service, sender, version, found_at, entries FROM casework.fork
        WHERE settled_at IS NULL ORDER BY found_at DESC, message_id LIMIT $1::int8
        """, name: "read_forks")
    private static let countForks = Statement(
        "SELECT count(*) FROM casework.fork WHERE settled_at IS NULL", name: "count_forks")
    private static let readOpenFork = Statement(
        """
        SELECT sender, version FROM casework.fork WHERE subject_id = $1::uuid AND settled_at IS NULL
        ORDER BY found_at DESC, message_id LIMIT 1
        """, name: "read_open_fork")
}
