import Testing

@testable import Majordomo

@Suite("Broker of a kecamatan: its own line to the district")
struct BrokerUplinkTests {
    typealias Said = BrokerTable.Said

    private func klari(line isUp: Bool = true) -> BrokerTable {
        var broker = BrokerTable(settings(of: "32.15.05"))
        if isUp { _ = broker.onTheLine { $0.uplinkIsUp(credit: 8, now: $1, into: &$2) } }
        return broker
    }

    @Test("what is for another office goes up, in the name of this site's offices, under the client's own id")
    func up() {
        var broker = klari()
        let said = broker.says("c", ask("recording@32.15", 1))
        #expect(said == [Said(to: "", frames: vouch("recording@32.15", 1, for: "site@32.15.05"))])
        #expect(
            broker.onTheLine { $0.uplinkAnswered(id(1), .ok, b("done"), now: $1, into: &$2) }
                == [Said(to: "c", frames: answer("recording@32.15", 1, 1, "done"))])
    }

    @Test("what is for an office of this site never goes up")
    func own() {
        var broker = klari()
        #expect(
            broker.says("c", ask("recording@32.15.05", 1)) == [
                Said(to: "c", frames: answer("recording@32.15.05", 1, 3))
            ])
        #expect(broker.says("c", ask("echo", 2)) == [Said(to: "c", frames: answer("echo", 2, 3))])
    }

    @Test("without a line it is unavailable at once")
    func noLine() {
        var broker = klari(line: false)
        #expect(broker.says("c", ask("recording@32.15", 1)) == [Said(to: "c", frames: answer("recording@32.15", 1, 3))])
    }

    @Test("a line that breaks forgets what it carried, and what waited for it is unavailable at once")
    func breaks() {
        var small = settings(of: "32.15.05")
        small.lineWindow = 1
        var broker = BrokerTable(small)
        _ = broker.onTheLine { $0.uplinkIsUp(credit: 8, now: $1, into: &$2) }
        _ = broker.says("c", ask("recording@32.15", 1))
        _ = broker.says("c", ask("recording@32.15", 2))
        #expect(
            broker.onTheLine { $0.uplinkIsDown(now: $1, into: &$2) }
                == [Said(to: "c", frames: answer("recording@32.15", 2, 3))])
        #expect(broker.core.counters.forgotten == 1)
        #expect(broker.onTheLine { $0.uplinkAnswered(id(1), .ok, b("late"), now: $1, into: &$2) } == [])
        #expect(broker.core.counters.unknownHandles == 1)
    }

    @Test("what the district's broker forgot without a word frees the line's credit after its time")
    func forgottenAbove() {
        var small = settings(of: "32.15.05")
        small.lineWindow = 1
        var broker = BrokerTable(small)
        _ = broker.onTheLine { $0.uplinkIsUp(credit: 8, now: $1, into: &$2) }
        _ = broker.says("c", ask("recording@32.15", 1, within: 5_000))
        _ = broker.says("c", ask("recording@32.15", 2, within: 60_000))
        #expect(broker.dispatches.count == 1)
        _ = broker.wait(.seconds(19))
        #expect(broker.dispatches.count == 1)
        _ = broker.wait(.seconds(2))
        #expect(broker.dispatches.count == 2)
        #expect(broker.core.upward.count == 1 && broker.core.outstanding.count == 1)
    }

    @Test("what a worker of the district had when it was lost goes up again with its client's next copy")
    func lostAbove() {
        var broker = klari()
        _ = broker.says("c", ask("recording@32.15", 1))
        // While it is at work up there, a copy costs the line nothing.
        #expect(broker.says("c", ask("recording@32.15", 1)) == [])
        #expect(broker.onTheLine { $0.uplinkAnswered(id(1), .forgotten, [], now: $1, into: &$2) } == [])
        #expect(broker.core.upward.isEmpty && broker.core.outstanding.isEmpty)
        #expect(
            broker.says("c", ask("recording@32.15", 1))
                == [Said(to: "", frames: vouch("recording@32.15", 1, for: "site@32.15.05"))])
    }

    @Test("another site is bound to its offices whichever way it comes, and the district to none")
    func limits() {
        #expect(Principals.limits(of: ["site"]) == nil)
        #expect(Principals.limits(of: ["site@32.15", "district"]) == nil)
        #expect(Principals.limits(of: ["site@32.15.05", "klari"]) == ["32.15.05"])
        #expect(Principals.limits(of: ["site@32.15.05", "klari", "district"]) == ["32.15.05"])
        #expect(!KeyHolder.isName("district") && !KeyHolder.isName("site") && KeyHolder.isName("klari"))
    }

    @Test("the district's status is the client's")
    func statusFromAbove() {
        var broker = klari()
        _ = broker.says("c", ask("recording@32.15", 1))
        #expect(
            broker.onTheLine { $0.uplinkAnswered(id(1), .busy, [], now: $1, into: &$2) }
                == [Said(to: "c", frames: answer("recording@32.15", 1, 2))])
    }

    @Test("two clients with one id are two requests on the line")
    func sameID() {
        var broker = klari()
        _ = broker.says("a", ask("recording@32.15", 1, "one"))
        let second = broker.says("b", ask("recording@32.15", 1, "two"))
        guard second.count == 1, let other = RequestID(second[0].frames[4]) else {
            Issue.record("the second did not go up")
            return
        }
        #expect(other != id(1))
        #expect(
            broker.onTheLine { $0.uplinkAnswered(other, .ok, b("2"), now: $1, into: &$2) }
                == [Said(to: "b", frames: answer("recording@32.15", 1, 1, "2"))])
        #expect(
            broker.onTheLine { $0.uplinkAnswered(id(1), .ok, b("1"), now: $1, into: &$2) }
                == [Said(to: "a", frames: answer("recording@32.15", 1, 1, "1"))])
    }

    private func comesDown(_ broker: inout BrokerTable, _ service: String, by chain: String = "site@32.15") -> [Said] {
        broker.onTheLine {
            $0.uplinkAsked(
                handle: id(44).bytes, service: b(service), principals: b(chain), b("body"), now: $1, into: &$2)
        }
    }

    @Test("what comes down the line is served here, and answered under the district's handle")
    func comesDown() {
        var broker = klari()
        _ = broker.says("w", lokReady(1, "printing@32.15.05"))
        #expect(
            comesDown(&broker, "printing@32.15.05")
                == [Said(to: "w", frames: work("printing@32.15.05", 1, by: "site@32.15\ndistrict"))])
        let reply = [[], lokw, [3], id(44).bytes, b("printing@32.15.05"), [], b("done")] as [[UInt8]]
        #expect(broker.says("w", done("printing@32.15.05", 1)) == [Said(to: "", frames: reply)])
    }

    @Test("what comes down for a name that nobody serves is told so, and never goes up again")
    func nobodyServes() {
        for service in ["printing@32.15.05", "recording@32.15"] {
            var broker = klari()
            let reply = [[], lokw, [3], id(44).bytes, b(service), [], [], [3]] as [[UInt8]]
            #expect(comesDown(&broker, service) == [Said(to: "", frames: reply)])
        }
    }

    @Test("what a lost worker had of the line is given back, so that the district's credit comes home")
    func givenBack() {
        var broker = klari()
        _ = broker.says("w", lokReady(1, "printing@32.15.05"))
        _ = comesDown(&broker, "printing@32.15.05")
        let back = [[], lokw, [3], id(44).bytes, b("printing@32.15.05"), []] as [[UInt8]]
        #expect(broker.says("w", workerDisconnect) == [Said(to: "", frames: back)])
    }

    @Test("the district can't ask in the name of this site, nor for what is no service")
    func fromAbove() {
        for (service, chain) in [
            ("printing@32.15.05", "site@32.15.05"), ("printing@32.15.05", "site"), ("lok.status", "site@32.15"),
            ("*@32.15.05", "site@32.15"),
        ] {
            var broker = klari()
            _ = broker.says("w", lokReady(1, "printing@32.15.05"))
            let reply = [[], lokw, [3], id(44).bytes, b(service), [], [], [5]] as [[UInt8]]
            #expect(comesDown(&broker, service, by: chain) == [Said(to: "", frames: reply)], "\(service) \(chain)")
            #expect(broker.warnings.count == 1)
        }
    }

    @Test("what another office asks through the district is served")
    func sideways() {
        var broker = klari()
        _ = broker.says("w", lokReady(1, "intake@32.15.05"))
        #expect(comesDown(&broker, "intake@32.15.05", by: "site@32.15.06\nrawa").map(\.to) == ["w"])
    }
}
