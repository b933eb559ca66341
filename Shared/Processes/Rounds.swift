import Foundation

/// A thread that looks at something again and again, with rests that a stop cuts short.
public final class Rounds: @unchecked Sendable {
    private let condition = TimedCondition()
    private var isStopping = false
    private var hasStopped = true

    public init() {}

    /// - Parameter work: goes on for as long as `rest` is true.
    public func start(_ name: String, stackSize: Int? = nil, _ work: @escaping @Sendable () -> Void) {
        condition.withLock { hasStopped = false }
        let thread = Thread { [self] in
            work()
            condition.withLock {
                hasStopped = true
                condition.broadcast()
            }
        }
        thread.name = name
        if let stackSize { thread.stackSize = stackSize }
        thread.start()
    }

    /// False when it is time to end.
    public func rest(_ duration: Duration) -> Bool {
        condition.withLock { condition.rest(duration) { isStopping } }
    }

    /// Returns when the thread has ended.
    public func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
    }
}
