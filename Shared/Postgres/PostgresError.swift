/// A statement or a connection that failed, told without any value of any row.
///
/// `kind` says what failed and `outcome` what it means for the data; both are for the caller's decision to
/// retry. `description` is for people and logs: SQLSTATE, the names of what was violated, and PostgreSQL's
/// own words only where those can't quote a citizen's data.
public struct PostgresError: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// No session could be opened: nobody listens, the door was shut, or the time was up.
        case notReachable
        /// A session that worked is gone; the connection can't be used again.
        case connectionLost
        /// The server refused a statement; the session goes on.
        case statement
    }

    /// What is known about the work that was under way.
    public enum Outcome: Sendable, Equatable {
        /// None of it is in the database, and none will be.
        case nothingCommitted
        /// It may have been committed, now or in a moment: do it again in a way that finds the first attempt.
        case unknown
    }

    public let kind: Kind
    public let outcome: Outcome
    /// Five characters of the SQL standard's table; nil when the server said nothing.
    public let sqlstate: String?
    /// The failed step of the pipeline, from 0.
    public let step: Int?
    /// The name of the failed statement.
    public let statement: String?
    /// What was violated, where PostgreSQL names it.
    public let constraint: String?
    public let table: String?
    public let column: String?
    /// PostgreSQL's or libpq's own words on one line, or the condition's name where those could quote data.
    public let message: String

    package init(
        kind: Kind, outcome: Outcome, message: String, sqlstate: String? = nil, step: Int? = nil,
        statement: String? = nil, constraint: String? = nil, table: String? = nil, column: String? = nil
    ) {
        self.kind = kind
        self.outcome = outcome
        self.message = message
        self.sqlstate = sqlstate
        self.step = step
        self.statement = statement
        self.constraint = constraint
        self.table = table
        self.column = column
    }

    /// The first two characters of the SQLSTATE, for example `23` for a violated constraint.
    public var sqlstateClass: String? { sqlstate.map { String($0.prefix(2)) } }

    /// Whether what the session remembers of a statement no longer fits, as after a migration: in a new session it can
    /// succeed.
    public var isStale: Bool { kind == .statement && ["0A000", "26000"].contains(sqlstate) }

    /// Whether the same work can succeed later without a change to it: a lost or refused connection, a
    /// deadlock, a lack of memory, disk or connections, a server that goes down or comes up.
    public var isRetriable: Bool {
        switch kind {
        case .notReachable, .connectionLost: true
        case .statement: ["08", "40", "53", "57", "58"].contains(sqlstateClass) || sqlstate == "55P03"
        }
    }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .notReachable:
            return "PostgreSQL can't be reached: \(message). Start it, or correct the connection string."
        case .connectionLost:
            let consequence =
                outcome == .nothingCommitted
                ? "nothing of the transaction was committed"
                : "whether the transaction was committed is unknown"
            return "The connection to PostgreSQL was lost\(code): \(message); \(consequence)."
        case .statement:
            return "PostgreSQL refused \(statement ?? "a statement")\(code): \(message)\(place)."
        }
    }

    private var code: String { sqlstate.map { " (SQLSTATE \($0))" } ?? "" }

    private var place: String {
        let parts = [
            constraint.map { "constraint \($0)" }, table.map { "table \($0)" }, column.map { "column \($0)" },
            step.map { "step \($0)" },
        ]
        let named = parts.compactMap(\.self)
        return named.isEmpty ? "" : " (\(named.joined(separator: ", ")))"
    }
}
