import Foundation

/// A file descriptor with the calls that a device needs and Foundation doesn't have: forcing to disk, locking,
/// a FIFO's end.
final class OpenFile {
    private var descriptor: Int32
    private let path: String

    init(_ path: String, _ flags: Int32) throws(FileError) {
        self.path = path
        descriptor = Self.repeated { open(path, flags | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw FileError(path) }
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Foundation.close(descriptor) }
        descriptor = -1
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Self.repeated {
                rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            }
            guard count > 0 else { throw FileError(path) }
            rest = rest.dropFirst(count)
        }
    }

    func read(upTo limit: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Self.repeated { Foundation.read(descriptor, &bytes, limit) }
        guard count >= 0 else { throw FileError(path) }
        return Array(bytes.prefix(count))
    }

    /// Everything from the start on.
    func contents() throws(FileError) -> [UInt8] {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileError(path) }
        var all: [UInt8] = []
        while true {
            let piece = try read(upTo: 65_536)
            if piece.isEmpty { return all }
            all += piece
        }
    }

    /// Whether the last byte is no end of a line.
    func endsWithinLine() throws(FileError) -> Bool {
        guard lseek(descriptor, 0, SEEK_END) > 0 else { return false }
        guard lseek(descriptor, -1, SEEK_END) >= 0 else { throw FileError(path) }
        return try read(upTo: 1) != [UInt8(ascii: "\n")]
    }

    func sync() throws(FileError) {
        guard Self.repeated({ fsync(descriptor) }) == 0 else { throw FileError(path) }
    }

    /// Waits until nobody else holds it.
    func lock() throws(FileError) {
        guard Self.repeated({ flock(descriptor, LOCK_EX) }) == 0 else { throw FileError(path) }
    }

    private static func repeated<Number: SignedInteger>(_ call: () -> Number) -> Number {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}

/// What the system said about a file.
struct FileError: Error, CustomStringConvertible {
    let description: String

    init(_ path: String) {
        description = "\(path): \(String(cString: strerror(errno)))"
    }
}
