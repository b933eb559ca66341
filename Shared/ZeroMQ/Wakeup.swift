import CZeroMQ
import Glibc

/// Ends another thread's sleep in `Poller.wait`.
public final class Wakeup: Sendable {
    let descriptor: Int32

    public init() throws(ZeroMQError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        if descriptor < 0 { throw ZeroMQError("opening an eventfd", code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Wakes the sleeper, or keeps its next sleep from starting. Costs a system call: see `Inbox`.
    public func signal() {
        eventfd_write(descriptor, 1)
    }

    func clear() {
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }
}
