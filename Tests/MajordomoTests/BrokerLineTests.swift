import Testing

@testable import Majordomo

/// READY of another site's broker.
func siteReady(_ credit: UInt32 = 8, _ offices: String...) -> [[UInt8]] {
    [[], lokw, [1], [UInt8](bigEndian: credit)] + offices.map { b("*@\($0)") }
}

/// LOKC01 REQUEST of another site's broker, which vouches.
func vouch(_ service: String, _ number: UInt64, for principals: String, _ body: String = "body") -> [[UInt8]] {
    ask(service, number, body) + [b(principals)]
}

/// LOKW01 REQUEST with the chain of principals written out.
func work(_ service: String, _ sequence: UInt64, by chain: String, _ body: String = "body") -> [[UInt8]] {
    [[], lokw, [2], Handle(incarnation: 7, sequence: sequence).bytes, b(service), b(chain), b(body)]
}

func settings(of offices: String...) -> BrokerSettings {
    var settings = BrokerSettings()
    settings.offices = offices
    return settings
}

@Suite("Broker of the district: lines of other sites")
struct BrokerLineTests {
    typealias Said = BrokerTable.Said

    private static let keys: [String: Standing] = [
        "klari": .site(offices: ["32.15.05"]), "rawa": .site(offices: ["32.15.06", "32.15.07"]), "pc2": .member,
    ]

    private func district() -> BrokerTable { BrokerTable(settings(of: "32.15"), keys: Self.keys) }

