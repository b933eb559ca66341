import Testing

@testable import Majordomo

@Suite("Broker: whoever floods waits behind itself")
struct BrokerFairnessTests {
    typealias Said = BrokerTable.Said

    @Test("what waits for one name is taken in turns from whoever sent it")
    func turns() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "recording@32.15"))
        for number in 1...5 { _ = broker.says("flood", ask("recording@32.15", UInt64(number), "f\(number)")) }
        _ = broker.says("calm", ask("recording@32.15", 9, "c"))
        var order: [String] = []
        for sequence in 1...6 {
            order.append(String(decoding: broker.dispatches[sequence - 1].request.body[0], as: UTF8.self))
            _ = broker.says("w", done("recording@32.15", UInt64(sequence)))
        }
        #expect(order == ["f1", "f2", "c", "f3", "f4", "f5"])
    }

    @Test("a queue that one peer has filled as far as it may still has room for another")
    func room() {
        var settings = BrokerSettings()
        settings.queueBound = 8
        var broker = BrokerTable(settings)
        _ = broker.says("w", lokReady(1, "recording@32.15"))
        var told: [Said] = []
        for number in 1...20 { told += broker.says("flood", ask("recording@32.15", UInt64(number))) }
        #expect(broker.core.counters.busy == 15)
        #expect(told.contains(Said(to: "flood", frames: answer("recording@32.15", 20, 2))))
        #expect(broker.says("calm", ask("recording@32.15", 99)) == [])
    }

    @Test("the bytes that one peer may have waiting leave room for another")
    func roomInBytes() {
        var settings = BrokerSettings()
        settings.queuedBytesBound = 4_000
        var broker = BrokerTable(settings)
        _ = broker.says("w", lokReady(1, "recording@32.15"))
        let big = String(repeating: "x", count: 488)
        for number in 1...6 { _ = broker.says("flood", ask("recording@32.15", UInt64(number), big)) }
        #expect(broker.core.counters.busy == 3)
        #expect(broker.says("calm", ask("recording@32.15", 99, big)) == [])
    }

    @Test("a worker of several offices takes each in its turn, however much waits for one")
    func offices() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1", "intake@2"))
        for number in 1...4 { _ = broker.says("c", ask("intake@1", UInt64(number))) }
        _ = broker.says("d", ask("intake@2", 9))
        _ = broker.says("w", done("intake@1", 1))
        _ = broker.says("w", done(String(decoding: broker.dispatches[1].request.requester.service, as: UTF8.self), 2))
        let first = broker.dispatches.map { String(decoding: $0.request.requester.service, as: UTF8.self) }
        #expect(first.prefix(3).sorted() == ["intake@1", "intake@1", "intake@2"])
    }

    @Test("what turned out not to have left is the next of all")
    func undelivered() {
        var broker = BrokerTable()
        _ = broker.says("w1", lokReady(1, "intake@1"))
        _ = broker.says("a", ask("intake@1", 1, "a1"))
        _ = broker.says("b", ask("intake@1", 2, "b1"))
        _ = broker.says("c", ask("intake@1", 3, "c1"))
        _ = broker.says("w2", lokReady(0, "intake@1"))
        _ = broker.returnsUndelivered(broker.dispatches[0])
        _ = broker.says("w2", lokReady(1, "intake@1"))
        #expect(broker.dispatches.last?.request.body == [b("a1")])
    }
}
