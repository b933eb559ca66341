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

    /// A statement is planned when the tables are new and nearly empty, where reading a whole table and hashing
    /// it looks cheap; nobody plans it again until autovacuum counts the rows. So the ways that read whole
    /// tables are shut. Measured with 256 keys on 300,000 rows that came after the planning, best of seven:
    /// a join with `unnest` took 36 ms by default and 2.3 ms so, an update 84 and 1.8 ms, and after ANALYZE the
    /// shut ways were never missed. Planning each time anew is as good before ANALYZE and up to twice slower after.
    ///
    /// What has no index is still read whole, at a cost that would start the JIT compiler: that is off as well.
    private static let indexed = """

        SET plan_cache_mode = force_generic_plan;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET jit = off;
        """
}
