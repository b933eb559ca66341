import Logging
import Postgres

/// Says what a service has waiting in its outbox for others of its own site that don't take it: a service that isn't
/// started, say. What waits for another site is no news, and `loket line` shows it.
final class OverdueMessages: @unchecked Sendable {
    static let patience = Duration.seconds(900)
    private static let pause = Duration.seconds(3_600)

    private let service: String
    private let settings: EngineSettings
    /// When each was last spoken of. Used by the upkeep's thread only.
    private var said: [String: ContinuousClock.Instant] = [:]

    init(service: String, settings: EngineSettings) {
        self.service = service
        self.settings = settings
    }

    private static let read = Statement(
        """
        SELECT destination, count(*), extract(epoch FROM clock_timestamp() - min(created_at))::int8
        FROM casework.outbox
        WHERE sender = $1::text AND created_at < statement_timestamp() - $2::text::interval
            AND split_part(destination, '@', 2) = ANY ((SELECT offices FROM casework.site)::text[])
        GROUP BY destination ORDER BY destination
        """, name: "read_overdue")

    func look(_ connection: Connection) throws(PostgresError) {
        let rows = try connection.query(Self.read, .text(service), .text(Self.patience.interval))
        let now = ContinuousClock.now
        said = said.filter { $0.value > now - Self.pause }
        for row in rows where said[row.text(0)] == nil {
            said[row.text(0)] = now
            settings.logger.warning(
                "messages wait that nobody takes: is that service started?",
                metadata: [
                    "for": "\(row.text(0))", "messages": "\(row.int64(1))", "oldest": "\(row.int64(2) / 60) minutes",
                ])
        }
    }
}
