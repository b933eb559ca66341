/// How a session plans its statements.
public enum Planning: Sendable {
    /// For services: each statement is planned once, and through indexes only.
    case indexed
    /// For reports, audits and migrations, which read whole tables: PostgreSQL decides each time.
    case free
}

/// What every session sets before its first statement.
enum SessionSettings {
    static func script(_ planning: Planning) -> String {
        switch planning {
        case .indexed: common + indexed
        case .free: common
        }
    }

    /// A transaction that waits for its client for a minute belongs to a client that hangs: it would hold
    /// the lane's row and keep dead rows in every queue table.
    private static let common = """
        SET client_encoding = 'UTF8';
        SET TimeZone = 'UTC';
        SET idle_in_transaction_session_timeout = '60s';
        """

    private static let indexed = """

        SET plan_cache_mode = force_generic_plan;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET jit = off;
        """
}
