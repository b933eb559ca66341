import Civil
import Foundation
import Postgres

extension Archive {
    /// One person's cases for one product at two offices, which nobody has joined yet.
    public struct FoundTwins: Sendable {
        public var first: UUID
        public var firstNumber: String
        public var firstOffice: String
        public var later: UUID
        public var foundAt: Moment
    }

    /// The latest of the site that are open, and how many there are.
    public func twins(most: Int) throws -> (twins: [FoundTwins], total: Int) {
        let twins = try rows(Self.readTwins, .int64(Int64(most))).map { row in
            FoundTwins(
                first: row.uuid(0), firstNumber: row.text(1), firstOffice: row.text(2), later: row.uuid(3),
                foundAt: Moment(microseconds: row.timestamp(4)))
        }
        return (twins, Int(try rows(Self.countTwins)[0].int64(0)))
    }

    private static let readTwins = Statement(
        """
        SELECT first_id, first_number, first_office, later_id, found_at FROM casework.twin WHERE settled_at IS NULL
        ORDER BY found_at DESC, later_id LIMIT $1::int8
        """, name: "read_twins")
    private static let countTwins = Statement(
        "SELECT count(*) FROM casework.twin WHERE settled_at IS NULL", name: "count_twins")
}
