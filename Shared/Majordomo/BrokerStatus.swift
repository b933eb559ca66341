/// What a broker did since its start. Everything that is ever dropped is counted here.
public struct BrokerCounters: Sendable, Equatable {
    /// Requests read, of both dialects, without those for the broker itself.
    public var requests = 0
    /// Requests handed to a worker.
    public var dispatched = 0
    /// Workers' replies passed on to their clients.
    public var replied = 0
    /// LOKC01 requests answered *busy*.
    public var busy = 0
    /// LOKC01 requests answered *unavailable*.
    public var unavailable = 0
    /// LOKC01 requests answered *expired*.
    public var expired = 0
    /// LOKC messages answered *refused*.
    public var refused = 0
    /// Copies of a request that was still queued or at work.
    public var absorbed = 0
    /// MDPC01 requests dropped because nobody took them in time.
    public var mdpExpired = 0
    /// MDPC01 requests dropped because their queue was full.
    public var mdpDropped = 0
    /// Messages over the limit of bytes or frames.
    public var oversize = 0
    /// Messages of no protocol that the broker speaks.
    public var unknownHeaders = 0
    /// Messages under a known header that aren't one of its messages.
    public var malformed = 0
    /// Replies under a handle that the broker doesn't know (any more).
    public var unknownHandles = 0
    /// Messages of MDPW01 workers that had been sent away.
    public var afterDisconnect = 0
    /// Workers sent away, because they were unknown or broke the protocol.
    public var disconnected = 0
    /// Workers that fell silent or whose line broke.
    public var workersLost = 0
    /// Dispatched requests whose worker was lost; their clients ask again.
    public var forgotten = 0
    /// Handles that workers gave back without a reply.
    public var released = 0
    /// Replies whose client was gone or took nothing more.
    public var undelivered = 0
    /// Handshakes with a key that is not allowed.
    public var refusedKeys = 0
    /// Messages of peers whose key was allowed once and is no longer.
    public var unwelcome = 0

    public init() {}
}

/// One service name as the broker sees it.
public struct ServiceStatus: Sendable, Equatable {
    public let name: String
    /// Workers that serve it, without those that drain.
    public let workers: Int
    /// What its workers may have outstanding together, over all names they serve.
    public let credit: Int
    /// Requests of this name at work.
    public let outstanding: Int
    /// Requests of this name waiting.
    public let queued: Int
}

/// A broker's answer to `lok.status`.
public struct BrokerStatus: Sendable, Equatable {
    public let incarnation: UInt64
    public let uptime: Duration
    public let services: [ServiceStatus]
    public let lines: [LineStatus]
    public let counters: BrokerCounters
}

/// A line to another site as the broker sees it.
public struct LineStatus: Sendable, Equatable {
    /// The name of the other site's key, or `district` for the broker's own line.
    public let name: String
    /// The offices that are reached by it; empty for the broker's own line, which leads to all others.
    public let offices: [String]
    public let isUp: Bool
    /// How long it has been up, or down.
    public let since: Duration
    /// How long ago the other side was last heard; nil where it never was.
    public let heard: Duration?
    /// What a heartbeat took, there and back; nil where only the other side can tell.
    public let roundTrip: Duration?
    /// The broker that is used or tried; empty where the other side dials.
    public let endpoint: String
    public let breaks: Int
    /// Requests on their way there or waiting to leave.
    public let outgoing: Load
    /// Requests from there that are at work here.
    public let incoming: Load

    public struct Load: Sendable, Equatable {
        public var requests = 0
        public var bytes = 0
        /// How long the oldest has been here.
        public var oldest = Duration.zero

        public init() {}
    }
}
