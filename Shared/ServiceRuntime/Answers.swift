import Foundation
import Majordomo

/// Answers on their way back to the broker, handed over in one go after each batch.
final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var ready: [(handle: [UInt8], body: [UInt8])] = []
    private var port: WorkerPort?

    func open(_ port: WorkerPort) { lock.withLock { self.port = port } }

    func put(_ handle: [UInt8], _ body: [UInt8]) {
        lock.withLock { ready.append((handle, body)) }
    }

    func flush() {
        let (port, batch) = lock.withLock {
            defer { ready = [] }
            return (self.port, ready)
        }
        if !batch.isEmpty { port?.reply(batch) }
    }
}
