/// The line from this site's broker to the district's.
public struct UplinkSettings: Sendable {
    /// The district's brokers in order of preference; the first that answers is used.
    public var endpoints: [String]
    /// This site's own pair, and the key that every broker of the district's shows.
    public var identity: Identity
    /// The offices of this site: what is for them comes down the line.
    public var offices: [String]
    /// The most requests that may be unanswered on the line in one direction. Defaults to 128.
    public var credit = 128
    /// How long one of the brokers gets to answer before the next is tried. Defaults to 5 seconds.
    public var patience = Duration.seconds(5)
    /// Heartbeats on the line. Defaults to those of `BrokerSettings.lineTimings`.
    public var timings = BrokerSettings().lineTimings

    public init(endpoints: [String], identity: Identity, offices: [String]) {
        self.endpoints = endpoints
        self.identity = identity
        self.offices = offices
    }
}
