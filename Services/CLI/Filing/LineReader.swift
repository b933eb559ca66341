import Foundation

/// Reads a file or a pipe line by line, as the bytes come.
struct LineReader {
    enum Line: Equatable {
        case text(String)
        /// Not UTF-8: another encoding, or no text at all.
        case notText
        case tooLong
    }

    /// No visit is longer; what is longer is no file of visits.
    static let longest = 1 << 20

    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var isFirst = true

    init(_ handle: FileHandle) {
        self.handle = handle
    }

    /// The next line without its end, nil after the last.
    mutating func next() throws -> Line? {
        var searched = start
        var isTooLong = false
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[start..<end]
                start = end + 1
                return isTooLong ? .tooLong : decoded(line)
            }
            if isAtEnd {
                guard start < buffer.count || isTooLong else { return nil }
                let line = buffer[start...]
                start = buffer.count
                return isTooLong ? .tooLong : decoded(line)
            }
            if buffer.count - start > Self.longest {
                isTooLong = true
                start = buffer.count
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            let read = try handle.read(upToCount: 65_536) ?? Data()
            isAtEnd = read.isEmpty
            buffer += read
        }
    }

    private mutating func decoded(_ bytes: ArraySlice<UInt8>) -> Line {
        var bytes = bytes
        if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        isFirst = false
        if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
        return String(validating: bytes, as: UTF8.self).map(Line.text) ?? .notText
    }
}
