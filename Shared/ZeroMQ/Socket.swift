import CZeroMQ
import Glibc

/// A ZeroMQ socket, used by one thread only: the one that made it.
public final class Socket {
    public enum Kind: Sendable {
        case router, dealer, request, reply, pair

        var raw: Int32 {
            switch self {
            case .router: ZMQ_ROUTER
            case .dealer: ZMQ_DEALER
            case .request: ZMQ_REQ
            case .reply: ZMQ_REP
            case .pair: ZMQ_PAIR
            }
        }
    }

    public let kind: Kind
    let context: Context
    private(set) var raw: UnsafeMutableRawPointer?
    let inbound: UnsafeMutablePointer<zmq_msg_t>
    /// Kept, for as long as it may be asked about whoever connects.
    var gatekeeper: Gatekeeper?
    /// The name that `sender` made last: most messages come from whom the one before came from.
    var lastSender: String?

    public init(_ kind: Kind, options: SocketOptions = SocketOptions(), context: Context = .shared)
        throws(ZeroMQError)
    {
        guard let raw = zmq_socket(context.raw, kind.raw) else { throw ZeroMQError("opening a socket") }
        self.kind = kind
        self.context = context
        self.raw = raw
        inbound = .allocate(capacity: 1)
        inbound.initialize(to: zmq_msg_t())
        zmq_msg_init(inbound)
        try apply(options)
    }

    deinit {
        close()
        zmq_msg_close(inbound)
        inbound.deallocate()
    }

    private func apply(_ options: SocketOptions) throws(ZeroMQError) {
        try set(ZMQ_LINGER, Int32(0))
        try set(ZMQ_SNDHWM, options.sendHighWater)
        try set(ZMQ_RCVHWM, options.receiveHighWater)
        try set(ZMQ_MAXMSGSIZE, options.maxFrameBytes)
        try set(ZMQ_HANDSHAKE_IVL, options.handshake.wholeMilliseconds)
        try set(ZMQ_RECONNECT_IVL, options.reconnect.wholeMilliseconds)
        if kind == .router { try set(ZMQ_ROUTER_MANDATORY, Int32(options.mandatory ? 1 : 0)) }
        if kind == .dealer { try set(ZMQ_IMMEDIATE, Int32(options.immediate ? 1 : 0)) }
        if let routingID = options.routingID {
            let code = routingID.withUnsafeBytes { zmq_setsockopt(raw, ZMQ_ROUTING_ID, $0.baseAddress, $0.count) }
            if code != 0 { throw ZeroMQError("naming a socket") }
        }
        if let curve = options.curve { try use(curve) }
    }

    func set<Value: BitwiseCopyable>(_ option: Int32, _ value: Value) throws(ZeroMQError) {
        let code = withUnsafeBytes(of: value) { zmq_setsockopt(raw, option, $0.baseAddress, $0.count) }
        if code != 0 { throw ZeroMQError("setting option \(option) of a socket") }
    }

    /// Takes an address for itself.
    ///
    /// - Throws: `addressInUse` where another socket has it. A file left behind by a dead process on an `ipc`
    ///   path is taken over; libzmq takes over a living one's as well, so ask `UnixSocket.isAnswered` first.
    public func bind(_ endpoint: String) throws(ZeroMQError) {
        try UnixSocket.checkLength(of: endpoint)
        if zmq_bind(raw, endpoint) != 0 { throw ZeroMQError("binding", endpoint: endpoint) }
    }

    /// Starts connecting, and connects again by itself whenever the line breaks.
    public func connect(_ endpoint: String) throws(ZeroMQError) {
        try UnixSocket.checkLength(of: endpoint)
        if zmq_connect(raw, endpoint) != 0 { throw ZeroMQError("connecting", endpoint: endpoint) }
    }

    /// The address last bound, with the port that the system chose for `tcp://127.0.0.1:*`.
    public var lastEndpoint: String {
        var bytes = [UInt8](repeating: 0, count: 512)
        var count = bytes.count
        guard zmq_getsockopt(raw, ZMQ_LAST_ENDPOINT, &bytes, &count) == 0, count > 0 else { return "" }
        return String(decoding: bytes[0..<(count - 1)], as: UTF8.self)
    }

    /// Closes the socket; what is still queued gets `linger` to leave, and is dropped after that.
    public func close(linger: Duration = .zero) {
        guard let open = raw else { return }
        let milliseconds = linger.wholeMilliseconds
        _ = withUnsafeBytes(of: milliseconds) { zmq_setsockopt(open, ZMQ_LINGER, $0.baseAddress, $0.count) }
        zmq_close(open)
        raw = nil
    }
}

extension Duration {
    /// Milliseconds for a C call, rounded up so that a wait never ends just before its time.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let whole = seconds.multipliedReportingOverflow(by: 1000)
        let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        guard !whole.overflow else { return .max }
        return Int32(clamping: whole.partialValue + fraction)
    }
}
