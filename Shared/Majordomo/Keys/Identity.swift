import ZeroMQ

/// What a peer needs to join a broker beyond its own machine: its own pair, and the key of the only broker that it
/// speaks with there.
public struct Identity: Sendable {
    public let pair: KeyPair
    public let broker: PublicKey

    public init(pair: KeyPair, broker: PublicKey) {
        self.pair = pair
        self.broker = broker
    }
}

/// Where a broker listens, and whether it needs keys there.
public enum Endpoint {
    /// A unix socket is opened by whoever may enter its folder, and `tcp://127.0.0.1` by every program of this machine,
    /// both without a key. Anywhere else, and for every other spelling of this machine, there are keys.
    public static func needsKeys(_ endpoint: String) -> Bool {
        !endpoint.hasPrefix("ipc://") && !endpoint.hasPrefix("inproc://") && !endpoint.hasPrefix("tcp://127.0.0.1:")
    }
}
