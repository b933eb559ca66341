import Glibc
import Logging
import ZeroMQ

/// A broker on its own thread: one ROUTER, bound to one or several endpoints.
public final class BrokerLoop: Sendable {
    private let endpoints: [String]
    private let settings: BrokerSettings
    private let uplink: UplinkSettings?
    private let standing: @Sendable (String) -> Standing?
    private let logger: Logger
    private let onFailure: @Sendable (ZeroMQError) -> Void
    private let encodeStatus: @Sendable (BrokerStatus) -> [UInt8]
    private let wakeup: Wakeup
    private let stopping = Guarded(false)
    private let thread = Guarded<LoopThread?>(nil)

    /// - Parameters:
    ///   - uplink: the line to the district, where there is one.
    ///   - standing: what the name of a key may do; nil for one that isn't let in (any more).
    ///   - onFailure: called on the broker's thread when it can't go on after it had started.
    ///   - encodeStatus: the body of a reply to `lok.status`.
    public init(
        endpoints: [String], settings: BrokerSettings = BrokerSettings(), uplink: UplinkSettings? = nil,
        standing: @escaping @Sendable (String) -> Standing? = { _ in nil }, logger: Logger,
        onFailure: @escaping @Sendable (ZeroMQError) -> Void = { _ in },
        encodeStatus: @escaping @Sendable (BrokerStatus) -> [UInt8]
    ) throws(ZeroMQError) {
        self.endpoints = endpoints
        self.settings = settings
        self.uplink = uplink
        self.standing = standing
        self.logger = logger
        self.onFailure = onFailure
        self.encodeStatus = encodeStatus
        wakeup = try Wakeup()
        if let uplink { try Line.check(uplink.endpoints, uplink.identity) }
    }

    /// Binds and serves until `stop`.
    ///
    /// - Returns: the endpoints as bound, with the ports that the system chose.
    /// - Throws: where an endpoint can't be had; nothing is bound then. An `ipc` path that a living process
    ///   answers on is `addressInUse`; a file that a dead one left there is taken over.
    public func start() throws(ZeroMQError) -> [String] {
        let bound = Guarded<Result<[String], ZeroMQError>?>(nil)
        let ready = Signal()
        let (endpoints, settings, wakeup, stopping) = (endpoints, settings, wakeup, stopping)
        let (logger, onFailure, encodeStatus) = (logger, onFailure, encodeStatus)
        let (uplink, standing) = (uplink, standing)
        let started = try LoopThread(name: "loket-broker") {
            let shell: BrokerShell
            do throws(ZeroMQError) {
                var options = SocketOptions()
                options.maxFrameBytes = Int64(settings.limits.bytes) * 2
                let socket = try Socket(.router, options: options)
                let names = try BrokerLoop.bind(socket, to: endpoints)
                let core = BrokerCore(
                    incarnation: .random(in: 1...(.max)), settings: settings, standing: standing, now: .now)
                let line = uplink.map { uplink in
                    Uplink(
                        uplink,
                        line: Line(
                            endpoints: uplink.endpoints, identity: uplink.identity, limits: settings.limits, wakeup: wakeup, logger: logger),
                        logger: logger)
                }
                shell = BrokerShell(
                    socket: socket, core: core, uplink: line, limits: settings.limits, logger: logger,
                    encodeStatus: encodeStatus)
                bound.with { $0 = .success(names) }
                ready.give()
            } catch {
                bound.with { $0 = .failure(error) }
                return ready.give()
            }
            do throws(ZeroMQError) {
                try shell.run(wakeup: wakeup) { stopping.with { $0 } }
            } catch {
                logger.critical("the broker can't go on: \(error)")
                onFailure(error)
            }
        }
        thread.with { $0 = started }
        ready.wait()
        guard let result = bound.with({ $0 }) else { return [] }
        return try result.get()
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
