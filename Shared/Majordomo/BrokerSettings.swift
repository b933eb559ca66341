import ZeroMQ

/// Every bound and clock of a broker.
public struct BrokerSettings: Sendable, Equatable {
    /// Requests that may wait for one service name; the next is *busy* (MDPC01: dropped). Defaults to 1,024.
    public var queueBound = 1_024
    /// Bytes that may wait for all names together, each request with 512 bytes of its own. Defaults to 64 MiB.
    public var queuedBytesBound = 64 * 1024 * 1024
    /// The most credit that one LOKW01 worker gets, whatever it asks for. Defaults to 4,096.
    public var creditBound = 4_096
    /// The most workers registered at a time; one more is disconnected. Defaults to 4,096.
    public var workerBound = 4_096
    /// How long an MDPC01 request may wait for a worker. Defaults to 30 seconds.
    public var mdpExpiry = Duration.seconds(30)
    /// How long after its start the broker lets LOKC01 requests wait for workers that are still coming back,
    /// before it calls a name *unavailable*. Defaults to 1 second.
    public var settling = Duration.seconds(1)
    /// Heartbeats with LOKW01 workers.
    public var timings = Timings()
    /// How long an MDPW01 worker may be silent. Defaults to 10 seconds: four of the 2.5 seconds that the
    /// Majordomo workers of the ZeroMQ Guide keep.
    public var mdpSilence = Duration.seconds(10)
    /// The most that one message may hold.
    public var limits = MessageLimits()
    /// The site's own offices, in its own order. What is for another goes up the line, where there is one; to another
    /// site the broker vouches for these and no other. Defaults to none.
    public var offices: [String] = []
    /// The clocks of a line between two sites: a slow one must carry its window within the silence. Defaults to a
    /// heartbeat every 3 seconds, 5 of them missed.
    public var lineTimings = Timings(heartbeat: .seconds(3), liveness: 5)
    /// Bytes that may be unanswered on a line in one direction, and one message more. Defaults to 64 KiB, which a
    /// line of 64 kbit/s carries in 8 seconds.
    public var lineWindow = 64 * 1024
    /// How long a request that came down the line may wait for a worker. Defaults to 30 seconds.
    public var lineExpiry = Duration.seconds(30)

    public init() {}

    /// Heartbeat and longest silence of a worker; nil for the broker's own line, which has a core of its own.
    func clocks(of kind: BrokerCore.Worker.Kind) -> (heartbeat: Duration, silence: Duration)? {
        switch kind {
        case .mdp: (timings.heartbeat, mdpSilence)
        case .member: (timings.heartbeat, timings.silence)
        case .site: (lineTimings.heartbeat, lineTimings.silence)
        case .uplink: nil
        }
    }
}
