import Testing

@testable import Majordomo

@Suite("Client: resends, outcomes and the broker's silence")
struct ClientCoreTests {
    /// A client's core with a clock in the test's hand.
    struct Desk {
        var now = Instant.now
        var core: ClientCore

        init() { core = ClientCore(now: now) }

        mutating func does(_ step: (inout ClientCore, Instant, inout [ClientCore.Action]) -> Void)
            -> [ClientCore.Action]
        {
            var actions: [ClientCore.Action] = []
            step(&core, now, &actions)
            return actions
        }

        mutating func up() -> [ClientCore.Action] { does { $0.lineUp(now: $1, into: &$2) } }

        mutating func hears(_ frames: [[UInt8]]) -> [ClientCore.Action] {
            does { $0.received(frames, now: $1, into: &$2) }
        }

        mutating func wait(_ time: Duration) -> [ClientCore.Action] {
            now += time
            return does { $0.tick(now: $1, into: &$2) }
        }

        mutating func submit(_ number: UInt64, within deadline: Duration = .seconds(10), body: String = "body")
            -> [ClientCore.Action]
        {
            does { core, now, actions in
                _ = core.submit(
                    service: b("intake@1"), id: id(number), body: b(body), deadline: deadline, now: now, into: &actions)
            }
        }
    }

    let heartbeat = ClientCore.Action.send([[], lokc, [4]])

    func heartbeatAnswer(_ incarnation: UInt64) -> [[UInt8]] { [[], lokc, [4], [UInt8](bigEndian: incarnation)] }

    @Test("a request leaves with its id and the time it has left, and ends with its reply")
    func roundTrip() {
        var desk = Desk()
        _ = desk.up()
        #expect(desk.submit(1) == [.send(ask("intake@1", 1))])
        #expect(desk.hears(answer("intake@1", 1, 1, "done")) == [.complete(id(1), .ok(b("done")))])
        #expect(desk.hears(answer("intake@1", 1, 1, "done")) == [])
    }

    @Test("a request waits for a line, and what was out goes again in order when the line returns")
    func lines() {
        var desk = Desk()
        #expect(desk.submit(1) == [])
        #expect(desk.submit(2) == [])
        #expect(desk.up() == [.send(ask("intake@1", 1)), .send(ask("intake@1", 2))])
        desk.core.lineDown(now: desk.now)
        #expect(desk.submit(3) == [])
        #expect(desk.up().count == 3)
        #expect(desk.core.resends == 2)
    }

    @Test("without a reply the same request goes again after one second, two more, and then every four")
    func resends() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1, within: .seconds(60))
        var sent: [Int] = []
        for tenth in 1...150 {
            for action in desk.wait(.milliseconds(100)) {
                if action == heartbeat { _ = desk.hears(heartbeatAnswer(7)) } else { sent.append(tenth) }
            }
        }
        #expect(sent == [10, 30, 70, 110, 150])
    }

    @Test("the deadline on a copy is the time that is left")
    func timeLeft() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1, within: .seconds(3))
        _ = desk.wait(.milliseconds(500))
        _ = desk.hears(heartbeatAnswer(7))
        #expect(desk.wait(.milliseconds(500)).contains(.send(ask("intake@1", 1, within: 2_000))))
    }

    @Test("a request that left ends unknown at its deadline; one that never left is unavailable")
    func deadlines() {
        var desk = Desk()
        _ = desk.submit(1, within: .milliseconds(300))
        #expect(desk.wait(.milliseconds(300)) == [.complete(id(1), .unavailable)])
        _ = desk.up()
        _ = desk.submit(2, within: .milliseconds(300))
        #expect(desk.wait(.milliseconds(300)) == [.complete(id(2), .unknown)])
    }

    @Test("busy, unavailable and expired end a request that was sent once")
    func statuses() {
        var desk = Desk()
        _ = desk.up()
        for (status, outcome) in [(2, Outcome.busy), (3, .unavailable), (4, .expired), (5, .refused)] {
            _ = desk.submit(UInt64(status))
            #expect(
                desk.hears(answer("intake@1", UInt64(status), UInt8(status))) == [
                    .complete(id(UInt64(status)), outcome)
                ])
        }
    }

    @Test("after a second copy they prove nothing about the first: the request is asked again")
    func statusesAfterResend() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1, within: .milliseconds(1_500))
        _ = desk.up()
        #expect(desk.hears(answer("intake@1", 1, 3)) == [])
        #expect(desk.hears(answer("intake@1", 1, 2)) == [])
        #expect(desk.wait(.milliseconds(1_500)).contains(.complete(id(1), .unknown)))
        _ = desk.submit(2)
        _ = desk.up()
        #expect(desk.hears(answer("intake@1", 2, 4)) == [.complete(id(2), .unknown)])
    }

    @Test("a broker of another incarnation gets everything again at once")
    func otherIncarnation() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1)
        #expect(desk.hears(heartbeatAnswer(7)) == [])
        #expect(desk.hears(heartbeatAnswer(7)) == [])
        #expect(desk.hears(heartbeatAnswer(8)).count == 1)
    }

    @Test("a broker silent for two seconds is given up for a fresh line")
    func silence() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1)
        #expect(desk.wait(.milliseconds(500)) == [heartbeat])
        _ = desk.wait(.milliseconds(500))
        _ = desk.wait(.milliseconds(500))
        #expect(desk.wait(.milliseconds(500)).contains(.reopen))
    }

    @Test("a client with nothing out says nothing and needs no clock")
    func idle() {
        var desk = Desk()
        _ = desk.up()
        #expect(desk.core.nextTick == nil)
        #expect(desk.wait(.seconds(3_600)) == [])
        _ = desk.submit(1)
        #expect(desk.wait(.milliseconds(100)) == [])
    }

    @Test("the same request joins the first; another one under its id is not sent")
    func sameID() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1)
        #expect(desk.submit(1) == [])
        var actions: [ClientCore.Action] = []
        let other = desk.core.submit(
            service: b("intake@1"), id: id(1), body: b("other"), deadline: .seconds(1), now: desk.now, into: &actions)
        #expect(other == .conflicting)
        #expect(desk.core.outstanding == 1)
    }

    @Test("what a broker would never say changes nothing")
    func noise() {
        var desk = Desk()
        _ = desk.up()
        _ = desk.submit(1)
        let noise: [[[UInt8]]] = [
            [], [[]], [[], lokc], [[], lokc, [3]], [[], lokc, [3], b("intake@1"), id(1).bytes, [9], []],
            [[], lokc, [3], b("intake@1"), b("short"), [1], []], [[], mdpc, b("intake@1"), b("x")],
            [[], lokc, [4], [1]],
        ]
        for frames in noise { #expect(desk.hears(frames) == []) }
        #expect(desk.core.outstanding == 1)
    }
}
