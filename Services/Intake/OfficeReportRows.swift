import Casework
import Civil
import Postgres

/// The last report of each office, by its office.
enum OfficeReportRows {
    /// A report that comes late replaces no later one.
    private static let keep = Statement(
        """
        INSERT INTO intake.office_report (office, as_of, body) VALUES ($1::text, $2::timestamptz, $3::bytea)
        ON CONFLICT (office) DO UPDATE
            SET as_of = excluded.as_of, received_at = excluded.received_at, body = excluded.body
            WHERE excluded.as_of >= office_report.as_of
        """, name: "keep_office_report")

    private static let select = Statement(
        """
        SELECT body, greatest(0, extract(epoch FROM clock_timestamp() - received_at))::int8
        FROM intake.office_report ORDER BY office
        """, name: "read_office_reports")

    static func keep(_ office: String, asOf: Moment, _ body: [UInt8], in archive: Archive) throws {
        _ = try archive.rows(
            keep, .text(office), .timestamp(microsecondsSince1970: asOf.microseconds), .bytes(body))
    }

    static func all(in archive: Archive) throws -> [(body: [UInt8], ageSeconds: Int64)] {
        try archive.rows(select).map { ($0.bytes(0), $0.int64(1)) }
    }
}
