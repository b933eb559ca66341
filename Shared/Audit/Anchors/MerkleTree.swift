import Civil

/// The root of a list of leaves as RFC 9162, section 2.1.1, makes it (RFC 6962's is the same): SHA-256 with 0x00 before
/// a leaf and 0x01 before two hashes, the list divided at the largest power of two below its length.
///
/// Leaves come one by one, and a hash for each bit of their count is all that is kept.
struct MerkleTree {
    /// From the left, each of fewer leaves than the one before it.
    private var whole: [(leaves: Int, hash: [UInt8])] = []

    mutating func add(_ leaf: some Sequence<UInt8>) {
        var subtree = (leaves: 1, hash: Digest.sha256([0] + leaf))
        while let left = whole.last, left.leaves == subtree.leaves {
            whole.removeLast()
            subtree = (2 * left.leaves, Self.node(left.hash, subtree.hash))
        }
        whole.append(subtree)
    }

    var root: MerkleRoot {
        guard var hash = whole.last?.hash else { return MerkleRoot(Digest.sha256([])) }
        for left in whole.dropLast().reversed() { hash = Self.node(left.hash, hash) }
        return MerkleRoot(hash)
    }

    private static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { Digest.sha256([1] + left + right) }
}

/// One hash for all of a list: 32 bytes, written as 64 hexadecimal digits.
public struct MerkleRoot: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// As it stands in a file.
    init?(_ text: some StringProtocol) {
        guard let bytes = HexDigits.bytes(of: text, count: 32) else { return nil }
        self.bytes = bytes
    }

    /// As somebody copies it off a page: in capitals or not, with spaces, colons or dashes anywhere.
    public init?(copied text: String) {
        self.init(text.lowercased().filter { !$0.isWhitespace && !":-".contains($0) })
    }

    public var description: String { HexDigits.text(of: bytes) }

    /// Sixteen groups of four digits, as it is printed.
    public var groups: [String] {
        let digits = Array(description)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }
    }
}

enum HexDigits {
    private static let signs = Array("0123456789abcdef".utf8)

    static func text(of bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [signs[Int($0 >> 4)], signs[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil unless it is exactly that many bytes in small digits.
    static func bytes(of text: some StringProtocol, count: Int) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 2 * count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