    @Test("every name of an office goes down the line that leads there, in the name of this site's offices")
    func down() {
        var broker = district()
        #expect(broker.says("k", user: "klari", siteReady(8, "32.15.05")) == [])
        let asked = broker.says("relay", ask("printing@32.15.05", 1))
        #expect(asked == [Said(to: "k", frames: work("printing@32.15.05", 1, by: "site@32.15"))])
        #expect(
            broker.says("k", user: "klari", done("printing@32.15.05", 1))
                == [Said(to: "relay", frames: answer("printing@32.15.05", 1, 1, "done"))])
    }

    @Test("a worker of this site is asked before a line")
    func ownFirst() {
        var broker = district()
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        _ = broker.says("w", lokReady(1, "printing@32.15.05"))
        #expect(broker.says("c", ask("printing@32.15.05", 1)).map(\.to) == ["w"])
    }

    @Test("what another site's broker could not give to any worker is told with its status")
    func statusFromBelow() {
        var broker = district()
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        _ = broker.says("relay", ask("printing@32.15.05", 1))
        let unavailable =
            [[], lokw, [3], Handle(incarnation: 7, sequence: 1).bytes, b("printing@32.15.05"), [], [], [3]] as [[UInt8]]
        #expect(
            broker.says("k", user: "klari", unavailable)
                == [Said(to: "relay", frames: answer("printing@32.15.05", 1, 3))])
    }

    @Test("an ordinary worker may not say that it never saw a request")
    func statusOfWorker() {
        var broker = district()
        _ = broker.says("w", lokReady(1, "intake@32.15"))
        _ = broker.says("c", ask("intake@32.15", 1))
        let status =
            [[], lokw, [3], Handle(incarnation: 7, sequence: 1).bytes, b("intake@32.15"), [], [], [3]] as [[UInt8]]
        #expect(broker.says("w", status) == [Said(to: "w", frames: workerDisconnect)])
    }

    @Test("what a lost worker had of another site is given back to its broker, and to no other client")
    func forgotten() {
        var broker = district()
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        _ = broker.says("w", lokReady(2, "printing@32.15"))
        _ = broker.says("k", user: "klari", vouch("printing@32.15", 1, for: "site@32.15.05"))
        _ = broker.says("c", ask("printing@32.15", 2))
        #expect(
            broker.says("w", workerDisconnect) == [Said(to: "k", frames: answer("printing@32.15", 1, 6))])
    }

    @Test("a line that is lost is unavailable at once")
    func lost() {
        var broker = district()
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        _ = broker.says("k", user: "klari", workerDisconnect)
        #expect(
            broker.says("c", ask("printing@32.15.05", 1)) == [Said(to: "c", frames: answer("printing@32.15.05", 1, 3))])
    }

    @Test("a line may be silent for longer than a worker")
    func silence() {
        var broker = district()
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        _ = broker.wait(.seconds(10))
        #expect(broker.says("c", ask("printing@32.15.05", 1)).map(\.to) == ["k"])
        _ = broker.wait(.seconds(5))
        #expect(
            broker.says("c", ask("printing@32.15.05", 2)) == [Said(to: "c", frames: answer("printing@32.15.05", 2, 3))])
        #expect(broker.warnings.contains { $0.contains("klari") })
    }

    @Test("no more than its window goes down a line unanswered, however much credit it gave")
    func window() {
        var small = settings(of: "32.15")
        small.lineWindow = 2_000
        var broker = BrokerTable(small, keys: Self.keys)
        _ = broker.says("k", user: "klari", siteReady(100, "32.15.05"))
        let big = String(repeating: "x", count: 1_000)
        for number in 1...4 { _ = broker.says("c", ask("printing@32.15.05", UInt64(number), big)) }
        #expect(broker.dispatches.count == 2)
        _ = broker.says("k", user: "klari", done("printing@32.15.05", 1))
        #expect(broker.dispatches.count == 3)
    }

    @Test("a site serves its own offices and no other, and no service by its name")
    func names() {
        for names in [["32.15.06"], ["32.15.05", "32.15.06"]] {
            var broker = district()
            let ready = [[], lokw, [1], [UInt8](bigEndian: UInt32(8))] + names.map { b("*@\($0)") }
            #expect(broker.says("k", user: "klari", ready) == [Said(to: "k", frames: workerDisconnect)])
            #expect(broker.warnings.contains { $0.contains("klari") })
        }
        var broker = district()
        #expect(
            broker.says("k", user: "klari", lokReady(8, "recording@32.15"))
                == [Said(to: "k", frames: workerDisconnect)])
        #expect(broker.says("w", siteReady(8, "32.15.05")) == [Said(to: "w", frames: workerDisconnect)])
        #expect(broker.says("p", user: "pc2", siteReady(8, "32.15.05")) == [Said(to: "p", frames: workerDisconnect)])
    }

    @Test("a machine of the site serves its names and asks as the site")
    func member() {
        var broker = district()
        #expect(broker.says("p", user: "pc2", lokReady(8, "recording@32.15")) == [])
        #expect(
            broker.says("q", user: "pc2", ask("recording@32.15", 1))
                == [Said(to: "p", frames: work("recording@32.15", 1, by: "site"))])
    }

    @Test("what a site asks carries who asks there and who vouches")
    func vouched() {
        var broker = district()
        _ = broker.says("w", lokReady(8, "recording@32.15"))
        #expect(
            broker.says("k", user: "klari", vouch("recording@32.15", 1, for: "site@32.15.05"))
                == [Said(to: "w", frames: work("recording@32.15", 1, by: "site@32.15.05\nklari"))])
    }

    @Test("a site that vouches for an office that isn't its own is refused, and the log says so")
    func vouchesForOthers() {
        for claim in ["site@32.15.06", "site@32.15.05,32.15.06", "site", "site@", "site@32.15.05\nrawa", ""] {
            var broker = district()
            _ = broker.says("w", lokReady(8, "recording@32.15"))
            #expect(
                broker.says("k", user: "klari", vouch("recording@32.15", 1, for: claim))
                    == [Said(to: "k", frames: answer("recording@32.15", 1, 5))])
            #expect(broker.warnings.contains { $0.contains("klari") }, "\(claim)")
        }
    }

    @Test("a site that names nobody is refused, in either dialect")
    func vouchesForNobody() {
        var broker = district()
        _ = broker.says("w", lokReady(8, "recording@32.15"))
        #expect(
            broker.says("k", user: "klari", ask("recording@32.15", 1))
                == [Said(to: "k", frames: answer("recording@32.15", 1, 5))])
        #expect(broker.says("k", user: "klari", [[], mdpc, b("recording@32.15"), b("body")]) == [])
    }

    @Test("nobody of this site may vouch for another")
    func localVouches() {
        var broker = district()
        _ = broker.says("w", lokReady(8, "recording@32.15"))
        #expect(
            broker.says("c", vouch("recording@32.15", 1, for: "site@32.15.05"))
                == [Said(to: "c", frames: answer("recording@32.15", 1, 5))])
    }

    @Test("what one site asks of another passes through, with both names")
    func sideways() {
        var broker = district()
        _ = broker.says("r", user: "rawa", siteReady(8, "32.15.06", "32.15.07"))
        #expect(
            broker.says("k", user: "klari", vouch("intake@32.15.06", 1, for: "site@32.15.05"))
                == [Said(to: "r", frames: work("intake@32.15.06", 1, by: "site@32.15.05\nklari"))])
    }

    @Test("the state of the district's broker is no other site's business")
    func status() {
        var broker = district()
        #expect(
            broker.says("k", user: "klari", vouch("lok.status", 1, for: "site@32.15.05"))
                == [Said(to: "k", frames: answer("lok.status", 1, 1, "501"))])
    }

    @Test("a key that is no longer let in is cut off with its next word")
    func revoked() {
        let allowed = Allowed()
        var broker = BrokerTable(settings(of: "32.15"))
        broker.core = BrokerCore(
            incarnation: 7, settings: settings(of: "32.15"),
            standing: { allowed.names.contains($0) ? .site(offices: ["32.15.05"]) : nil }, now: broker.now)
        _ = broker.wait(.seconds(2))
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        allowed.names = []
        #expect(broker.says("k", user: "klari", workerHeartbeat) == [Said(to: "k", frames: workerDisconnect)])
        #expect(broker.says("k", user: "klari", vouch("intake@32.15", 1, for: "site@32.15.05")) == [])
        #expect(
            broker.says("c", ask("printing@32.15.05", 1)) == [Said(to: "c", frames: answer("printing@32.15.05", 1, 3))])
    }

    private final class Allowed {
        var names: Set = ["klari"]
    }

    @Test("the state of each line is told, also while it is down")
    func lines() {
        var broker = district()
        _ = broker.says("k", user: "klari", siteReady(8, "32.15.05"))
        _ = broker.says("c", ask("printing@32.15.05", 1))
        _ = broker.wait(.seconds(2))
        let up = broker.core.status(now: broker.now).lines
        #expect(up.map(\.name) == ["klari"])
        #expect(up[0].isUp && up[0].offices == ["32.15.05"])
        #expect(up[0].outgoing.requests == 1 && up[0].outgoing.oldest == .seconds(2))
        _ = broker.says("k", user: "klari", workerDisconnect)
        _ = broker.wait(.seconds(3))
        let down = broker.core.status(now: broker.now).lines
        #expect(!down[0].isUp && down[0].since == .seconds(3) && down[0].breaks == 1)
        #expect(down[0].offices == ["32.15.05"])
    }
}
