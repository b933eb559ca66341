import Civil
import Foundation
import Postgres
import Records

/// The cases of a restored site that wait until somebody has looked at the paper, read from the site's own rows.
struct HeldCases {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// By office, lane, ticket and place in it.
    func all() throws -> [CaseFile] {
        let files = try connection.query(Self.open).compactMap { row -> CaseFile? in
            guard case .caseFile(let file) = try SubjectState.subject(in: row.bytes(0)), file.restoredFrom != nil else {
                return nil
            }
            return file
        }
        return files.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
    }

    private static func order(_ file: CaseFile) -> [String] {
        guard let number = CaseNumber(file.filing.number) else { return [file.filing.office, file.filing.number] }
        let places = [number.ticket.number, number.ordinal].map { String(1_000_000 + $0) }
        return [file.filing.office, number.ticket.letter, number.ticket.day.iso] + places
    }

    private static let open = Statement(
        "SELECT state FROM casework.subject WHERE kind = 3 AND queue IS NOT NULL", name: "restore.held")
}
