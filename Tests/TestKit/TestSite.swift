import Foundation
import Postgres

extension TestDatabase {
    /// Makes this database a site. With a clock it is a demo site whose clock stands there.
    public func makeSite(offices: [String] = ["32.15.05"], clock: Int64? = nil) throws {
        let connection = try connect()
        defer { connection.close() }
        try connection.query(
            Statement(
                """
                INSERT INTO casework.site (offices, demo, held_clock)
                VALUES ($1::text[], $2::timestamptz IS NOT NULL, $2::timestamptz)
                """, name: "make_site"),
            .texts(offices), clock.map { .timestamp(microsecondsSince1970: $0) } ?? .null)
        try connection.script(
            "SELECT casework.make_partitions(casework.site_now() - interval '1 month', 14) FROM casework.site")
    }

    /// Sets a demo site's clock.
    public func setClock(_ microseconds: Int64) throws {
        let connection = try connect()
        defer { connection.close() }
        try connection.query(
            Statement("UPDATE casework.site SET held_clock = $1::timestamptz", name: "set_clock"),
            .timestamp(microsecondsSince1970: microseconds))
    }

    /// The rows that one SQL statement gives, each column as text, for assertions.
    public func rows(_ sql: String) throws -> [[String?]] {
        let connection = try connect()
        defer { connection.close() }
        return try connection.query(
            Statement(
                "SELECT array(SELECT json_each_text.value FROM json_each_text(row_to_json(r))) FROM (\(sql)) r",
                name: "rows")
        ).map { $0.nullableTexts(0) }
    }

    /// The single number that one SQL statement gives.
    public func count(_ sql: String) throws -> Int {
        let connection = try connect()
        defer { connection.close() }
        return Int(try connection.query(Statement("SELECT (\(sql))::int8", name: "count"))[0].int64(0))
    }
}
