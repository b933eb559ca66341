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
    private let limits: MessageLimits
    private let logger: Logger
    private let wakeup: Wakeup
    private var turn = 0
    private var socket: Socket?
    private var monitor: LineMonitor?
    private var poller: Poller
    private var leaving = Deque<[[UInt8]]>()

    /// - Throws: `invalidEndpoint` or `pathTooLong` where an endpoint can't be used at all.
    init(endpoints: [String], limits: MessageLimits, wakeup: Wakeup, logger: Logger) {
        self.endpoints = endpoints
        self.limits = limits
        self.wakeup = wakeup
        self.logger = logger
        poller = Poller(wakeup: wakeup)
    }

    /// Checks what `open` would be given, without connecting to anything that answers.
    static func check(_ endpoints: [String]) throws(ZeroMQError) {
        guard !endpoints.isEmpty else {
            throw ZeroMQError(kind: .invalidEndpoint, operation: "connecting", endpoint: "an empty list")
        }
        for endpoint in endpoints { try Socket(.dealer).connect(endpoint) }
    }

    /// Drops the connection and everything waiting on it, and starts a fresh one to the next endpoint.
    func reopen() {
        reopen(turn % endpoints.count)
        turn += 1
    }

    /// The same, to the endpoint with that index.
    func reopen(_ index: Int) {
        close()
        let endpoint = endpoints[index]
        do throws(ZeroMQError) {
            var options = SocketOptions()
            options.maxFrameBytes = Int64(limits.bytes) * 2
            let socket = try Socket(.dealer, options: options)
            self.socket = socket
            monitor = try LineMonitor(of: socket)
            try socket.connect(endpoint)
        } catch {
            logger.warning("no line to the broker yet, trying again: \(error)", metadata: ["endpoint": "\(endpoint)"])
        }
    }

    func close(linger: Duration = .zero) {
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
            case .up: news.append(.up)
            case .down:
                leaving.removeAll()
                news.append(.down)
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
}
