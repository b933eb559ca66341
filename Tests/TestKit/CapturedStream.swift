import Foundation

/// The reading end of a pipe, read by a thread of its own until every writer is gone.
final class CapturedStream: @unchecked Sendable {
    /// The end for the child.
    let writing: Int32
    private let lock = NSLock()
    private var bytes: [UInt8] = []
    private var hasEnded = false

    /// Signals `change` after each piece and at the end.
    init(_ change: Condition) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reading = ends[0]
        writing = ends[1]
        Thread.detachNewThread { self.read(reading, change) }
    }

    var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }
    var isAtEnd: Bool { lock.withLock { hasEnded } }
    func contains(_ needle: [UInt8]) -> Bool { lock.withLock { bytes.firstRange(of: needle) != nil } }
    func closeWriting() { close(writing) }

    private func read(_ descriptor: Int32, _ change: Condition) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            lock.withLock { bytes.append(contentsOf: chunk[0..<count]) }
            change.signal()
        }
        close(descriptor)
        lock.withLock { hasEnded = true }
        change.signal()
    }
}
