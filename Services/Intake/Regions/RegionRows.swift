import Casework
import Civil
import Foundation
import Postgres

/// The SQL of the lists of regions that somebody imports: taken in piece by piece, and put in use as a whole.
enum RegionRows {
    /// Every edition, locked: whoever takes pieces in or puts a list in use does it one after the other.
    private static let lockAll = Statement(
        "SELECT edition FROM intake.region_edition ORDER BY edition FOR UPDATE", name: "lock_region_editions")

    private static let begin = Statement(
        """
        INSERT INTO intake.region_edition (hash, name, file_hash, places, begun_by)
        VALUES ($1::bytea, $2::text, $3::bytea, $4::int, $5::text) ON CONFLICT (hash) DO NOTHING
        """, name: "begin_region_edition")

    /// What somebody began to send and gave up.
    private static let sweep = Statement(
        """
        DELETE FROM intake.region_edition
        WHERE in_use_since IS NULL AND hash <> $1::bytea AND begun_at < clock_timestamp() - interval '7 days'
        """, name: "sweep_region_editions")

    private static let state = Statement(
        """
        SELECT e.edition, e.hash, e.name, e.file_hash, e.places, e.begun_by, e.in_use_since,
            coalesce((SELECT max(r.code) FROM intake.region r WHERE r.edition = e.edition), '')
        FROM intake.region_edition e WHERE e.hash = $1::bytea
        """, name: "region_edition_state")

    private static let inUse = Statement(
        """
        SELECT edition, hash, name, file_hash, places, begun_by, in_use_since, '' FROM intake.region_edition
        WHERE in_use_since IS NOT NULL
        """, name: "region_edition_in_use")

    /// Only behind the last that is there, and never into a list that is in use; nobody may put it in use meanwhile.
    private static let keep = Statement(
        """
        WITH open AS MATERIALIZED (
            SELECT edition FROM intake.region_edition WHERE hash = $1::bytea AND in_use_since IS NULL FOR UPDATE)
        INSERT INTO intake.region (edition, code, parent, name, folded)
        SELECT open.edition, piece.code, piece.parent, piece.name, piece.folded
        FROM open, unnest($3::text[], $4::text[], $5::text[], $6::text[]) piece (code, parent, name, folded)
        WHERE $2::text COLLATE "C"
            = coalesce((SELECT max(r.code) FROM intake.region r WHERE r.edition = open.edition), '')
        ON CONFLICT (edition, code) DO NOTHING
        """, name: "keep_regions")

    /// How many there are of each level, and the hash of all.
    private static let sum = Statement(
        """
        SELECT count(*) FILTER (WHERE length(code) = 2), count(*) FILTER (WHERE length(code) = 5),
            count(*) FILTER (WHERE length(code) = 8), count(*) FILTER (WHERE length(code) = 13),
            sha256(convert_to(coalesce(string_agg(code || chr(9) || name || chr(10), '' ORDER BY code), ''), 'UTF8'))
        FROM intake.region WHERE edition = $1::int
        """, name: "sum_regions")

    private static let orphans = Statement(
        """
        SELECT r.code FROM intake.region r WHERE r.edition = $1::int AND r.parent IS NOT NULL
            AND NOT EXISTS (SELECT FROM intake.region p WHERE p.edition = r.edition AND p.code = r.parent)
        ORDER BY r.code LIMIT 1
        """, name: "regions_without_parent")

    private static let discard = Statement(
        "DELETE FROM intake.region_edition WHERE edition = $1::int AND in_use_since IS NULL",
        name: "discard_region_edition")

    private static let removeOld = Statement(
        "DELETE FROM intake.region_edition WHERE in_use_since IS NOT NULL AND edition <> $1::int",
        name: "remove_old_regions")

    private static let use = Statement(
        "UPDATE intake.region_edition SET in_use_since = clock_timestamp() WHERE edition = $1::int",
        name: "use_region_edition")

    struct Edition: Equatable {
        var edition: Int32
        var hash: [UInt8]
        var name: String
        var fileHash: [UInt8]
        var places: Int32
        var begunBy: String
        var inUseSince: Moment?
        /// The code of the last row that is there; empty where none is, or where nobody asked.
        var last: String

        init(_ row: Row) {
            edition = row.int32(0)
            hash = row.bytes(1)
            name = row.text(2)
            fileHash = row.bytes(3)
            places = row.int32(4)
            begunBy = row.text(5)
            inUseSince = row.timestampIfPresent(6).map { Moment(microseconds: $0) }
            last = row.text(7)
        }
    }

    struct Sum {
        /// From the provinces down.
        var counts: [Int]
        var hash: [UInt8]
    }

    static func begin(
        _ hash: [UInt8], name: String, fileHash: [UInt8], places: Int32, by actor: String, in archive: Archive
    ) throws {
        _ = try archive.rows(sweep, .bytes(hash))
        _ = try archive.rows(
            begin, .bytes(hash), .text(name), .bytes(fileHash), .int32(places), .text(actor))
    }

    static func state(of hash: [UInt8], in archive: Archive) throws -> Edition? {
        try archive.rows(state, .bytes(hash)).first.map { Edition($0) }
    }

    static func inUse(in archive: Archive) throws -> Edition? { try archive.rows(inUse).first.map { Edition($0) } }

    static func keep(_ rows: [RegionRow], after last: String, of hash: [UInt8], in archive: Archive) throws {
        _ = try archive.rows(
            keep, .bytes(hash), .text(last), .texts(rows.map(\.code.text)),
            .nullableTexts(rows.map { $0.code.parent?.text }), .texts(rows.map(\.name)),
            .texts(rows.map { RegionName.folded($0.name) }))
    }

    static func lock(in archive: Archive) throws { _ = try archive.rows(lockAll) }

    static func sum(of edition: Edition, in archive: Archive) throws -> Sum {
        let row = try archive.rows(sum, .int32(edition.edition))[0]
        return Sum(counts: (0..<4).map { Int(row.int64($0)) }, hash: row.bytes(4))
    }

    static func orphan(of edition: Edition, in archive: Archive) throws -> String? {
        try archive.rows(orphans, .int32(edition.edition)).first?.text(0)
    }

    static func discard(_ edition: Edition, in archive: Archive) throws {
        _ = try archive.rows(discard, .int32(edition.edition))
    }

    /// The list before it goes with the same commit.
    static func use(_ edition: Edition, in archive: Archive) throws {
        _ = try archive.rows(removeOld, .int32(edition.edition))
        _ = try archive.rows(use, .int32(edition.edition))
    }
}
