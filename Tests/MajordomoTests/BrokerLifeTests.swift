import Testing

@testable import Majordomo

@Suite("Broker: heartbeats, lost workers and broken messages")
struct BrokerLifeTests {
    typealias Said = BrokerTable.Said

    @Test("an idle worker hears the broker every half second")
    func heartbeat() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.wait(.milliseconds(250))
        #expect(broker.wait(.milliseconds(250)) == [Said(to: "w", frames: workerHeartbeat)])
    }

    @Test("a worker silent for two seconds is gone; what it had is forgotten and its client asks again")
    func silentWorker() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        for _ in 0..<8 { _ = broker.wait(.milliseconds(250)) }
        #expect(broker.core.counters.workersLost == 1)
        #expect(broker.core.counters.forgotten == 1)
        _ = broker.says("v", lokReady(1, "intake@1"))
        #expect(broker.says("c", ask("intake@1", 1)).map(\.to) == ["v"])
        #expect(broker.says("w", done("intake@1", 1)) == [Said(to: "w", frames: workerDisconnect)])
        #expect(broker.core.counters.unknownHandles == 1)
    }

    @Test("a worker that only sends heartbeats stays")
    func livingWorker() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        for _ in 0..<40 {
            _ = broker.wait(.milliseconds(250))
            _ = broker.says("w", workerHeartbeat)
        }
        #expect(broker.says("c", ask("intake@1", 1)).map(\.to) == ["w"])
    }

    @Test("what waits for a worker that is lost is unavailable at once when no other serves the name")
    func lostWithQueue() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        _ = broker.says("c", ask("intake@1", 2))
        #expect(broker.says("w", workerDisconnect) == [Said(to: "c", frames: answer("intake@1", 2, 3))])
    }

    @Test("a request that never left for a lost worker goes to another one, first in its queue")
    func undelivered() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("v", lokReady(1, "intake@1"))
        #expect(broker.says("c", ask("intake@1", 1)).map(\.to) == ["w"])
        let said = broker.returnsUndelivered(broker.dispatches[0])
        #expect(said == [Said(to: "v", frames: work("intake@1", 2))])
        #expect(broker.core.counters.dispatched == 1)
        #expect(broker.core.counters.forgotten == 0)
        #expect(broker.core.counters.workersLost == 1)
    }

    @Test("two requests that never left for the only worker are both unavailable at once when it is lost")
    func undeliveredTwice() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        _ = broker.says("c", ask("intake@1", 2))
        let dispatches = broker.dispatches
        #expect(dispatches.count == 2)
        // Each in turn, as they come back; the first takes the worker off the books.
        let first = broker.returnsUndelivered(dispatches[0])
        #expect(first == [Said(to: "c", frames: answer("intake@1", 1, 3))])
        let second = broker.returnsUndelivered(dispatches[1])
        #expect(second == [Said(to: "c", frames: answer("intake@1", 2, 3))])
        #expect(broker.core.counters.unavailable == 2)
        #expect(broker.core.counters.dispatched == 0)
        #expect(broker.core.counters.forgotten == 0)
        #expect(broker.core.counters.workersLost == 1)
    }

    @Test("a peer that nobody knows is told to begin again, whatever it says but READY")
    func unknownPeer() {
        var broker = BrokerTable()
        #expect(broker.says("w", workerHeartbeat) == [Said(to: "w", frames: workerDisconnect)])
        #expect(broker.says("w", workerDisconnect) == [])
        #expect(broker.says("w", lokReady(1, "intake@1")) == [])
    }

    @Test("no worker may serve the broker's own names, every service of an office, or no name at all")
    func reserved() {
        var broker = BrokerTable()
        for name in ["mmi.service", "lok.status", "*@1", "", "two words"] {
            #expect(broker.says("w", lokReady(1, name)) == [Said(to: "w", frames: workerDisconnect)])
        }
    }

    @Test("a client's heartbeat is answered with the broker's incarnation")
    func clientHeartbeat() {
        var broker = BrokerTable()
        let answer: [[UInt8]] = [[], lokc, [4], [0, 0, 0, 0, 0, 0, 0, 7]]
        #expect(broker.says("c", [[], lokc, [4]]) == [Said(to: "c", frames: answer)])
    }

    @Test(
        "a LOKC message that can't be read is refused, with the service and the id where they can be",
        arguments: [
            ([[], b("LOKC02"), [2], b("intake@1"), id(1).bytes, [0, 0, 1, 0], b("body")], "intake@1", true),
            ([[], lokc, [2], b("intake@1"), id(1).bytes, [0, 0, 1, 0]], "intake@1", true),
            ([[], lokc, [2], b("intake@1"), id(1).bytes], "intake@1", true),
            ([[], lokc, [2], b("intake@1"), b("short")], "intake@1", false),
            ([[], lokc, [2], b("intake@1")], "intake@1", false),
            ([[], lokc, [2]], "", false),
            ([[], lokc], "", false),
            ([[], lokc, [9], b("intake@1"), id(1).bytes, [0, 0, 1, 0], b("body")], "intake@1", true),
            ([[], lokc, [2, 2], b("intake@1"), id(1).bytes, [0, 0, 1, 0], b("body")], "intake@1", true),
            ([[], lokc, [2], b("intake@1"), id(1).bytes, [1, 0], b("body")], "intake@1", true),
            ([[], lokc, [2], b("in take"), id(1).bytes, [0, 0, 1, 0], b("body")], "in take", true),
            ([[], lokc, [2], b("intake@1"), id(1).bytes, [0, 0, 1, 0], b("body"), b("more")], "intake@1", true),
        ] as [([[UInt8]], String, Bool)])
    func refused(frames: [[UInt8]], service: String, knowsID: Bool) {
        var broker = BrokerTable()
        let id = knowsID ? id(1).bytes : []
        let reply: [[UInt8]] = [[], lokc, [3], b(service), id, [5], []]
        #expect(broker.says("c", frames) == [Said(to: "c", frames: reply)])
        #expect(broker.core.counters.refused == 1)
    }

    @Test("an oversize request is refused, an oversize reply costs its worker the conversation")
    func oversize() {
        var broker = BrokerTable()
        let head = Array(ask("intake@1", 1).dropLast())
        #expect(broker.saysTooMuch("c", head: head) == [Said(to: "c", frames: answer("intake@1", 1, 5))])
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 2))
        let reply = Array(done("intake@1", 1).dropLast())
        #expect(broker.saysTooMuch("w", head: reply) == [Said(to: "w", frames: workerDisconnect)])
        #expect(broker.core.counters.oversize == 2)
        #expect(broker.core.counters.forgotten == 1)
    }

    @Test("what is no message of any protocol is dropped and counted")
    func noise() {
        var broker = BrokerTable()
        let noise: [[[UInt8]]] = [
            [], [[]], [b("x")], [[], b("HTTP/1")], [b("x"), lokc, [2]], [[], [], []],
            [[], b("MDPC02"), b("x"), b("y")],
        ]
        for frames in noise { #expect(broker.says("c", frames) == []) }
        #expect(broker.core.counters.unknownHeaders == noise.count)
        #expect(broker.says("c", [[], mdpc, b("echo")]) == [])
        #expect(broker.says("c", [[], mdpc, [], b("body")]) == [])
        #expect(broker.core.counters.malformed == 2)
    }

    @Test("a worker that breaks its protocol loses the conversation, so that no credit is lost with it")
    func brokenWorker() {
        var broker = BrokerTable()
        let broken: [[[UInt8]]] = [
            [[], lokw, [3]], [[], lokw, [3], b("short"), b("intake@1"), [], b("x")], [[], lokw, [1]],
            [[], lokw, [1], [1]], [[], lokw, [8]], [[], lokw, [4], b("more")],
        ]
        for frames in broken {
            _ = broker.says("w", lokReady(1, "intake@1"))
            #expect(broker.says("w", frames) == [Said(to: "w", frames: workerDisconnect)])
        }
        #expect(broker.core.counters.malformed == broken.count)
    }

    @Test("a clock that says when it is needed next, and not at all when nothing is to be done")
    func nextTick() {
        var broker = BrokerTable()
        #expect(broker.core.nextTick == nil)
        _ = broker.says("w", lokReady(1, "intake@1"))
        #expect(broker.core.nextTick == broker.now + .milliseconds(250))
    }
}
