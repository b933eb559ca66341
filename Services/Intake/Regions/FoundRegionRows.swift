import Casework
import Civil
import Postgres

/// The SQL by which places are found in the list that is in use.
enum FoundRegionRows {
    private static let named = Statement(
        "SELECT code, name FROM intake.region WHERE edition = $1::int AND code = ANY ($2::text[]) ORDER BY code",
        name: "read_regions")

    private static let children = Statement(
        """
        SELECT code, name FROM intake.region WHERE edition = $1::int AND parent = $2::text
        ORDER BY code LIMIT $3::int8
        """, name: "read_regions_below")

    private static let countChildren = Statement(
        "SELECT count(*) FROM intake.region WHERE edition = $1::int AND parent = $2::text", name: "count_regions_below")

    /// Whether later codes beside it are in use.
    private static let later = Statement(
        """
        SELECT EXISTS (SELECT FROM intake.region WHERE edition = $1::int AND parent = $2::text AND code > $3::text)
        """, name: "later_region_is_there")

    /// What is named so, then what begins so. No letter sorts behind U+10FFFF.
    private static let beginning = Statement(
        """
        SELECT r.code, r.name FROM unnest($2::text[]) asked (folded)
        JOIN intake.region r ON r.edition = $1::int AND r.folded >= asked.folded
            AND r.folded < asked.folded || chr(1114111)
        GROUP BY r.code, r.name
        ORDER BY bool_or(r.folded = asked.folded) DESC, length(r.code), r.code LIMIT $3::int8
        """, name: "find_regions_beginning")

    private static let containing = Statement(
        """
        SELECT code, name FROM intake.region WHERE edition = $1::int AND strpos(folded, $2::text) > 0
        ORDER BY length(code), code LIMIT $3::int8
        """, name: "find_regions_containing")

    static func rows(_ codes: [RegionCode], of edition: Int32, in archive: Archive) throws -> [RegionRow] {
        try read(archive.rows(named, .int32(edition), .texts(codes.map(\.text))))
    }

    static func below(_ code: RegionCode, most: Int, of edition: Int32, in archive: Archive) throws -> [RegionRow] {
        try read(archive.rows(children, .int32(edition), .text(code.text), .int64(Int64(most))))
    }

    static func countBelow(_ code: RegionCode, of edition: Int32, in archive: Archive) throws -> Int {
        Int(try archive.rows(countChildren, .int32(edition), .text(code.text))[0].int64(0))
    }

    static func isLaterThere(than code: RegionCode, of edition: Int32, in archive: Archive) throws -> Bool {
        guard let parent = code.parent else { return false }
        return try archive.rows(later, .int32(edition), .text(parent.text), .text(code.text))[0].bool(0)
    }

    static func beginning(_ name: String, most: Int, of edition: Int32, in archive: Archive) throws -> [RegionRow] {
        try read(
            archive.rows(beginning, .int32(edition), .texts(RegionName.beginnings(name)), .int64(Int64(most))))
    }

    static func containing(_ name: String, most: Int, of edition: Int32, in archive: Archive) throws -> [RegionRow] {
        try read(archive.rows(containing, .int32(edition), .text(RegionName.folded(name)), .int64(Int64(most))))
    }

    private static func read(_ rows: Rows) throws -> [RegionRow] {
        try rows.map { try RegionRow(code: $0.text(0), name: $0.text(1)) }
    }
}
