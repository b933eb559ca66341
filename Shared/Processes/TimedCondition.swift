import Glibc

/// A lock with a condition whose waits end by the monotonic clock: a wall clock that is set back makes nobody wait an hour.
public final class TimedCondition: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    public init() {
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Both always succeed on Linux: the clock is one that every kernel has.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    public func lock() { pthread_mutex_lock(mutex) }
    public func unlock() { pthread_mutex_unlock(mutex) }

    public func withLock<Result: ~Copyable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        lock()
        defer { unlock() }
        return try body()
    }

    /// Waits for a signal; to be called with the lock held, as are all waits. It may return without one.
    public func wait() { pthread_cond_wait(condition, mutex) }

    /// - Returns: false when the time is up.
    public func wait(for limit: Duration) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        // A century is for ever, and fits.
        let (seconds, attoseconds) = min(max(limit, .zero), .seconds(3_000_000_000)).components
        deadline.tv_sec += Int(seconds)
        deadline.tv_nsec += Int(attoseconds / 1_000_000_000)
        if deadline.tv_nsec >= 1_000_000_000 {
            deadline.tv_sec += 1
            deadline.tv_nsec -= 1_000_000_000
        }
        return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
    }

    /// - Returns: false when the moment has come.
    public func wait(until deadline: ContinuousClock.Instant) -> Bool { wait(for: deadline - .now) }

    /// Waits for that long, whatever is signalled; false as soon as it is over.
    public func rest(_ duration: Duration, unless isOver: () -> Bool) -> Bool {
        let until = ContinuousClock.now + duration
        while !isOver() {
            if !wait(until: until) { return true }
        }
        return false
    }

    public func signal() { pthread_cond_signal(condition) }
    public func broadcast() { pthread_cond_broadcast(condition) }
}
