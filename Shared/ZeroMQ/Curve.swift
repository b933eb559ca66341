import CZeroMQ
import Glibc

/// Whom a socket is sure to speak with, and by which key it shows itself.
public enum Curve: Sendable {
    /// For what binds: only peers that know this pair's public key, and that the gatekeeper lets in.
    ///
    /// There is no such socket without a gatekeeper, for libzmq by itself lets every key in.
    case server(KeyPair, Gatekeeper)
    /// For what connects: only the server that has this key.
    case client(KeyPair, server: PublicKey)
}

extension Socket {
    /// What binds or connects from now on speaks CURVE. There is no way back.
    ///
    /// What was bound before keeps what it had: libzmq copies a socket's options when it binds. So one ROUTER can serve
    /// this machine's peers on a unix socket, bound first, and others over TCP with keys.
    public func use(_ curve: Curve) throws(ZeroMQError) {
        switch curve {
        case .server(let pair, let gatekeeper):
            guard gatekeeper.context === context else {
                throw ZeroMQError(kind: .other, operation: "using a gatekeeper of another context")
            }
            try set(enforceZAPDomain, Int32(1))
            try set(ZMQ_ZAP_DOMAIN, Gatekeeper.domain)
            try set(ZMQ_CURVE_SECRETKEY, pair.secretText)
            try set(ZMQ_CURVE_SERVER, Int32(1))
            self.gatekeeper = gatekeeper
        case .client(let pair, let server):
            try set(ZMQ_CURVE_PUBLICKEY, pair.publicKey.text)
            try set(ZMQ_CURVE_SECRETKEY, pair.secretText)
            try set(ZMQ_CURVE_SERVERKEY, server.text)
        }
    }

    private func set(_ option: Int32, _ text: String) throws(ZeroMQError) {
        if zmq_setsockopt(raw, option, text, text.utf8.count) != 0 {
            throw ZeroMQError("setting option \(option) of a socket")
        }
    }

    /// As whom the gatekeeper let in the sender of the message that was received last; nil for a peer that came by an
    /// endpoint without keys.
    public var sender: String? {
        // The last frame is still here. The first won't do: after polling, a ROUTER's has lost what is known of the peer.
        guard let gatekeeper, let property = zmq_msg_gets(inbound, "User-Id") else { return nil }
        // A peer may write any property into its handshake, and where no gatekeeper is asked libzmq believes it.
        guard strncmp(property, gatekeeper.seal, Gatekeeper.sealLength) == 0 else { return nil }
        let name = property + Gatekeeper.sealLength
        if let lastSender, strcmp(name, lastSender) == 0 { return lastSender }
        lastSender = String(cString: name)
        return lastSender
    }
}

/// ZMQ_ZAP_ENFORCE_DOMAIN: no gatekeeper, no entrance. The library knows it, its header names it in draft builds only.
private let enforceZAPDomain: Int32 = 93
