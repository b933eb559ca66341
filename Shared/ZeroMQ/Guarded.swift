import Glibc

/// A value that several threads use one at a time.
///
/// A pthread mutex and not `Synchronization.Mutex`, which the thread sanitizer can't see through.
public final class Guarded<Value>: @unchecked Sendable {
    // The mutex is what makes sharing the value safe.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    public init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the value to itself. It must neither block nor call back into this value.
    public func with<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
