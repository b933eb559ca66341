import Foundation

/// A file with the calls that a device needs and Foundation doesn't have: forcing to disk, locking, a FIFO's end. It is
/// closed with this object; what is created is for the service's own user only.
package final class OpenFile: Sendable {
    private let descriptor: Int32
    private let path: String

    package init(_ path: String, _ flags: Int32) throws(FileTrouble) {
        descriptor = Self.uninterrupted { open(path, flags | O_CLOEXEC, 0o600) }
        self.path = path
        guard descriptor >= 0 else { throw FileTrouble(path, errno) }
    }

    deinit { close(descriptor) }

    /// Waits until nobody else has it locked.
    package func lock() throws(FileTrouble) {
        try check(Self.uninterrupted { flock(descriptor, LOCK_EX) })
    }

    package func unlock() { _ = flock(descriptor, LOCK_UN) }

    /// Everything from the beginning, or from a FIFO until every writer is gone.
    package func readAll() throws(FileTrouble) -> [UInt8] {
        _ = lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Self.uninterrupted { Foundation.read(descriptor, &chunk, chunk.count) }
            guard count >= 0 else { throw FileTrouble(path, errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[0..<count])
        }
    }

    /// Which file it is, wherever its name leads by now, and how long.
    func state() throws(FileTrouble) -> (identity: [UInt64], size: Int) {
        var found = stat()
        try check(fstat(descriptor, &found))
        return ([UInt64(found.st_dev), UInt64(found.st_ino)], Int(found.st_size))
    }

    /// As much of that part as there is.
    func read(_ part: Range<Int>) throws(FileTrouble) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: part.count)
        var filled = 0
        while filled < bytes.count {
            let count = Self.uninterrupted {
                bytes.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress! + filled, $0.count - filled, off_t(part.lowerBound + filled))
                }
            }
            guard count >= 0 else { throw FileTrouble(path, errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    package func write(_ bytes: [UInt8]) throws(FileTrouble) {
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
    package func sync() throws(FileTrouble) { try check(fsync(descriptor)) }

    package static func rename(_ from: String, to: String) throws(FileTrouble) {
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
package struct FileTrouble: Error, Equatable, CustomStringConvertible {
    let path: String
    let code: Int32

    package init(_ path: String, _ code: Int32) {
        self.path = path
        self.code = code
    }

    package var description: String { "\(path): \(String(cString: strerror(code)))" }
}
