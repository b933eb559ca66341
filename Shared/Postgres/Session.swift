/// Whatever runs steps in the way of PostgreSQL: a connection, or a store in memory where no server is wanted.
///
/// After an error of kind `statement` inside a transaction it wants a ROLLBACK; after one of another kind it is no longer
/// usable.
public protocol Session: AnyObject {
    /// Whether it is open, as far as is known without asking.
    var isUsable: Bool { get }

    /// Whether a transaction is open, aborted ones included.
    var isInTransaction: Bool { get }

    /// Runs the steps in their order and gives each one's rows.
    func pipeline(_ steps: [Step]) throws(PostgresError) -> [Rows]

    /// Ends it; an open transaction is rolled back.
    func close()
}

extension Session {
    /// Runs one statement and returns its rows; outside a transaction it is one by itself.
    @discardableResult
    public func query(_ statement: Statement, _ binds: Bind...) throws(PostgresError) -> Rows {
        try pipeline([Step(statement, binds)])[0]
    }

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// If the connection is lost during the COMMIT, the error's outcome is `unknown`.
    public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try query(.begin)
        let value: Value
        do {
            value = try body()
        } catch {
            // When the rollback fails too, the session is lost and the server has rolled back by itself.
            if isUsable { _ = try? query(.rollback) }
            throw error
        }
        try query(.commit)
        return value
    }
}
