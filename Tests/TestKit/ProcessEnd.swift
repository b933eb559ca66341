import Foundation

/// What this test process has to undo when it ends by itself.
///
/// After `kill -9` nobody undoes anything: children end because the kernel tells them, and folders are
/// swept by the next test process.
final class ProcessEnd: @unchecked Sendable {
    static let shared = ProcessEnd()

    private let lock = NSLock()
    private var duties: [UUID: @Sendable () -> Void] = [:]

    private init() {
        atexit { ProcessEnd.shared.run() }
    }

    /// Remembers a duty until the process ends or `forget` is called with the answer.
    func remember(_ duty: @escaping @Sendable () -> Void) -> UUID {
        let id = UUID()
        lock.withLock { duties[id] = duty }
        return id
    }

    func forget(_ id: UUID) {
        _ = lock.withLock { duties.removeValue(forKey: id) }
    }

    private func run() {
        let all = lock.withLock { duties }
        for duty in all.values { duty() }
    }
}
