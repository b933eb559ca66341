import Glibc
import Logging
import ZeroMQ

/// A broker on its own thread: one ROUTER, bound to one or several endpoints.
public final class BrokerLoop: Sendable {
    private let endpoints: [String]
    private let settings: BrokerSettings
    private let uplink: UplinkSettings?
    private let pair: KeyPair?
    private let admission: Admission?
    private let logger: Logger
    private let onFailure: @Sendable (ZeroMQError) -> Void
    private let encodeStatus: @Sendable (BrokerStatus) -> [UInt8]
    private let wakeup: Wakeup
    private let stopping = Guarded(false)
    private let thread = Guarded<LoopThread?>(nil)

    /// - Parameters:
    ///   - uplink: the line to the district, where there is one.
    ///   - keys: needed for every endpoint that other machines reach.
    ///   - onFailure: called on the broker's thread when it can't go on after it had started.
    ///   - encodeStatus: the body of a reply to `lok.status`.
    public init(
        endpoints: [String], settings: BrokerSettings = BrokerSettings(), uplink: UplinkSettings? = nil,
        keys: BrokerKeys? = nil, logger: Logger,
        onFailure: @escaping @Sendable (ZeroMQError) -> Void = { _ in },
        encodeStatus: @escaping @Sendable (BrokerStatus) -> [UInt8]
    ) throws(ZeroMQError) {
        self.endpoints = endpoints
        self.settings = settings
        self.uplink = uplink
        pair = keys?.pair
        admission = keys.map { Admission($0.register) }
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
        let (uplink, pair, admission) = (uplink, pair, admission)
        let started = try LoopThread(name: "loket-broker") {
            let shell: BrokerShell
            do throws(ZeroMQError) {
                var options = SocketOptions()
                options.maxFrameBytes = Int64(settings.limits.bytes) * 2
                var curve: Curve?
                var context = Context.shared
                if let pair, let admission, endpoints.contains(where: Endpoint.needsKeys) {
                    // There is one gatekeeper in a context.
                    context = Context()
                    let gatekeeper = try Gatekeeper(admission, context: context, logger: logger, onFailure: onFailure)
                    curve = .server(pair, gatekeeper)
                }
                let socket = try Socket(.router, options: options, context: context)
                let names = try BrokerLoop.bind(socket, to: endpoints, curve)
                let core = BrokerCore(
                    incarnation: .random(in: 1...(.max)), settings: settings,
                    standing: { admission?.standing(of: $0) }, now: .now)
                let line = uplink.map { uplink in
                    Uplink(
                        uplink,
                        line: Line(
                            endpoints: uplink.endpoints, identity: uplink.identity, limits: settings.limits,
                            wakeup: wakeup, logger: logger),
                        logger: logger)
                }
                shell = BrokerShell(
                    socket: socket, core: core, uplink: line, limits: settings.limits, admission: admission,
                    logger: logger,
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

    /// Lets in by this register from now on. Whose key isn't in it any more is cut off at once.
    public func admit(by register: KeyRegister) {
        admission?.replace(with: register)
        wakeup.signal()
    }

    /// Says good-bye to the workers, closes the socket and returns when that is done.
    ///
    /// What was queued is dropped: its clients ask the next broker.
    public func stop() {
        stopping.with { $0 = true }
        wakeup.signal()
        thread.with { $0 }?.join()
    }

    private static func bind(
        _ socket: Socket, to endpoints: [String], _ curve: Curve?
    ) throws(ZeroMQError) -> [String] {
        var names = endpoints
        // What needs no keys is bound before the socket has any.
        let openFirst = endpoints.indices.sorted {
            !Endpoint.needsKeys(endpoints[$0]) && Endpoint.needsKeys(endpoints[$1])
        }
        var isKeyed = false
        for index in openFirst {
            let endpoint = endpoints[index]
            try UnixSocket.checkLength(of: endpoint)
            if let path = UnixSocket.path(of: endpoint), UnixSocket.isAnswered(at: path) {
                throw ZeroMQError(kind: .addressInUse, operation: "binding", endpoint: endpoint)
            }
            if Endpoint.needsKeys(endpoint), !isKeyed {
                guard let curve else { throw ZeroMQError(kind: .needsKeys, operation: "binding", endpoint: endpoint) }
                try socket.use(curve)
                isKeyed = true
            }
            try socket.bind(endpoint)
            names[index] = socket.lastEndpoint
        }
        return names
    }
}
