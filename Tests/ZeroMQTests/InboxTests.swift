import Testing

@testable import ZeroMQ

@Suite("Waking a loop")
struct InboxTests {
    @Test("everything put by four threads arrives, in each one's order, at a loop that sleeps in between")
    func all() throws {
        let wakeup = try Wakeup()
        let inbox = Inbox<(Int, Int)>(wakeup: wakeup)
        let producers = try (0..<4).map { producer in
            try LoopThread(name: "producer") {
                for number in 0..<5_000 { inbox.put((producer, number)) }
            }
        }
        var poller = Poller(wakeup: wakeup)
        var seen = [Int](repeating: 0, count: 4)
        while seen.reduce(0, +) < 20_000 {
            let taken = inbox.takeOrSleep()
            if taken.isEmpty {
                let before = ContinuousClock.now
                _ = try poller.wait(for: [], timeout: .seconds(60))
                try #require(ContinuousClock.now - before < .seconds(9), "a put woke nobody")
            }
            for (producer, number) in taken {
                #expect(number == seen[producer])
                seen[producer] += 1
            }
        }
        for producer in producers { producer.join() }
    }

    @Test("a closed inbox gives back what was left and takes nothing more")
    func closed() throws {
        let inbox = Inbox<Int>(wakeup: try Wakeup())
        inbox.put(1)
        #expect(inbox.close() == [1])
        #expect(!inbox.put(2))
    }

    @Test("a signal that comes before the sleep ends it at once")
    func early() throws {
        let wakeup = try Wakeup()
        wakeup.signal()
        var poller = Poller(wakeup: wakeup)
        let before = ContinuousClock.now
        _ = try poller.wait(for: [], timeout: .seconds(60))
        #expect(ContinuousClock.now - before < .seconds(50))
    }
}
