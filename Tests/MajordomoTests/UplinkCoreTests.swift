import Testing
import ZeroMQ

@testable import Majordomo

@Suite("The line to the district: which broker, how long, when again")
struct UplinkCoreTests {
    private struct Dialogue {
        var core: UplinkCore
        var now = Instant.now

        init(brokers: Int = 2) throws {
            let settings = UplinkSettings(
                endpoints: (1...brokers).map { "tcp://10.0.0.\($0):5670" },
                identity: Identity(pair: try KeyPair(), broker: try KeyPair().publicKey), offices: ["32.15.05"])
            core = UplinkCore(settings, draw: SplitMix(state: 1), now: now)
        }

        mutating func wait(_ time: Duration = .zero) -> [UplinkCore.Action] {
            now += time
            return act { $0.tick(now: $1, into: &$2) }
        }

        mutating func hears(_ frames: [[UInt8]]) -> [UplinkCore.Action] {
            act { $0.received(frames, now: $1, into: &$2) }
        }

        mutating func act(
            _ happened: (inout UplinkCore, Instant, inout [UplinkCore.Action]) -> Void
        ) -> [UplinkCore.Action] {
            var actions: [UplinkCore.Action] = []
            happened(&core, now, &actions)
            return actions
        }

        /// Up, at the first broker.
        mutating func comeUp() {
            _ = wait()
            _ = act { $0.connected(now: $1, into: &$2) }
            _ = hears(ClientFrames.heartbeatAnswer(incarnation: 5))
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private let ready = WorkerFrames.ready(credit: 128, names: [b("*@32.15.05")])

    @Test("it is up once the district's broker has answered, not when the connection stands")
    func greeting() throws {
        var line = try Dialogue()
        #expect(line.wait() == [.open(0)])
        #expect(
            line.act { $0.connected(now: $1, into: &$2) } == [.send(ready), .send(ClientFrames.heartbeat)])
        #expect(line.core.upSince == nil)
        line.now += .milliseconds(600)
        #expect(line.hears(ClientFrames.heartbeatAnswer(incarnation: 5)) == [.up])
        #expect(line.core.roundTrip == .milliseconds(600))
        #expect(line.core.upSince == line.now)
    }

    @Test("a broker that doesn't answer in time is given up for the next one, in their order")
    func failOver() throws {
        var line = try Dialogue()
        #expect(line.wait() == [.open(0)])
        #expect(line.wait(.seconds(5)) == [.open(1)])
        #expect(line.core.brokerInUse == "tcp://10.0.0.2:5670")
        #expect(line.wait(.seconds(5)) == [.close])
    }

    @Test("the pauses between rounds grow, differ by what is drawn, and end at 15 seconds and a half more")
    func backOff() throws {
        var line = try Dialogue(brokers: 1)
        var pauses: [Duration] = []
        for _ in 0..<12 {
            #expect(line.wait() == [.open(0)])
            #expect(line.wait(.seconds(5)) == [.close])
            let pause = line.core.nextTick - line.now
            pauses.append(pause)
            line.now += pause
        }
        #expect(pauses[0] >= .milliseconds(125) && pauses[0] <= .milliseconds(375))
        #expect(pauses.last.map { $0 >= .seconds(7.5) && $0 <= .seconds(22.5) } == true)
        #expect(Set(pauses.suffix(4)).count == 4)
    }

    @Test("a broken line is down at once, and the first broker is tried again")
    func broken() throws {
        var line = try Dialogue()
        line.comeUp()
        #expect(line.act { $0.disconnected(now: $1, into: &$2) } == [.down, .close])
        #expect(line.core.breaks == 1)
        #expect(line.wait(.milliseconds(400)) == [.open(0)])
    }

    @Test("a line that says nothing is down after its silence, though the connection stands")
    func blackHole() throws {
        var line = try Dialogue()
        line.comeUp()
        var said: [UplinkCore.Action] = []
        for _ in 0..<5 { said += line.wait(.seconds(3)) }
        #expect(said.contains(.down))
        #expect(said.filter { $0 == .send(WorkerFrames.heartbeat) }.count == 4)
        #expect(said.filter { $0 == .send(ClientFrames.heartbeat) }.count == 1)
    }

    @Test("heartbeats of both dialects keep it up")
    func heartbeats() throws {
        var line = try Dialogue()
        line.comeUp()
        for _ in 0..<20 {
            #expect(
                line.wait(.seconds(3)) == [.send(WorkerFrames.heartbeat), .send(ClientFrames.heartbeat)])
            #expect(line.hears(ClientFrames.heartbeatAnswer(incarnation: 5)) == [])
        }
        #expect(line.core.upSince != nil)
    }

    @Test("another broker behind the same address, or one that sends us away, is a broken line")
    func restarted() throws {
        var line = try Dialogue()
        line.comeUp()
        #expect(line.hears(ClientFrames.heartbeatAnswer(incarnation: 6)) == [.down, .close])
        var other = try Dialogue()
        other.comeUp()
        #expect(other.hears(WorkerFrames.disconnect) == [.down, .close])
    }

    @Test("what a connection that was given up still says is not heard: it does not bring the line up")
    func afterTheBreak() throws {
        var line = try Dialogue()
        line.comeUp()
        #expect(line.act { $0.disconnected(now: $1, into: &$2) } == [.down, .close])
        #expect(line.hears(ClientFrames.heartbeatAnswer(incarnation: 5)) == [])
        #expect(line.core.upSince == nil)
    }

    @Test("a connection that breaks before the first answer asks again when it stands again")
    func brokenGreeting() throws {
        var line = try Dialogue()
        _ = line.wait()
        for _ in 0..<2 {
            #expect(
                line.act { $0.connected(now: $1, into: &$2) } == [.send(ready), .send(ClientFrames.heartbeat)])
            _ = line.act { $0.disconnected(now: $1, into: &$2) }
        }
    }

    @Test("answers and requests are passed on, and what is no message of the line is not heard")
    func passedOn() throws {
        var line = try Dialogue()
        line.comeUp()
        #expect(
            line.hears(ClientFrames.reply(service: b("intake@32.15"), id: id(3).bytes, status: .ok, body: b("x")))
                == [.answered(id(3), .ok, b("x"))])
        let handle = Handle(incarnation: 5, sequence: 9)
        #expect(
            line.hears(
                WorkerFrames.request(
                    handle: handle, service: b("intake@32.15.05"), principals: b("site@32.15"), body: b("y")))
                == [
                    .asked(
                        handle: handle.bytes, service: b("intake@32.15.05"), principals: b("site@32.15"), body: b("y"))
                ])
        #expect(line.hears([[], b("NOISE!"), [1]]) == [])
    }
}
