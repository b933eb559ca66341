import Glibc
import Logging
import ZeroMQ

/// A broker on its own thread: one ROUTER, bound to one or several endpoints.
public final class BrokerLoop: Sendable {
    private let endpoints: [String]
    private let settings: BrokerSettings
    private let logger: Logger
    private let encodeStatus: @Sendable (BrokerStatus) -> [UInt8]
    private let wakeup: Wakeup
    private let stopping = Guarded(false)
    private let thread = Guarded<LoopThread?>(nil)

    /// - Parameter encodeStatus: the body of a reply to `lok.status`.
    public init(
        endpoints: [String], settings: BrokerSettings = BrokerSettings(), logger: Logger,
        encodeStatus: @escaping @Sendable (BrokerStatus) -> [UInt8]
    ) throws(ZeroMQError) {
        self.endpoints = endpoints
        self.settings = settings
        self.logger = logger
        self.encodeStatus = encodeStatus
        wakeup = try Wakeup()
    }

    /// Binds and serves until `stop`.
    ///
    /// - Returns: the endpoints as bound, with the ports that the system chose.
    /// - Throws: where an endpoint can't be had; nothing is bound then. An `ipc` path that a living process
    ///   answers on is `addressInUse`; a file that a dead one left there is taken over.
    public func start() throws(ZeroMQError) -> [String] {
        let bound = Guarded<Result<[String], ZeroMQError>>(.success([]))
        let ready = Signal()
        let (endpoints, settings, logger, wakeup) = (endpoints, settings, logger, wakeup)
        let (encodeStatus, stopping) = (encodeStatus, stopping)
        let started = try LoopThread(name: "loket-broker") {
            do throws(ZeroMQError) {
                var options = SocketOptions()
                options.maxFrameBytes = Int64(settings.limits.bytes) * 2
                let socket = try Socket(.router, options: options)
                let names = try BrokerLoop.bind(socket, to: endpoints)
                bound.with { $0 = .success(names) }
                ready.give()
                let core = BrokerCore(incarnation: .random(in: 1...(.max)), settings: settings, now: .now)
                let shell = BrokerShell(socket: socket, core: core, limits: settings.limits, encodeStatus: encodeStatus)
                try shell.run(wakeup: wakeup) { stopping.with { $0 } }
            } catch {
                logger.critical("the broker stopped: \(error)")
                bound.with { $0 = .failure(error) }
                ready.give()
            }
        }
        thread.with { $0 = started }
        _ = ready.wait(within: .seconds(60))
        return try bound.with { $0 }.get()
    }

    /// Says good-bye to the workers, closes the socket and returns when that is done.
    ///
    /// What was queued is dropped: its clients ask the next broker.
    public func stop() {
        stopping.with { $0 = true }
        wakeup.signal()
        thread.with { $0 }?.join()
    }

    private static func bind(_ socket: Socket, to endpoints: [String]) throws(ZeroMQError) -> [String] {
        var names: [String] = []
        for endpoint in endpoints {
            try UnixSocket.checkLength(of: endpoint)
            if let path = UnixSocket.path(of: endpoint), UnixSocket.isAnswered(at: path) {
                throw ZeroMQError(kind: .addressInUse, operation: "binding", endpoint: endpoint)
            }
            try socket.bind(endpoint)
            names.append(socket.lastEndpoint)
        }
        return names
    }
}
