/// The clocks of both LOK dialects, the same at all peers of a site.
public struct Timings: Sendable, Equatable {
    /// How often a peer that has nothing else to say says that it lives. Defaults to 500 milliseconds.
    public var heartbeat: Duration
    /// How many heartbeats may be missed before a peer counts as gone. Defaults to 4 (2 seconds).
    public var liveness: Int
    /// How long a client waits for a reply before it sends the same request again; doubled each time, up to
    /// four times this. Defaults to 1 second.
    public var resend: Duration

    public init(heartbeat: Duration = .milliseconds(500), liveness: Int = 4, resend: Duration = .seconds(1)) {
        self.heartbeat = heartbeat
        self.liveness = liveness
        self.resend = resend
    }

    /// The longest silence of a living peer.
    public var silence: Duration { heartbeat * liveness }
}

/// The moment on the monotonic clock that every state machine here is given from outside.
public typealias Instant = ContinuousClock.Instant
