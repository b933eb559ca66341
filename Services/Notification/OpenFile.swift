import Foundation

/// An open file, closed with this object; what is created is for the service's own user only.
final class OpenFile: Sendable {
    private let descriptor: Int32
    private let path: String

    init(_ path: String, _ flags: Int32) throws(FileTrouble) {
        descriptor = Self.uninterrupted { open(path, flags | O_CLOEXEC, 0o600) }
        self.path = path
        guard descriptor >= 0 else { throw FileTrouble(path, errno) }
    }

    deinit { close(descriptor) }

    /// Waits until nobody else has it locked.
    func lock() throws(FileTrouble) {
        try check(Self.uninterrupted { flock(descriptor, LOCK_EX) })
    }

    func unlock() { _ = flock(descriptor, LOCK_UN) }

    /// Everything from the beginning, or from a FIFO until every writer is gone.
    func readAll() throws(FileTrouble) -> [UInt8] {
        _ = lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Self.uninterrupted { read(descriptor, &chunk, chunk.count) }
            guard count >= 0 else { throw FileTrouble(path, errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[0..<count])
        }
    }

    /// Nil for an empty file.
    func lastByte() throws(FileTrouble) -> UInt8? {
        guard lseek(descriptor, -1, SEEK_END) >= 0 else { return nil }
        var byte: UInt8 = 0
        try check(Int32(Self.uninterrupted { read(descriptor, &byte, 1) }))
        return byte
    }

    func write(_ bytes: [UInt8]) throws(FileTrouble) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Self.uninterrupted {
                rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            }
            guard count >= 0 else { throw FileTrouble(path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Forces it to disk.
    func sync() throws(FileTrouble) { try check(fsync(descriptor)) }

    static func rename(_ from: String, to: String) throws(FileTrouble) {
        guard Foundation.rename(from, to) == 0 else { throw FileTrouble(to, errno) }
    }

    private func check(_ result: Int32) throws(FileTrouble) {
        guard result >= 0 else { throw FileTrouble(path, errno) }
    }

    private static func uninterrupted<Count: BinaryInteger>(_ call: () -> Count) -> Count {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}

/// A file that can't be used now, in the system's words.
struct FileTrouble: Error, Equatable, CustomStringConvertible {
    let path: String
    let code: Int32

    init(_ path: String, _ code: Int32) {
        self.path = path
        self.code = code
    }

    var description: String { "\(path): \(String(cString: strerror(code)))" }
}
