/// What a socket is told before it binds or connects.
///
/// The defaults suit a broker's peers: nothing lingers at closing, half-open handshakes are cut, and every
/// queue is bounded.
public struct SocketOptions: Sendable {
    /// Messages that may wait for one peer. Defaults to 16,384.
    public var sendHighWater: Int32 = 16_384
    /// Messages of one peer that may wait to be read; beyond it the peer is held back. Defaults to 4,096.
    public var receiveHighWater: Int32 = 4_096
    /// The most bytes of a single frame. libzmq cuts a peer that sends more. Defaults to 2 MiB.
    public var maxFrameBytes: Int64 = 2 * 1024 * 1024
    /// How long a connection may take to finish its handshake. Defaults to 5 seconds.
    public var handshake: Duration = .seconds(5)
    /// How long to wait between attempts to connect. Defaults to 50 milliseconds.
    public var reconnect: Duration = .milliseconds(50)
    /// Report a peer that can't be reached instead of dropping its messages (ROUTER only). Defaults to true.
    public var mandatory = true
    /// Queue only on finished connections, so that nothing waits in a line that is down and a lost
    /// connection's queue is lost with it (DEALER only). Defaults to true.
    public var immediate = true
    /// The name that a ROUTER knows this socket by; nil lets the ROUTER choose. Defaults to nil.
    public var routingID: [UInt8]?
    /// Keys for every endpoint that the socket binds or connects; see `Socket.use` for one that has both kinds. Defaults
    /// to nil: none.
    public var curve: Curve?

    public init() {}
}
