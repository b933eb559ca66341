import CZeroMQ
import Glibc

/// A thread of its own for a loop that blocks, so that the cooperative pool never does.
public final class LoopThread: @unchecked Sendable {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    // Written once in `init`, before anybody can see it.
    private let thread: pthread_t
    private let joined = Guarded(false)

    /// Starts the thread. `name` shows in `top` and in core dumps (15 bytes of it).
    ///
    /// - Throws: `exhausted` when the system gives no more threads.
    public init(name: String, _ run: @escaping @Sendable () -> Void) throws(ZeroMQError) {
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { @Sendable argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                pthread_setname_np(pthread_self(), String(body.name.prefix(15)))
                body.run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw ZeroMQError(kind: .exhausted, operation: "starting a thread", code: code)
        }
        self.thread = thread
    }

    public var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }

    /// Waits for the end of the loop; at once when called a second time, or by the loop itself.
    public func join() {
        guard !isCurrent else { return }
        let first = joined.with { joined in
            defer { joined = true }
            return !joined
        }
        if first { pthread_join(thread, nil) }
    }

    deinit {
        if joined.with({ !$0 }) { pthread_detach(thread) }
    }
}
