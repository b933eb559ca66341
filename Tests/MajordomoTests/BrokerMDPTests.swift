import Testing

@testable import Majordomo

@Suite("Broker: MDP 0.1 and MMI as RFC 7 and RFC 8 write them")
struct BrokerMDPTests {
    typealias Said = BrokerTable.Said

    let disconnect: [[UInt8]] = [[], mdpw, [5]]
    let heartbeat: [[UInt8]] = [[], mdpw, [4]]

    func ready(_ service: String) -> [[UInt8]] { [[], mdpw, [1], b(service)] }
    func request(_ service: String, _ body: String...) -> [[UInt8]] { [[], mdpc, b(service)] + body.map(b) }
    func reply(_ client: String, _ body: String...) -> [[UInt8]] { [[], mdpw, [3], b(client), []] + body.map(b) }

    @Test("request and reply keep every body frame, and the worker sees the client's address")
    func roundTrip() {
        var broker = BrokerTable()
        #expect(broker.says("w", ready("echo")) == [])
        let work: [[UInt8]] = [[], mdpw, [2], b("c"), [], b("one"), b("two")]
        #expect(broker.says("c", request("echo", "one", "two")) == [Said(to: "w", frames: work)])
        let said = broker.says("w", reply("c", "three", "", "four"))
        #expect(said == [Said(to: "c", frames: [[], mdpc, b("echo"), b("three"), [], b("four")])])
    }

    @Test("a worker has one request at a time; the rest is queued and handed on in order")
    func oneAtATime() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        _ = broker.says("c", request("echo", "1"))
        #expect(broker.says("d", request("echo", "2")) == [])
        let said = broker.says("w", reply("c", "1"))
        #expect(said.map(\.to) == ["c", "w"])
        #expect(said.last?.frames == [[], mdpw, [2], b("d"), [], b("2")])
    }

    @Test("a request for a name that nobody serves waits, and reaches the worker that comes")
    func waits() {
        var broker = BrokerTable()
        #expect(broker.says("c", request("echo", "1")) == [])
        #expect(broker.wait(.seconds(29)) == [])
        #expect(broker.says("w", ready("echo")).map(\.to) == ["w"])
    }

    @Test("a request that nobody takes expires silently and is counted")
    func expires() {
        var broker = BrokerTable()
        _ = broker.says("c", request("echo", "1"))
        #expect(broker.wait(.seconds(30)) == [])
        #expect(broker.core.counters.mdpExpired == 1)
        #expect(broker.says("w", ready("echo")) == [])
    }

    @Test("a request beyond the queue's bound is dropped and counted")
    func full() {
        var settings = BrokerSettings()
        settings.queueBound = 1
        var broker = BrokerTable(settings)
        _ = broker.says("c", request("echo", "1"))
        #expect(broker.says("c", request("echo", "2")) == [])
        #expect(broker.core.counters.mdpDropped == 1)
    }

    @Test("a second READY is unexpected: DISCONNECT, and then no further command to that worker")
    func secondReady() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        #expect(broker.says("w", ready("echo")) == [Said(to: "w", frames: disconnect)])
        #expect(broker.says("w", heartbeat) == [])
        #expect(broker.says("w", reply("c", "x")) == [])
        #expect(broker.core.counters.afterDisconnect == 2)
        #expect(broker.wait(.seconds(1)).filter { $0.to == "w" } == [])
    }

    @Test("HEARTBEAT or REPLY before READY is unexpected: DISCONNECT")
    func beforeReady() {
        var broker = BrokerTable()
        #expect(broker.says("v", heartbeat) == [Said(to: "v", frames: disconnect)])
        #expect(broker.says("w", reply("c", "x")) == [Said(to: "w", frames: disconnect)])
    }

    @Test("DISCONNECT may come at any time, and nothing is sent to that worker afterwards")
    func workerLeaves() {
        var broker = BrokerTable()
        #expect(broker.says("v", disconnect) == [])
        _ = broker.says("w", ready("echo"))
        #expect(broker.says("w", disconnect) == [])
        #expect(broker.says("c", request("echo", "1")) == [])
        #expect(broker.wait(.seconds(1)) == [])
    }

    @Test("a reply to another client than the request's is unexpected")
    func wrongAddress() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        _ = broker.says("c", request("echo", "1"))
        #expect(broker.says("w", reply("d", "x")) == [Said(to: "w", frames: disconnect)])
        #expect(broker.core.counters.unknownHandles == 1)
    }

    @Test("a peer that sent an invalid message is a worker no more")
    func invalid() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        #expect(broker.says("w", [[], mdpw, [3], b("c"), b("not empty"), b("x")]).map(\.frames) == [disconnect])
        #expect(broker.says("c", request("mmi.service", "echo")).first?.frames.last == b("404"))
    }

    @Test("the Guide's workers, with a heartbeat every 2.5 seconds, are kept; ten seconds of silence are not")
    func slowHeartbeats() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        for _ in 0..<4 {
            for _ in 0..<10 { _ = broker.wait(.milliseconds(250)) }
            _ = broker.says("w", heartbeat)
        }
        #expect(broker.core.counters.workersLost == 0)
        for _ in 0..<40 { _ = broker.wait(.milliseconds(250)) }
        #expect(broker.core.counters.workersLost == 1)
    }

    @Test("mmi.service says 200 or 404, everything else in its namespace 501")
    func mmi() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        let found = broker.says("c", request("mmi.service", "echo"))
        #expect(found == [Said(to: "c", frames: [[], mdpc, b("mmi.service"), b("200")])])
        #expect(broker.says("c", request("mmi.service", "nobody")).first?.frames.last == b("404"))
        #expect(broker.says("c", request("mmi.other", "")).first?.frames.last == b("501"))
        #expect(broker.says("c", ask("mmi.service", 1, "echo")).first?.frames == answer("mmi.service", 1, 1, "200"))
    }

    @Test("a worker that registers in the mmi namespace is disconnected")
    func mmiIsTheBrokers() {
        var broker = BrokerTable()
        #expect(broker.says("w", ready("mmi.service")) == [Said(to: "w", frames: disconnect)])
    }

    @Test("an MDPC01 client reaches a LOKW01 worker; several body frames become one")
    func mdpToLok() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "echo"))
        #expect(broker.says("c", request("echo", "1", "2")) == [Said(to: "w", frames: work("echo", 1, "12"))])
        #expect(broker.says("w", done("echo", 1, "3")).first?.frames == [[], mdpc, b("echo"), b("3")])
    }

    @Test("a LOKC01 client reaches an MDPW01 worker; several body frames become one")
    func lokToMdp() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        #expect(broker.says("c", ask("echo", 1, "q")).first?.frames == [[], mdpw, [2], b("c"), [], b("q")])
        #expect(broker.says("w", reply("c", "a", "b")).first?.frames == answer("echo", 1, 1, "ab"))
    }

    @Test("a peer can't change its dialect in the middle of a conversation")
    func mixed() {
        var broker = BrokerTable()
        _ = broker.says("w", ready("echo"))
        #expect(broker.says("w", lokReady(1, "echo")).map(\.frames) == [workerDisconnect])
        _ = broker.says("v", lokReady(1, "echo"))
        #expect(broker.says("v", heartbeat) == [Said(to: "v", frames: disconnect)])
    }
}
