/// Judges whether a file from SIAK can be taken in and later released as it is.
///
/// It reads the file's frame and never its content: that the bytes are a whole PDF which any reader opens
/// without a password. Whether they are the right person's document, or truly SIAK's, is shown by SIAK's
/// own signature and QR code and by the officer who looks; nothing here claims it.
public enum PDFIntake {
    /// Far above any document of SIAK's; a scan that someone attached by mistake is larger. 10 MiB.
    public static let largestByteCount = 10 * 1024 * 1024

    /// What is known of a file that was accepted.
    public struct Facts: Hashable, Sendable {
        /// From the header: "1.7".
        public let version: String
        public let byteCount: Int
        /// False when the pages lie in compressed objects, where only a PDF library would see them.
        public let hasVisiblePages: Bool
    }

    /// Checks the bytes; throws the first reason why they can't be released.
    public static func inspect(
        _ bytes: [UInt8], largestByteCount: Int = PDFIntake.largestByteCount
    ) throws(PDFRejection) -> Facts {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= largestByteCount else { throw .tooLarge(byteCount: bytes.count, limit: largestByteCount) }
        let scan = ByteScan(bytes)
        guard let version = version(scan) else { throw .notPDF }
        let tailStart = max(0, bytes.count - 1024)
        guard let end = scan.last("%%EOF", from: tailStart, to: bytes.count) else { throw .cutOff }
        guard let trailer = trailer(scan, before: end) else { throw .indexBroken }
        guard !scan.containsName("/Encrypt", in: trailer) else { throw .encrypted }
        guard scan.containsName("/Root", in: trailer) else { throw .indexBroken }
        let hasVisiblePages = hasPageObject(scan)
        guard hasVisiblePages || scan.containsName("/ObjStm", in: 0..<bytes.count) else { throw .noPages }
        return Facts(version: version, byteCount: bytes.count, hasVisiblePages: hasVisiblePages)
    }

    /// "%PDF-1.7" at the very start gives "1.7".
    private static func version(_ scan: ByteScan) -> String? {
        guard scan.starts("%PDF-", at: 0), scan.count >= 8 else { return nil }
        let digits = [scan[5], scan[7]]
        guard digits.allSatisfy(ByteScan.isDigit), scan[6] == UInt8(ascii: ".") else { return nil }
        return String(decoding: [scan[5], scan[6], scan[7]], as: UTF8.self)
    }

    /// The newest trailer dictionary, which the last `startxref` leads to: behind a classic table's word
    /// `trailer`, or as the dictionary of a cross-reference stream.
    private static func trailer(_ scan: ByteScan, before end: Int) -> Range<Int>? {
        guard let word = scan.last("startxref", from: 0, to: end) else { return nil }
        var position = scan.skippingSpace(from: word + 9)
        guard let offset = scan.number(at: &position), offset < word else { return nil }
        let start = scan.skippingSpace(from: offset)
        if scan.starts("xref", at: start) {
            guard let trailer = scan.first("trailer", from: start, to: end) else { return nil }
            return trailer..<(scan.first("startxref", from: trailer, to: end) ?? end)
        }
        var object = start
        guard scan.number(at: &object) != nil else { return nil }
        object = scan.skippingSpace(from: object)
        guard scan.number(at: &object) != nil, scan.starts("obj", at: scan.skippingSpace(from: object)),
            let stream = scan.first("stream", from: object, to: end)
        else { return nil }
        return object..<stream
    }

    /// Whether an uncompressed object says that it is a page.
    private static func hasPageObject(_ scan: ByteScan) -> Bool {
        var position = 0
        while let type = scan.first("/Type", from: position, to: scan.count) {
            position = type + 5
            let value = scan.skippingSpace(from: position)
            if scan.starts("/Page", at: value), !scan.continuesName(at: value + 5) { return true }
        }
        return false
    }
}
