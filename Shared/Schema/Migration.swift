import Crypto

/// One numbered step of the database's schema; what it says never changes once it has been applied anywhere.
public struct Migration: Sendable, Equatable {
    public let number: Int
    public let name: String
    public let sql: String
    /// SHA-256 of the SQL, by which a later change shows.
    public let checksum: [UInt8]

    /// The SQL's file is `NNN_name.sql`.
    public init(_ number: Int, _ name: String, _ sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = String(decoding: sql, as: UTF8.self)
        checksum = Array(SHA256.hash(data: sql))
    }

    /// The number and the name as the file has them.
    public var title: String { Self.title(number, name) }

    static func title(_ number: Int, _ name: String) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits + "_" + name
    }
}
