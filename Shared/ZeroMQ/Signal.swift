import Dispatch

/// Something that happens once, and that other threads wait for, with a deadline by the monotonic clock.
public final class Signal: Sendable {
    // Not a semaphore: its waits end by the wall clock, and one that is set back an hour would lengthen them by that.
    private let group = DispatchGroup()
    private let isGiven = Guarded(false)

    public init() {
        group.enter()
    }

    deinit {
        // A group must be left before it goes.
        give()
    }

    public func give() {
        let isFirst = isGiven.with { isGiven in
            defer { isGiven = true }
            return !isGiven
        }
        if isFirst { group.leave() }
    }

    public func wait() {
        group.wait()
    }

    /// False when it didn't happen in time.
    public func wait(within time: Duration) -> Bool {
        group.wait(timeout: .now() + .milliseconds(Int(time.wholeMilliseconds))) == .success
    }
}
