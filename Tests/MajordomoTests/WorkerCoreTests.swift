import Testing

@testable import Majordomo

@Suite("Worker: registering, answering, draining")
struct WorkerCoreTests {
    struct Bench {
        var now = Instant.now
        var core: WorkerCore

        init() {
            core = WorkerCore(names: ["intake@1", "intake@2"].compactMap { ServiceName($0) }, credit: 2, now: now)
        }

        mutating func does(_ step: (inout WorkerCore, Instant, inout [WorkerCore.Action]) -> Void)
            -> [WorkerCore.Action]
        {
            var actions: [WorkerCore.Action] = []
            step(&core, now, &actions)
            return actions
        }

        mutating func up() -> [WorkerCore.Action] { does { $0.lineUp(now: $1, into: &$2) } }
        mutating func hears(_ frames: [[UInt8]]) -> [WorkerCore.Action] {
            does { $0.received(frames, now: $1, into: &$2) }
        }
        mutating func replies(_ sequence: UInt64, _ body: String? = "done") -> [WorkerCore.Action] {
            does { $0.reply(Handle(incarnation: 7, sequence: sequence).bytes, body.map(b), now: $1, into: &$2) }
        }
        mutating func drain() -> [WorkerCore.Action] { does { $0.drain(now: $1, into: &$2) } }
        mutating func wait(_ time: Duration) -> [WorkerCore.Action] {
            now += time
            return does { $0.tick(now: $1, into: &$2) }
        }
    }

    func delivery(_ sequence: UInt64) -> Delivery {
        Delivery(
            handle: Handle(incarnation: 7, sequence: sequence).bytes, service: "intake@1", principals: ["site"],
            body: b("body"))
    }

    @Test("a line that comes up is told names and credit")
    func announces() {
        var bench = Bench()
        #expect(bench.up() == [.send(lokReady(2, "intake@1", "intake@2"))])
    }

    @Test("a delivery is answered under its handle, once")
    func answers() {
        var bench = Bench()
        _ = bench.up()
        #expect(bench.hears(work("intake@1", 1)) == [.deliver(delivery(1))])
        #expect(bench.replies(1) == [.send(done("intake@1", 1))])
        #expect(bench.replies(1) == [])
        #expect(bench.core.staleReplies == 1)
    }

    @Test("a handle that is given back travels without a body")
    func gives() {
        var bench = Bench()
        _ = bench.up()
        _ = bench.hears(work("intake@1", 1))
        #expect(bench.replies(1, nil) == [.send(Array(done("intake@1", 1).dropLast()))])
    }

    @Test("a broken line makes replies stale, and the next line is told everything again")
    func brokenLine() {
        var bench = Bench()
        _ = bench.up()
        _ = bench.hears(work("intake@1", 1))
        bench.core.lineDown(now: bench.now)
        #expect(bench.up() == [.send(lokReady(2, "intake@1", "intake@2"))])
        #expect(bench.replies(1) == [])
        #expect(bench.core.staleReplies == 1)
    }

    @Test("DISCONNECT starts a new conversation on a fresh line")
    func disconnected() {
        var bench = Bench()
        _ = bench.up()
        #expect(bench.hears(workerDisconnect) == [.reopen])
        #expect(bench.up() == [.send(lokReady(2, "intake@1", "intake@2"))])
    }

    @Test("heartbeats go out every half second of silence, and two seconds without the broker's end the line")
    func heartbeats() {
        var bench = Bench()
        _ = bench.up()
        #expect(bench.wait(.milliseconds(500)) == [.send(workerHeartbeat)])
        #expect(bench.hears(workerHeartbeat) == [])
        #expect(bench.wait(.milliseconds(500)) == [.send(workerHeartbeat)])
        #expect(bench.wait(.milliseconds(1_500)) == [.reopen])
    }

    @Test("draining announces credit 0, and ends when the broker has heard it and the last answer is given")
    func drains() {
        var bench = Bench()
        _ = bench.up()
        _ = bench.hears(work("intake@1", 1))
        #expect(bench.drain() == [.send(lokReady(0, "intake@1", "intake@2"))])
        #expect(bench.hears(workerHeartbeat) == [])
        #expect(bench.replies(1) == [.send(done("intake@1", 1)), .drained])
    }

    @Test("what the broker had handed over before it heard of the draining is still answered")
    func drainsWhatIsOnItsWay() {
        var bench = Bench()
        _ = bench.up()
        #expect(bench.drain() == [.send(lokReady(0, "intake@1", "intake@2"))])
        #expect(bench.hears(work("intake@1", 1)) == [.deliver(delivery(1))])
        #expect(bench.replies(1) == [.send(done("intake@1", 1))])
        #expect(bench.hears(workerHeartbeat) == [.drained])
    }

    @Test("where the line breaks meanwhile, nobody is waited for")
    func drainsWithoutALine() {
        var bench = Bench()
        _ = bench.up()
        _ = bench.drain()
        bench.core.lineDown(now: bench.now)
        #expect(bench.wait(.milliseconds(1)) == [.drained])
    }

    @Test("draining also waits for what the broker has forgotten, because it is still at work here")
    func drainsForgotten() {
        var bench = Bench()
        _ = bench.up()
        _ = bench.hears(work("intake@1", 1))
        bench.core.lineDown(now: bench.now)
        #expect(bench.drain() == [])
        #expect(bench.replies(1) == [.drained])
    }

    @Test("what a broker would never say changes nothing")
    func noise() {
        var bench = Bench()
        _ = bench.up()
        let noise: [[[UInt8]]] = [
            [], [[]], [[], lokw, [2]], [[], lokw, [2], b("short"), b("intake@1"), [], b("x")], [[], mdpw, [5]],
            [[], lokw, [1], [0, 0, 0, 1]],
        ]
        for frames in noise { #expect(bench.hears(frames) == []) }
        #expect(bench.core.outstanding == 0)
    }
}
