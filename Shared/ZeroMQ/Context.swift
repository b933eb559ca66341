import CZeroMQ

/// The I/O thread and the sockets of a process.
///
/// One for a process is enough. It lives as long as a socket of it does.
public final class Context: @unchecked Sendable {
    /// The context that every socket uses unless it's given its own.
    public static let shared = Context()

    // libzmq's contexts are safe to use from any thread.
    let raw: UnsafeMutableRawPointer

    public init() {
        guard let raw = zmq_ctx_new() else {
            fatalError("libzmq can't make a context: the process has no memory or no file descriptors left")
        }
        self.raw = raw
    }

    deinit {
        zmq_ctx_term(raw)
    }
}
