import Dispatch

/// Something that happens once, and that another thread waits for with a deadline.
public final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    public init() {}

    public func give() {
        semaphore.signal()
    }

    public func wait() {
        semaphore.wait()
    }

    /// False when it didn't happen in time.
    public func wait(within time: Duration) -> Bool {
        semaphore.wait(timeout: .now() + .milliseconds(Int(time.wholeMilliseconds))) == .success
    }
}
