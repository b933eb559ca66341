import Foundation

/// How the ids of subjects are made (RFC 9562).
///
/// A version 7 id begins with a time, so a subject lies in one partition of the journal for good.
public enum SubjectID {
    /// An id whose last 74 bits are drawn.
    public static func v7(at moment: Moment, random: [UInt8]) -> UUID {
        v7(milliseconds: moment.microseconds / 1_000, tail: random)
    }

    /// An id that everybody who knows the parts can compute: the day's start and a hash of them.
    public static func v7(dayOf day: Day, naming parts: [String]) -> UUID {
        v7(milliseconds: Int64(day.ordinal) * 86_400_000, tail: digest(parts))
    }

    /// An id without a time: SHA-256 of the parts.
    public static func v8(naming parts: [String]) -> UUID {
        var bytes = Array(digest(parts).prefix(16))
        bytes[6] = 0x80 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        return UUID(bytes: bytes)
    }

    /// The time in a version 7 id.
    public static func moment(of id: UUID) -> Moment? {
        let bytes = id.bytes
        guard bytes[6] >> 4 == 7 else { return nil }
        return Moment(microseconds: bytes[0..<6].reduce(Int64(0)) { $0 << 8 | Int64($1) } * 1_000)
    }

    private static func v7(milliseconds: Int64, tail: [UInt8]) -> UUID {
        precondition(tail.count >= 10)
        var bytes = [UInt8](repeating: 0, count: 16)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> Int64(40 - 8 * index)) }
        for index in 0..<10 { bytes[6 + index] = tail[index] }
        bytes[6] = 0x70 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        return UUID(bytes: bytes)
    }

    /// Each part with its length before it, so that no two lists of parts run together.
    private static func digest(_ parts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count + 4 })
        for part in parts {
            withUnsafeBytes(of: UInt32(part.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part.utf8)
        }
        return Digest.sha256(bytes)
    }
}

extension UUID {
    /// From exactly sixteen bytes.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 16)
        self.init(uuid: bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
    }

    /// From bytes that came from elsewhere: nil unless there are sixteen.
    public init?(checking bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(bytes: Array(bytes))
    }

    public var bytes: [UInt8] { withUnsafeBytes(of: uuid) { Array($0) } }

    /// Its hexadecimal digits without dashes, in lower case, as a part of a name.
    public var digits: String {
        let signs: StaticString = "0123456789abcdef"
        return String(unsafeUninitializedCapacity: 32) { text in
            withUnsafeBytes(of: uuid) { bytes in
                for index in 0..<16 {
                    text[2 * index] = signs.utf8Start[Int(bytes[index] >> 4)]
                    text[2 * index + 1] = signs.utf8Start[Int(bytes[index] & 15)]
                }
            }
            return 32
        }
    }
}
