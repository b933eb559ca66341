import CZeroMQ
import Glibc

/// Decides who may connect to the sockets of a context that have keys: libzmq asks it at every handshake (RFC 27, ZAP).
///
/// It fails closed: where it isn't there or has stopped, nobody gets in. It is asked at the handshake only, so whoever
/// was let in stays until the connection ends, whatever the policy says meanwhile: look at each message's
/// `Socket.sender` as well.
///
/// Whoever is refused gets ZAP's status 300 and tries again by itself, so that a key that is allowed later gets in
/// without anybody restarting anything. Status 400 would silence the peer's socket for good.
public final class Gatekeeper: Sendable {
    /// As whom this key is let in, one to 200 printable ASCII characters; nil refuses it. Asked on the gatekeeper's own
    /// thread.
    public typealias Policy = @Sendable (PublicKey) -> String?

    /// Somebody who wasn't let in.
    public struct Refusal: Sendable, Equatable {
        /// Nil where none that can be read was shown.
        public let key: PublicKey?
        /// From where it tried.
        public let address: String
        /// How many were refused since the gatekeeper began, with this one.
        public let count: Int

        public init(key: PublicKey?, address: String, count: Int) {
            self.key = key
            self.address = address
            self.count = count
        }
    }

    static let domain = "loket"
    static let sealLength = 16

    let context: Context
    /// What stands before each name, so that a peer can't give itself one.
    let seal: String
    private let policy: Guarded<Policy>
    private let stopping = Guarded(false)
    private let wakeup: Wakeup
    private let thread: LoopThread

    /// Takes its place in the context; sockets may bind with it as soon as it's there.
    ///
    /// - Parameters:
    ///   - onRefusal: called on the gatekeeper's thread; must not block.
    ///   - onFailure: called when it can't go on: from then on nobody is let in.
    /// - Throws: `addressInUse` where the context has a gatekeeper already.
    public init(
        context: Context, onRefusal: @escaping @Sendable (Refusal) -> Void = { _ in },
        onFailure: @escaping @Sendable (ZeroMQError) -> Void = { _ in }, policy: @escaping Policy
    ) throws(ZeroMQError) {
        let seal = String(UInt64.random(in: (1 << 60)...(.max)), radix: 16)
        let (wakeup, policy, stopping) = (try Wakeup(), Guarded(policy), stopping)
        let bound = Guarded<ZeroMQError?>(nil)
        let ready = Signal()
        thread = try LoopThread(name: "gatekeeper") {
            do throws(ZeroMQError) {
                let socket: Socket
                do throws(ZeroMQError) {
                    socket = try Socket(.reply, context: context)
                    try socket.bind("inproc://zeromq.zap.01")
                    ready.give()
                } catch {
                    bound.with { $0 = error }
                    return ready.give()
                }
                var door = GateDoor(socket: socket, seal: seal, onRefusal: onRefusal)
                var poller = Poller(wakeup: wakeup)
                while !stopping.with({ $0 }) {
                    try door.answer(asking: policy.with { $0 })
                    _ = try poller.wait(for: [(socket, .readable)], timeout: nil)
                }
            } catch {
                onFailure(error)
            }
        }
        ready.wait()
        (self.context, self.seal, self.policy, self.wakeup) = (context, seal, policy, wakeup)
        if let error = bound.with({ $0 }) { throw error }
    }

    deinit {
        stopping.with { $0 = true }
        wakeup.signal()
    }

    /// From the next handshake on this is asked instead.
    public func follow(_ policy: @escaping Policy) {
        self.policy.with { $0 = policy }
    }

    /// Lets nobody in any more.
    public func stop() {
        stopping.with { $0 = true }
        wakeup.signal()
        thread.join()
    }
}

/// The gatekeeper's socket, on its thread: reads what libzmq asks and answers.
private struct GateDoor {
    let socket: Socket
    let seal: String
    let onRefusal: (Gatekeeper.Refusal) -> Void
    var refusals = 0

    init(socket: Socket, seal: String, onRefusal: @escaping (Gatekeeper.Refusal) -> Void) {
        self.socket = socket
        self.seal = seal
        self.onRefusal = onRefusal
    }

    mutating func answer(asking policy: Gatekeeper.Policy) throws(ZeroMQError) {
        while let incoming = try socket.receive() {
            guard case .message(let frames) = incoming, frames.count >= 6, frames[0] == GateDoor.version else {
                try reply(to: [], status: "500", text: "no request of ZAP 1.0")
                continue
            }
            let key = frames.count == 7 && frames[5] == GateDoor.curve ? PublicKey(frames[6]) : nil
            let isOurs = frames[2] == Array(Gatekeeper.domain.utf8)
            if isOurs, let key, let name = policy(key), GateDoor.isUsable(name) {
                try reply(to: frames[1], status: "200", text: "welcome", user: seal + name)
            } else {
                refusals += 1
                try reply(to: frames[1], status: "300", text: "not known here")
                let address = String(decoding: frames[3], as: UTF8.self)
                onRefusal(Gatekeeper.Refusal(key: key, address: address, count: refusals))
            }
        }
    }

    private func reply(to id: [UInt8], status: String, text: String, user: String = "") throws(ZeroMQError) {
        let frames = [GateDoor.version, id, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
        _ = try socket.send(frames)
    }

    private static func isUsable(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }

    private static let version = Array("1.0".utf8)
    private static let curve = Array("CURVE".utf8)
}
