/// One SQL statement whose values are binds `$1`, `$2`, …; each connection prepares it once, when it first meets it.
///
/// Keep statements in `static let`s. Parameters are sent in PostgreSQL's binary form, so every parameter
/// whose type the context doesn't settle gets an explicit cast: `unnest($1::uuid[])`, `$2::timestamptz`.
/// Send `jsonb` as `$1::text::jsonb`.
public struct Statement: Sendable {
    /// Names the prepared statement within a session: two statements must not share one.
    public let name: String
    public let sql: String
    /// Whether its success makes a transaction durable, which is what a lost connection leaves unknown.
    let commits: Bool
    let begins: Bool

    public init(_ sql: String, name: String) {
        self.sql = sql
        self.name = name
        let firstWord = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        commits = firstWord == "COMMIT" || firstWord == "END"
        begins = firstWord == "BEGIN" || firstWord == "START"
    }

    public static let begin = Statement("BEGIN", name: "begin")
    public static let commit = Statement("COMMIT", name: "commit")
    public static let rollback = Statement("ROLLBACK", name: "rollback")
}

/// A statement with the values for its parameters: one step of a pipeline.
public struct Step: Sendable {
    public let statement: Statement
    public let binds: [Bind]

    public init(_ statement: Statement, _ binds: [Bind]) {
        self.statement = statement
        self.binds = binds
    }

    public init(_ statement: Statement, _ binds: Bind...) {
        self.init(statement, binds)
    }
}
