import Foundation
import Testing

@testable import ZeroMQ

@Suite("Keys")
struct CurveTests {
    @Test("a pair is made of 40 characters each, and its secret gives it back")
    func pairs() throws {
        for _ in 0..<50 {
            let pair = try KeyPair()
            #expect(pair.publicKey.text.utf8.count == 40)
            #expect(pair.publicKey.text.first.map { $0.isLetter || $0.isNumber } == true)
            #expect(KeyPair(secret: pair.secretText)?.publicKey == pair.publicKey)
            #expect(PublicKey(pair.publicKey.text) == pair.publicKey)
        }
    }

    @Test("what is no key isn't read as one", arguments: ["", "short", String(repeating: "\"", count: 40)])
    func noKey(_ text: String) {
        #expect(PublicKey(text) == nil)
        #expect(KeyPair(secret: text) == nil)
    }

    @Test("a pair never prints its secret, nor does what holds it")
    func silentSecret() throws {
        let pair = try KeyPair()
        var options = SocketOptions()
        options.curve = .client(pair, server: try KeyPair().publicKey)
        var dumped = ""
        dump(options, to: &dumped)
        for text in ["\(pair)", String(reflecting: pair), "\([pair])", "\(options)", dumped] {
            #expect(text.contains(pair.publicKey.text))
            #expect(!text.contains(pair.secretText))
        }
    }

    @Test("one ROUTER lets this machine's peers in without a key, and others only with one")
    func bothKinds() throws {
        let member = try KeyPair()
        let gate = try Gate { $0 == member.publicKey ? "klari" : nil }
        let neighbour = try gate.dealer(gate.open)
        #expect(try neighbour.send([[1]]) == .sent)
        #expect(try gate.next() == Gate.Heard(body: [1], sender: nil))
        let far = try gate.dealer(gate.keyed, as: member)
        #expect(try far.send([[2]]) == .sent)
        #expect(try gate.next() == Gate.Heard(body: [2], sender: "klari"))
        #expect(try neighbour.send([[3]]) == .sent)
        #expect(try gate.next() == Gate.Heard(body: [3], sender: nil))
    }

    @Test("no key, an unknown key, or the key of another server: nothing gets through")
    func closed() throws {
        let member = try KeyPair()
        let gate = try Gate { $0 == member.publicKey ? "klari" : nil }
        let stranger = try KeyPair()
        let elsewhere = try KeyPair().publicKey
        let shut = [
            try gate.watched(gate.keyed, as: nil),
            try gate.watched(gate.keyed, as: stranger),
            try gate.watched(gate.keyed, as: member, server: elsewhere),
            try gate.watched(gate.open, as: member),
        ]
        for (socket, monitor) in shut {
            // Taken or not: it may have been refused by now.
            _ = try socket.send([[1]])
            #expect(try gate.change(monitor) == .refused)
        }
        let far = try gate.dealer(gate.keyed, as: member)
        #expect(try far.send([[2]]) == .sent)
        #expect(try gate.next() == Gate.Heard(body: [2], sender: "klari"))
        #expect(try gate.router.receive() == nil)
        let refusal = try #require(gate.refusals.with { $0.first })
        #expect(refusal == Gatekeeper.Refusal(key: stranger.publicKey, address: "127.0.0.1", count: 1))
        #expect(gate.refusals.with { $0.allSatisfy { $0.key == stranger.publicKey } })
        for (_, monitor) in shut { monitor.stop() }
    }

    @Test("a key that is allowed later gets in by the socket that was refused")
    func allowedLater() throws {
        let member = try KeyPair()
        let gate = try Gate { _ in nil }
        let (socket, monitor) = try gate.watched(gate.keyed, as: member)
        #expect(try gate.change(monitor) == .refused)
        gate.keeper.follow { _ in "klari" }
        try gate.say([[1]], on: socket)
        #expect(try gate.next() == Gate.Heard(body: [1], sender: "klari"))
        monitor.stop()
    }

    @Test("without its gatekeeper a socket with keys lets nobody in")
    func nobodyAtTheGate() throws {
        let member = try KeyPair()
        let gate = try Gate { _ in "klari" }
        gate.keeper.stop()
        let (socket, monitor) = try gate.watched(gate.keyed, as: member)
        _ = try socket.send([[1]])
        #expect(try gate.change(monitor) == .refused)
        #expect(try gate.router.receive() == nil)
        monitor.stop()
    }

    @Test("a name that can't be told as one lets nobody in", arguments: ["", "two words", "a\nb"])
    func unusableName(_ name: String) throws {
        let member = try KeyPair()
        let gate = try Gate { _ in name }
        let (_, monitor) = try gate.watched(gate.keyed, as: member)
        #expect(try gate.change(monitor) == .refused)
        monitor.stop()
    }

    @Test("a message over the limit still has its sender")
    func oversize() throws {
        let member = try KeyPair()
        let gate = try Gate { _ in "a-name-of-more-than-fifteen-letters" }
        let far = try gate.dealer(gate.keyed, as: member)
        #expect(try far.send([[1], [UInt8](repeating: 0, count: 100)]) == .sent)
        _ = try gate.poll(gate.router)
        guard case .oversize? = try gate.router.receive(within: MessageLimits(bytes: 50)) else {
            Issue.record("not seen as oversize")
            return
        }
        #expect(gate.router.sender == "a-name-of-more-than-fifteen-letters")
    }

    @Test("a peer that names itself in its handshake has no name")
    func forgedName() throws {
        let gate = try Gate { _ in "klari" }
        let forger = try RawPeer(path: gate.path)
        try forger.send(properties: ["Socket-Type": "DEALER", "User-Id": "klari"], message: [1])
        let heard = try gate.next()
        #expect(heard == Gate.Heard(body: [1], sender: nil))
    }

    @Test("a context has one gatekeeper, and its sockets use no other")
    func oneGatekeeper() throws {
        let gate = try Gate { _ in nil }
        #expect {
            try Gatekeeper(context: gate.context) { _ in nil }
        } throws: {
            ($0 as? ZeroMQError)?.kind == .addressInUse
        }
        let other = try Socket(.router, context: Context())
        #expect(throws: ZeroMQError.self) { try other.use(.server(gate.pair, gate.keeper)) }
    }
}
