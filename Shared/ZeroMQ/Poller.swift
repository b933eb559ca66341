import CZeroMQ
import Glibc

/// Sleeps until one of a thread's sockets, or its `Wakeup`, has something.
public struct Poller {
    public struct Interest: OptionSet, Sendable {
        public let rawValue: Int16
        public init(rawValue: Int16) { self.rawValue = rawValue }
        public static let readable = Interest(rawValue: Int16(ZMQ_POLLIN))
        public static let writable = Interest(rawValue: Int16(ZMQ_POLLOUT))
    }

    private var items: [zmq_pollitem_t] = []
    private let wakeup: Wakeup

    public init(wakeup: Wakeup) {
        self.wakeup = wakeup
        items = [zmq_pollitem_t(socket: nil, fd: wakeup.descriptor, events: Int16(ZMQ_POLLIN), revents: 0)]
    }

    /// Sleeps at most `timeout` (nil: for ever) and says for each socket what it is ready for.
    ///
    /// A signal that interrupts the sleep ends it early, with nothing ready.
    public mutating func wait(for sockets: [(Socket, Interest)], timeout: Duration?) throws(ZeroMQError) -> [Interest] {
        items.removeLast(items.count - 1)
        for (socket, interest) in sockets {
            items.append(zmq_pollitem_t(socket: socket.raw, fd: 0, events: interest.rawValue, revents: 0))
        }
        items[0].revents = 0
        let milliseconds = timeout.map { Int($0.wholeMilliseconds) } ?? -1
        if zmq_poll(&items, Int32(items.count), milliseconds) < 0 {
            let code = zmq_errno()
            if code != EINTR { throw ZeroMQError("polling", code: code) }
            return sockets.map { _ in [] }
        }
        if items[0].revents != 0 { wakeup.clear() }
        return items.dropFirst().map { Interest(rawValue: $0.revents) }
    }
}
