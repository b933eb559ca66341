import Civil
import Contracts
import Foundation
import Postgres
import Records

extension Archive {
    /// Cases that concern some offices, each with its whole history: what a site that was restored asks its neighbours.
    public struct KnownHistories: Sendable {
        public var histories: [WireCarried]
        /// The last case that was looked at; nil where there are no more.
        public var last: UUID?
    }

    /// One page of them, in the order of their ids.
    ///
    /// - Parameters:
    ///   - since: only cases with an entry from then on.
    ///   - mostBytes: a page has no more than these, but for a single case that is longer.
    public func known(
        to concerns: (CaseFile) -> Bool, since: Moment, after: UUID?, sender: String, mostBytes: Int
    ) throws -> KnownHistories {
        let ids = try rows(
            Self.readTouched, .timestamp(microsecondsSince1970: since.microseconds),
            .uuid(after ?? UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))), .int64(Int64(Self.page))
        ).map { $0.uuid(0) }
        let found = try subjects(ids)
        var known = KnownHistories(histories: [], last: ids.count < Self.page ? nil : ids.last)
        var bytes = 0
        for (index, id) in ids.enumerated() {
            guard case .caseFile(let file)? = found[id]?.subject, concerns(file) else { continue }
            let history = try carried(id, file, sender: sender)
            let size = history.entries.reduce(0) { $0 + $1.body.count + 150 }
            if bytes > 0, bytes + size > mostBytes {
                known.last = ids[index - 1]
                return known
            }
            known.histories.append(history)
            bytes += size
        }
        return known
    }

    private func carried(_ id: UUID, _ file: CaseFile, sender: String) throws -> WireCarried {
        let entries = try rows(CaseworkRows.readCarried, .uuids([id]), .uuids([id]), .int64s([1]), .int64s([.max])).map
        {
            WireCarriedEntry(JournalEntry(carried: $0))
        }
        return .with {
            $0.subjectID = Data(id.bytes)
            $0.kind = UInt32(Subject.Kind.caseFile.rawValue)
            $0.office = file.filing.office
            $0.sender = sender
            $0.entries = entries
        }
    }

    /// How many cases are looked at for one page.
    private static let page = 200

    private static let readTouched = Statement(
        """
        SELECT DISTINCT subject_id FROM casework.journal
        WHERE recorded_at >= $1::timestamptz AND kind = 3 AND subject_id > $2::uuid ORDER BY subject_id LIMIT $3::int8
        """, name: "read_touched")
}
