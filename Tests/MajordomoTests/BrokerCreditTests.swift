import Testing

@testable import Majordomo

@Suite("Broker: workers, credit and queues")
struct BrokerCreditTests {
    typealias Said = BrokerTable.Said

    @Test("a request goes to the worker and its reply to the client, under one handle")
    func roundTrip() {
        var broker = BrokerTable()
        #expect(broker.says("w", lokReady(2, "intake@1")) == [])
        #expect(broker.says("c", ask("intake@1", 1)) == [Said(to: "w", frames: work("intake@1", 1))])
        #expect(broker.says("w", done("intake@1", 1)) == [Said(to: "c", frames: answer("intake@1", 1, 1, "done"))])
    }

    @Test("credit is never exceeded, and each reply frees one")
    func credit() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1"))
        for number in 1...3 { _ = broker.says("c", ask("intake@1", UInt64(number))) }
        #expect(broker.handles.count == 2)
        let said = broker.says("w", done("intake@1", 1))
        #expect(said.map(\.to) == ["c", "w"])
        #expect(said.last?.frames == work("intake@1", 3))
    }

    @Test("a READY that is repeated changes the credit and not the count of what is outstanding")
    func readyAgain() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1"))
        for number in 1...4 { _ = broker.says("c", ask("intake@1", UInt64(number))) }
        #expect(broker.says("w", lokReady(2, "intake@1")) == [])
        #expect(broker.says("w", lokReady(3, "intake@1")) == [Said(to: "w", frames: work("intake@1", 3))])
        #expect(broker.says("w", lokReady(3, "intake@1")) == [])
    }

    @Test("a READY without a name takes the worker off that name only")
    func fewerNames() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1", "intake@2"))
        _ = broker.says("w", lokReady(2, "intake@2"))
        #expect(broker.says("c", ask("intake@1", 1)) == [Said(to: "c", frames: answer("intake@1", 1, 3))])
        #expect(broker.says("c", ask("intake@2", 2)).map(\.to) == ["w"])
    }

    @Test("credit 0 drains: nothing new comes, and what is at work is still answered")
    func drain() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        #expect(broker.says("w", lokReady(0, "intake@1")) == [Said(to: "w", frames: workerHeartbeat)])
        #expect(broker.says("c", ask("intake@1", 2)) == [Said(to: "c", frames: answer("intake@1", 2, 3))])
        #expect(broker.says("w", done("intake@1", 1)) == [Said(to: "c", frames: answer("intake@1", 1, 1, "done"))])
    }

    @Test("what was queued at a worker that drains is unavailable at once, unless another serves")
    func drainWithQueue() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        _ = broker.says("c", ask("intake@1", 2))
        #expect(
            broker.says("w", lokReady(0, "intake@1")) == [
                Said(to: "w", frames: workerHeartbeat), Said(to: "c", frames: answer("intake@1", 2, 3)),
            ])
    }

    @Test("a full queue answers busy at once")
    func busy() {
        var settings = BrokerSettings()
        settings.queueBound = 1
        var broker = BrokerTable(settings)
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        #expect(broker.says("c", ask("intake@1", 2)) == [])
        #expect(broker.says("c", ask("intake@1", 3)) == [Said(to: "c", frames: answer("intake@1", 3, 2))])
        #expect(broker.core.counters.busy == 1)
    }

    @Test("the bytes of all queues together are bounded")
    func busyByBytes() {
        var settings = BrokerSettings()
        settings.queuedBytesBound = 1_000
        var broker = BrokerTable(settings)
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        #expect(broker.says("c", ask("intake@1", 2)) == [])
        #expect(broker.says("c", ask("intake@1", 3)) == [Said(to: "c", frames: answer("intake@1", 3, 2))])
    }

    @Test("a name that nobody serves is unavailable at once")
    func unavailable() {
        var broker = BrokerTable()
        #expect(broker.says("c", ask("intake@1", 1)) == [Said(to: "c", frames: answer("intake@1", 1, 3))])
        #expect(broker.core.counters.unavailable == 1)
    }

    @Test("just after its start the broker lets requests wait for workers that are still coming back")
    func settling() {
        var broker = BrokerTable(settled: false)
        #expect(broker.says("c", ask("intake@1", 1)) == [])
        #expect(broker.says("c", ask("intake@2", 2)) == [])
        #expect(broker.says("w", lokReady(1, "intake@1")) == [Said(to: "w", frames: work("intake@1", 1))])
        #expect(broker.wait(.seconds(1)).first == Said(to: "c", frames: answer("intake@2", 2, 3)))
    }

    @Test("a request whose deadline passes while it is queued is expired, and never dispatched")
    func expired() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        _ = broker.says("c", ask("intake@1", 2, within: 300))
        #expect(broker.wait(.milliseconds(301)).contains(Said(to: "c", frames: answer("intake@1", 2, 4))))
        #expect(broker.says("w", done("intake@1", 1)).map(\.to) == ["c"])
    }

    @Test("the worker that last had the name is preferred while it has credit, then the one idle longest")
    func affinity() {
        var broker = BrokerTable()
        for worker in ["w1", "w2", "w3"] { _ = broker.says(worker, lokReady(2, "intake@1", "intake@2")) }
        #expect(broker.says("c", ask("intake@1", 1)).map(\.to) == ["w1"])
        #expect(broker.says("c", ask("intake@2", 2)).map(\.to) == ["w2"])
        #expect(broker.says("c", ask("intake@1", 3)).map(\.to) == ["w1"])
        #expect(broker.says("c", ask("intake@1", 4)).map(\.to) == ["w3"])
        _ = broker.says("w1", done("intake@1", 1))
        #expect(broker.says("c", ask("intake@1", 5)).map(\.to) == ["w3"])
    }

    @Test("a name that nobody is at work for goes to the worker that was idle longest")
    func turnsWhenIdle() {
        var broker = BrokerTable()
        for worker in ["w1", "w2"] { _ = broker.says(worker, lokReady(8, "intake@1")) }
        for (number, worker) in [(UInt64(1), "w1"), (2, "w2"), (3, "w1")] {
            #expect(broker.says("c", ask("intake@1", number)).map(\.to) == [worker])
            _ = broker.says(worker, done("intake@1", number))
        }
    }

    @Test("however busy a name is, one worker doesn't have it for ever beside another")
    func longestRun() {
        var broker = BrokerTable()
        for worker in ["w1", "w2"] { _ = broker.says(worker, lokReady(8, "intake@1")) }
        var takers: [String] = []
        for number in 1...UInt64(BrokerCore.longestRun) + 2 {
            takers += broker.says("c", ask("intake@1", number)).map(\.to)
            guard number > 1 else { continue }
            // One is always at work.
            let earlier = number - 1
            _ = broker.says(takers[Int(earlier) - 1], done("intake@1", earlier))
        }
        #expect(takers[..<BrokerCore.longestRun].allSatisfy { $0 == "w1" })
        #expect(takers[BrokerCore.longestRun...] == ["w2", "w2"])
    }

    @Test("a worker with several names takes each in its turn")
    func oldestFirst() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1", "intake@2"))
        _ = broker.says("c", ask("intake@1", 1))
        _ = broker.says("c", ask("intake@2", 2))
        _ = broker.says("c", ask("intake@1", 3))
        #expect(broker.says("w", done("intake@1", 1)).last?.frames == work("intake@2", 2))
    }

    @Test("a reply under an unknown handle is dropped and counted: twice, foreign, or of an earlier broker")
    func unknownHandle() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1"))
        _ = broker.says("v", lokReady(2, "intake@2"))
        _ = broker.says("c", ask("intake@1", 1))
        #expect(broker.says("v", done("intake@1", 1)) == [])
        #expect(broker.says("w", done("intake@2", 1)) == [])
        #expect(broker.says("w", done("intake@1", 1, incarnation: 6)) == [])
        #expect(broker.says("w", done("intake@1", 9)) == [])
        #expect(broker.says("w", done("intake@1", 1)).count == 1)
        #expect(broker.says("w", done("intake@1", 1)) == [])
        #expect(broker.core.counters.unknownHandles == 5)
    }

    @Test("a reply without a body gives the credit back and tells the client nothing")
    func released() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        #expect(broker.says("w", Array(done("intake@1", 1).dropLast())) == [])
        #expect(broker.core.counters.released == 1)
        #expect(broker.says("c", ask("intake@1", 1)).map(\.to) == ["w"])
    }

    @Test("a copy of a request that is queued or at work is absorbed, and answered once")
    func absorbed() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        _ = broker.says("c", ask("intake@1", 1))
        _ = broker.says("c", ask("intake@1", 2))
        #expect(broker.says("c", ask("intake@1", 1)) == [])
        #expect(broker.says("c", ask("intake@1", 2)) == [])
        #expect(broker.core.counters.absorbed == 2)
        #expect(broker.says("w", done("intake@1", 1)).count == 2)
        #expect(broker.says("w", done("intake@1", 2)).count == 1)
        #expect(broker.says("c", ask("intake@1", 1)).map(\.to) == ["w"])
    }
}
