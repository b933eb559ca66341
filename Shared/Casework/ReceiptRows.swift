import Civil
import Postgres

/// The SQL by which old receipts are forgotten.
enum ReceiptRows {
    /// Moves the moment from which on receipts are kept, by no more than a step: a clock that is wrong for some hours
    /// forgets little. Where no receipt is that old, it stays, whatever the clock says.
    static let moveSince = Statement(
        """
        UPDATE casework.site SET receipts_since = moved.since FROM (
            SELECT least(
                clock_timestamp() - $1::text::interval, greatest(s.receipts_since + $2::text::interval, old.oldest)
            ) AS since
            FROM casework.site s, (SELECT min(received_at) AS oldest FROM casework.receipt WHERE forgettable) old
            WHERE old.oldest < clock_timestamp() - $1::text::interval) moved
        WHERE receipts_since IS NULL OR receipts_since < moved.since
        """, name: "move_receipts_since")

    /// Forgets some that are older than that. An id with a time goes by its own; what waits in the outbox will be asked
    /// again, however old it is.
    static let forget = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT r.principal, r.id FROM casework.receipt r
            WHERE r.forgettable AND r.received_at < (SELECT receipts_since FROM casework.site)
                AND (substr(r.id::text, 15, 1) <> '7'
                    OR r.id < (SELECT casework.uuid_at(receipts_since) FROM casework.site))
                AND NOT EXISTS (SELECT FROM casework.outbox o WHERE o.message_id = r.id)
            ORDER BY r.received_at LIMIT $1::int8 FOR UPDATE SKIP LOCKED),
        gone AS (
            DELETE FROM casework.receipt r USING old WHERE r.principal = old.principal AND r.id = old.id RETURNING 1)
        SELECT count(*) FROM gone
        """, name: "forget_receipts")

    /// Copies that were refused: whoever sent one hears the same again, for good.
    static let keep = Statement(
        """
        UPDATE casework.receipt r SET forgettable = false FROM unnest($1::text[], $2::uuid[]) n (principal, id)
        WHERE r.principal = n.principal AND r.id = n.id AND r.forgettable
        """, name: "keep_receipts")
}

extension Asking {
    /// Whether the receipt may be forgotten once it is old. A client's id with a time is refused then; what this site
    /// asks itself stands in its outbox, its due rows or its effects until it is done.
    ///
    /// What has no time and comes from outside stays: the line of a file can be filed again at any time, and another
    /// site may have a message still, with a line that was down for weeks or from a backup.
    ///
    /// - Parameter isRepeatable: to carry it out again would change nothing.
    func isForgettable(isRepeatable: Bool) -> Bool {
        switch source {
        case .client: SubjectID.moment(of: id) != nil
        case .relay: !isOfAnotherSite || isRepeatable
        case .due, .device: true
        }
    }

    /// It came over a line: whose it was is vouched for by a site.
    var isOfAnotherSite: Bool { principal.utf8.contains(UInt8(ascii: ">")) }
}
