import Postgres

/// What waits for an office of another site.
public struct Backlog: Sendable, Equatable {
    public var office: String
    public var messages: Int
    public var bytes: Int
    /// By PostgreSQL's own clock.
    public var oldestSeconds: Int
}

extension Archive {
    private static let readBacklogs = Statement(
        """
        SELECT split_part(destination, '@', 2), count(*), coalesce(sum(length(body)), 0)::int8,
            greatest(0, extract(epoch FROM clock_timestamp() - min(created_at)))::int8
        FROM casework.outbox
        WHERE split_part(destination, '@', 2) <> ALL ((SELECT offices FROM casework.site)::text[])
        GROUP BY 1 ORDER BY 1
        """, name: "read_backlogs")

    /// Messages for offices of other sites that are committed and not yet acknowledged.
    public func backlogs() throws -> [Backlog] {
        try rows(Self.readBacklogs).map {
            Backlog(
                office: $0.text(0), messages: Int($0.int64(1)), bytes: Int($0.int64(2)),
                oldestSeconds: Int($0.int64(3)))
        }
    }
}
