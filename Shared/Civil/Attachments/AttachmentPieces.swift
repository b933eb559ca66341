/// A file that belongs to a case, known by its hash, and the pieces in which it is stored and travels.
///
/// A piece is small enough that a slow line carries other requests between two of them, and that its heartbeats live.
public struct AttachmentPieces: Hashable, Sendable {
    public static let pieceBytes = 32 * 1024
    /// 512 pieces. A capture has about half a megabyte, a scan of some pages a few.
    public static let mostBytes: Int64 = 16 << 20
    public static let hashBytes = 32

    /// SHA-256 of the whole.
    public let hash: [UInt8]
    public let bytes: Int64

    /// - Parameters:
    ///   - hashField: as the caller calls the hash, for the refusal.
    ///   - sizeField: as the caller calls the size.
    public init(
        hash: [UInt8], bytes: Int64, hashField: String = "hash", sizeField: String = "size"
    ) throws(Rejection) {
        guard hash.count == Self.hashBytes else {
            throw Rejection(
                .wrongType, field: hashField, problem: "it has \(hash.count) bytes",
                fix: "send the 32 bytes of the file's SHA-256")
        }
        guard bytes > 0 else {
            throw Rejection(
                .outOfRange, field: sizeField, problem: "a file of \(bytes) bytes holds nothing",
                fix: "send the file's size in bytes, or no file at all")
        }
        guard bytes <= Self.mostBytes else {
            throw Rejection(
                .tooLong, field: sizeField,
                problem: "the file has \(bytes) bytes, and at most \(Self.mostBytes) are taken",
                fix: "make it smaller: fewer pages, or a lower resolution")
        }
        self.hash = hash
        self.bytes = bytes
    }

    public var count: Int { Int((bytes - 1) / Int64(Self.pieceBytes)) + 1 }

    /// Where a piece lies in the file.
    public func range(of index: Int) -> Range<Int> {
        let begin = index * Self.pieceBytes
        return begin..<min(begin + Self.pieceBytes, Int(bytes))
    }

    /// Checks that these bytes can be that piece: every one is full but the last.
    public func check(index: Int, size: Int) throws(Rejection) {
        guard (0..<count).contains(index) else {
            throw Rejection(
                .outOfRange, field: "index", problem: "a file of \(bytes) bytes has no piece \(index)",
                fix: "send an index from 0 to \(count - 1)")
        }
        let wanted = range(of: index).count
        guard size == wanted else {
            throw Rejection(
                .wrongType, field: "bytes", problem: "piece \(index) has \(size) bytes, not \(wanted)",
                fix: "cut the file into pieces of \(Self.pieceBytes) bytes; only the last is shorter")
        }
    }

    /// The hash as people and names have it.
    public var hashText: String { Self.text(of: hash) }

    public static func text(of hash: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
