import Crypto

/// One numbered step of the database's schema; what it says never changes once it has been applied anywhere.
///
/// The programs of the version before go on while it is applied and after it, so it adds and never takes away; what it
/// makes superfluous goes with a later one, when nobody needs it any more. A step that can't be so says from which
/// program on the schema can be used after it, and is applied while the site stands still.
public struct Migration: Sendable, Equatable {
    public let number: Int
    public let name: String
    public let sql: String
    /// SHA-256 of the SQL, by which a later change shows.
    public let checksum: [UInt8]
    /// The oldest program that works with the schema after this step: the one whose last migration has this number.
    public let servesFrom: Int

    /// The SQL's file is `NNN_name.sql`.
    ///
    /// - Parameter servesFrom: nil for a step that the version before it doesn't mind, as nearly all must be.
    public init(_ number: Int, _ name: String, _ sql: [UInt8], servesFrom: Int? = nil) {
        self.number = number
        self.name = name
        self.sql = String(decoding: sql, as: UTF8.self)
        checksum = Array(SHA256.hash(data: sql))
        self.servesFrom = servesFrom ?? number - 1
    }

    /// The number and the name as the file has them.
    public var title: String { Self.title(number, name) }

    static func title(_ number: Int, _ name: String) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits + "_" + name
    }
}

extension Migration {
    /// Its statements where it builds indexes beside those who write, which no transaction can: nothing else is in it.
    var concurrent: [(index: String, sql: String)]? {
        let lines = sql.split(separator: "\n").filter { !$0.trimmingPrefix(" ").hasPrefix("--") }
        let statements = lines.joined(separator: "\n").split(separator: ";")
            .map { $0.trimmingPrefix(while: \.isWhitespace) }.filter { !$0.isEmpty }
        guard statements.contains(where: { $0.contains(/INDEX CONCURRENTLY/) }) else { return nil }
        return statements.map { statement in
            let found = statement.firstMatch(of: /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\w+) ON (\w+)\./)
            guard let found else { return ("", String(statement)) }
            return ("\(found.output.2).\(found.output.1)", String(statement))
        }
    }
}
