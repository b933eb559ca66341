import CZeroMQ
import Glibc

/// Tells when a connecting socket's line comes up and goes down.
///
/// Lives on the socket's thread. `stop` it before either socket is closed: libzmq's I/O thread waits for ever, and
/// every line of the process with it, when it has news for a monitor that is gone.
public final class LineMonitor {
    public enum Change: Sendable, Equatable {
        /// Somebody answers, and the handshake begins.
        case answered
        /// The handshake is done: messages can leave.
        case up
        /// The connection broke; with `SocketOptions.immediate` everything queued on it is gone.
        case down
        /// Somebody answers there, and the handshake comes to nothing: keys that don't fit, or a peer that dies.
        case refused
    }

    /// To be polled for reading.
    public let socket: Socket
    private let watched: Socket

    public init(of watched: Socket) throws(ZeroMQError) {
        let endpoint = "inproc://line-\(UInt(bitPattern: ObjectIdentifier(watched)))-\(LineMonitor.next())"
        let events = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | LineMonitor.failures
        if zmq_socket_monitor(watched.raw, endpoint, events) != 0 { throw ZeroMQError("watching a socket") }
        self.watched = watched
        do throws(ZeroMQError) {
            socket = try Socket(.pair, context: watched.context)
            try socket.connect(endpoint)
        } catch {
            zmq_socket_monitor(watched.raw, nil, 0)
            throw error
        }
    }

    /// No news after this.
    public func stop() {
        zmq_socket_monitor(watched.raw, nil, 0)
        socket.close()
    }

    private static let failures =
        ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH

    private static let counter = Guarded(UInt64(0))

    private static func next() -> UInt64 {
        counter.with { counter in
            counter += 1
            return counter
        }
    }

    /// What happened since the last call, in order.
    public func changes() throws(ZeroMQError) -> [Change] {
        var changes: [Change] = []
        while case .message(let frames)? = try socket.receive() {
            guard let event = frames.first, event.count >= 2 else { continue }
            let number = event.withUnsafeBytes { Int32($0.loadUnaligned(as: UInt16.self)) }
            switch number {
            case ZMQ_EVENT_CONNECTED: changes.append(.answered)
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: changes.append(.up)
            case ZMQ_EVENT_DISCONNECTED: changes.append(.down)
            default: changes.append(.refused)
            }
        }
        return changes
    }
}
