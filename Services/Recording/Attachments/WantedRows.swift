import Casework
import Civil
import Foundation
import Postgres

/// The SQL of what is to be fetched from other sites. Leases and pauses are by PostgreSQL's own clock.
enum WantedRows {
    /// Nothing rests that long: it was written before the machine's clock was set back.
    private static let forgetFar = Statement(
        """
        UPDATE casework.wanted_attachment SET not_before = '-infinity'
        WHERE not_before > statement_timestamp() + interval '2 hours'
        """, name: "forget_far_wanted")

    private static let take = Statement(
        """
        WITH due AS MATERIALIZED (
            SELECT hash FROM casework.wanted_attachment
            WHERE not_before <= statement_timestamp() AND NOT (lease_until > statement_timestamp()
                AND lease_until <= statement_timestamp() + 2 * $2::text::interval)
            ORDER BY wanted_at, hash LIMIT $1::int8 FOR UPDATE SKIP LOCKED)
        UPDATE casework.wanted_attachment w SET lease_until = clock_timestamp() + $2::text::interval FROM due
        WHERE w.hash = due.hash
        RETURNING w.hash, w.bytes, w.subject_id, w.office
        """, name: "take_wanted")

    /// A piece came: the lease goes on, and what failed before is over.
    private static let renew = Statement(
        """
        UPDATE casework.wanted_attachment
        SET lease_until = clock_timestamp() + $2::text::interval, failures = 0, problem = ''
        WHERE hash = $1::bytea
        """, name: "renew_wanted")

    private static let done = Statement(
        "DELETE FROM casework.wanted_attachment WHERE hash = $1::bytea", name: "fetched_wanted")

    private static let release = Statement(
        "UPDATE casework.wanted_attachment SET lease_until = '-infinity' WHERE hash = ANY ($1::bytea[])",
        name: "release_wanted")

    private static let failures = Statement(
        "SELECT failures FROM casework.wanted_attachment WHERE hash = $1::bytea", name: "wanted_failures")

    private static let rest = Statement(
        """
        UPDATE casework.wanted_attachment
        SET failures = failures + 1, problem = $2::text, lease_until = '-infinity',
            not_before = clock_timestamp() + $3::text::interval
        WHERE hash = $1::bytea
        """, name: "rest_wanted")

    /// Everything that an office has rests while it can't be reached.
    private static let restOffice = Statement(
        """
        UPDATE casework.wanted_attachment
        SET failures = failures + 1, problem = $2::text, lease_until = '-infinity',
            not_before = clock_timestamp() + $3::text::interval
        WHERE office = $1::text
        """, name: "rest_wanted_office")

    struct Wanted {
        var pieces: AttachmentPieces
        var subject: UUID
        var office: String
    }

    /// The next files to fetch, which then belong to this instance for a lease; they come in no order.
    static func take(_ most: Int, lease: Duration, in archive: Archive) throws -> [Wanted] {
        _ = try archive.rows(forgetFar)
        return try archive.rows(take, .int64(Int64(most)), .text(text(lease))).map { row in
            Wanted(
                pieces: try AttachmentPieces(hash: row.bytes(0), bytes: row.int64(1)), subject: row.uuid(2),
                office: row.text(3))
        }
    }

    static func renew(_ hash: [UInt8], lease: Duration, in archive: Archive) throws {
        _ = try archive.rows(renew, .bytes(hash), .text(text(lease)))
    }

    static func done(_ hash: [UInt8], in archive: Archive) throws { _ = try archive.rows(done, .bytes(hash)) }

    static func release(_ hashes: [[UInt8]], in archive: Archive) throws {
        guard !hashes.isEmpty else { return }
        _ = try archive.rows(release, .bytesArray(hashes))
    }

    /// How often it failed since a piece came last.
    static func failures(of hash: [UInt8], in archive: Archive) throws -> Int {
        Int(try archive.rows(failures, .bytes(hash)).first?.int32(0) ?? 0)
    }

    static func rest(_ hash: [UInt8], for pause: Duration, because problem: String, in archive: Archive) throws {
        _ = try archive.rows(rest, .bytes(hash), .text(problem), .text(text(pause)))
    }

    static func rest(office: String, for pause: Duration, because problem: String, in archive: Archive) throws {
        _ = try archive.rows(restOffice, .text(office), .text(problem), .text(text(pause)))
    }

    private static func text(_ span: Duration) -> String { "\(Int64(span / .milliseconds(1))) milliseconds" }
}
