import Postgres

/// The SQL that a database needs once, after it was read back from a backup.
enum RestorationRows {
    /// The site enters its next life, with its counter closed.
    static let enter = Statement(
        """
        UPDATE casework.site SET restored_at = clock_timestamp(), restored_from = $4::timestamptz,
            restored_incarnation = incarnation, restored_by = $2::text, kept_devices = $3::text[],
            incarnation = $1::int, opened_at = NULL, opened_by = NULL, opened_because = NULL,
            neighbours_asked_at = CASE WHEN $5::bool THEN clock_timestamp() END
        WHERE incarnation < $1::int
        RETURNING restored_incarnation, offices
        """, name: "restore.enter")

    /// The clock of a demo site stands where the backup had it: not before what came back was written.
    static let catchUp = Statement(
        """
        UPDATE casework.site SET held_clock = greatest(held_clock, (
            SELECT max(j.recorded_at) FROM casework.came_back b JOIN casework.journal j
                ON j.subject_id = b.subject_id AND j.version BETWEEN b.first_version AND b.last_version))
        WHERE demo
        """, name: "restore.catch_up")

    static let openCases = Statement(
        """
        SELECT subject_id, holder FROM casework.subject WHERE kind = 3 AND queue IS NOT NULL ORDER BY holder, subject_id
        """, name: "restore.open_cases")

    static let runs = Statement(
        "SELECT subject_id FROM casework.subject WHERE kind = 5 AND office = $1::text ORDER BY subject_id",
        name: "restore.runs")

    /// Subjects of a kind that a device was to do something for.
    static let asked = Statement(
        """
        SELECT DISTINCT s.subject_id FROM casework.effect e JOIN casework.subject s USING (subject_id)
        WHERE s.kind = $1::int AND e.state IN ('planned', 'started', 'failed') ORDER BY 1
        """, name: "restore.asked")

    static let noticesOnTheirWay = Statement(
        "SELECT body FROM casework.outbox WHERE destination LIKE 'notification@%' ORDER BY created_at, message_id",
        name: "restore.notices_on_their_way")

    static let strikeDue = Statement(
        "DELETE FROM casework.due WHERE subject_id = $1::uuid", name: "restore.strike_due")

    /// What came due while the counter was closed happens five minutes after it opens, so that a desk can say first what
    /// became of whoever it had called.
    static let open = Statement(
        """
        WITH opened AS (
            UPDATE casework.site SET opened_at = clock_timestamp(), opened_by = $1::text, opened_because = $2::text
            WHERE restored_at IS NOT NULL AND opened_at IS NULL
            RETURNING casework.site_now() + interval '5 minutes' AS moment)
        UPDATE casework.due d SET at = opened.moment FROM opened WHERE d.at < opened.moment
        """, name: "restore.open")

    static let site = Statement(
        """
        SELECT restored_at, opened_at, neighbours_asked_at, cardinality(reachable) > 0 FROM casework.site
        """, name: "restore.site")
}
