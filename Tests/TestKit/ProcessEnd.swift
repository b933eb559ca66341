import Foundation

/// What this test process has to undo when it ends by itself, the latest first.
///
/// After `kill -9` nobody undoes anything: children end because the kernel tells them, and folders are
/// swept by the next test process.
public final class ProcessEnd: @unchecked Sendable {
    public static let shared = ProcessEnd()

    private let lock = NSLock()
    private var duties: [Int: @Sendable () -> Void] = [:]
    private var last = 0

    private init() {
        atexit { ProcessEnd.shared.run() }
    }

    /// Remembers a duty until the process ends or `forget` is called with the answer.
    public func remember(_ duty: @escaping @Sendable () -> Void) -> Int {
        lock.withLock {
            last += 1
            duties[last] = duty
            return last
        }
    }

    public func forget(_ number: Int) {
        _ = lock.withLock { duties.removeValue(forKey: number) }
    }

    private func run() {
        let latestFirst = lock.withLock { duties.sorted { $0.key > $1.key } }
        for (_, duty) in latestFirst { duty() }
    }
}
