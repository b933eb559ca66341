import DequeModule
import Logging
import ZeroMQ

/// A peer's connection to its broker: the socket, the news about it, and what waits to leave.
///
/// Used by the port's thread only. With several endpoints each fresh line tries the next one.
final class Line {
    enum News {
        case up, down
        case message([[UInt8]])
    }

    private let endpoints: [String]
    private let identity: Identity?
    private let limits: MessageLimits
    private let logger: Logger
    private let wakeup: Wakeup
    private var turn = 0
    private var socket: Socket?
    private var monitor: LineMonitor?
    private var poller: Poller
    private var leaving = Deque<[[UInt8]]>()
    /// Somebody answers, and the handshake isn't done.
    private var isKnocking = false
    private var hasComplained = false

    /// - Parameter identity: the keys for brokers over TCP; nil where they need none.
    init(endpoints: [String], identity: Identity? = nil, limits: MessageLimits, wakeup: Wakeup, logger: Logger) {
        self.endpoints = endpoints
        self.identity = identity
        self.limits = limits
        self.wakeup = wakeup
        self.logger = logger
        poller = Poller(wakeup: wakeup)
    }

    /// Checks what `open` would be given, without connecting to anything that answers.
    ///
    /// - Throws: `invalidEndpoint` or `pathTooLong` where an endpoint can't be used at all, and `needsKeys` where it is
    ///   beyond this machine and there is no identity.
    static func check(_ endpoints: [String], _ identity: Identity?) throws(ZeroMQError) {
        guard !endpoints.isEmpty else {
            throw ZeroMQError(kind: .invalidEndpoint, operation: "connecting", endpoint: "an empty list")
        }
        for endpoint in endpoints {
            if identity == nil, Endpoint.needsKeys(endpoint) {
                throw ZeroMQError(kind: .needsKeys, operation: "connecting", endpoint: endpoint)
            }
            try Socket(.dealer).connect(endpoint)
        }
    }

    /// Drops the connection and everything waiting on it, and starts a fresh one to the next endpoint.
    func reopen() {
        reopen(turn % endpoints.count)
        turn += 1
    }

    /// The same, to the endpoint with that index.
    func reopen(_ index: Int) {
        if isKnocking { complain() }
        close()
        let endpoint = endpoints[index]
        do throws(ZeroMQError) {
            var options = SocketOptions()
            options.maxFrameBytes = Int64(limits.bytes) * 2
            if let identity, endpoint.hasPrefix("tcp://") {
                options.curve = .client(identity.pair, server: identity.broker)
                // A key that isn't let in yet knocks all the time, and each time costs the broker something.
                options.reconnect = .milliseconds(250)
            }
            let socket = try Socket(.dealer, options: options)
            self.socket = socket
            monitor = try LineMonitor(of: socket)
            try socket.connect(endpoint)
        } catch {
            logger.warning("no line to the broker yet, trying again: \(error)", metadata: ["endpoint": "\(endpoint)"])
        }
    }

    func close(linger: Duration = .zero) {
        isKnocking = false
        leaving.removeAll()
        monitor?.stop()
        monitor = nil
        socket?.close(linger: linger)
        socket = nil
    }

    /// Queues one message; `flush` lets it leave.
    func send(_ frames: [[UInt8]]) {
        leaving.append(frames)
    }

    /// Sends what the socket takes now; the rest leaves when it takes more.
    func flush() throws(ZeroMQError) {
        guard let socket else { return leaving.removeAll() }
        while let frames = leaving.first {
            if try socket.send(frames) == .wouldBlock { return }
            leaving.removeFirst()
        }
    }

    /// Sleeps until there is news, the wakeup is signalled, or the time is over.
    func wait(timeout: Duration?) throws(ZeroMQError) {
        _ = try poller.wait(for: interests, timeout: timeout)
    }

    /// What a poller should wait for on its behalf.
    var interests: [(Socket, Poller.Interest)] {
        var interests: [(Socket, Poller.Interest)] = []
        if let socket { interests.append((socket, leaving.isEmpty ? .readable : [.readable, .writable])) }
        if let monitor { interests.append((monitor.socket, .readable)) }
        return interests
    }

    /// What happened to the line, then up to `most` messages.
    ///
    /// A line that went down drops what still waited for it: its owner sends again once it's up.
    func news(most: Int) throws(ZeroMQError) -> [News] {
        guard let socket, let monitor else { return [] }
        var news: [News] = []
        for change in try monitor.changes() {
            switch change {
            case .answered: isKnocking = true
            case .up:
                isKnocking = false
                hasComplained = false
                news.append(.up)
            case .down:
                isKnocking = false
                leaving.removeAll()
                news.append(.down)
            case .refused:
                isKnocking = false
                complain()
            }
        }
        while news.count < most, let incoming = try socket.receive(within: limits) {
            switch incoming {
            case .message(let frames): news.append(.message(frames))
            case .oversize: logger.warning("dropped a message from the broker that is over the limit")
            }
        }
        return news
    }

    /// Says once why no line comes about. A broker on a unix socket refuses nobody: it has only just died.
    private func complain() {
        let endpoint = endpoints[(turn + endpoints.count - 1) % endpoints.count]
        guard endpoint.hasPrefix("tcp://"), !hasComplained else { return }
        hasComplained = true
        let fix =
            identity.map {
                "let it allow the key \($0.pair.publicKey), and see whether its own is \($0.broker)"
            } ?? "it may want keys: set LOKET_BROKER_KEY"
        logger.warning("the broker doesn't let us in, trying again: \(fix)", metadata: ["endpoint": "\(endpoint)"])
    }
}
