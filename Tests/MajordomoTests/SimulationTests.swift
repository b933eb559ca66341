import Testing

@testable import Majordomo

@Suite("Cores on a bad network, from a seed")
struct SimulationTests {
    @Test("on a network that loses nothing every request is answered", arguments: 0..<5 as Range<UInt64>)
    func fair(seed: UInt64) {
        var site = Simulation(seed: seed, weather: .init())
        site.play(seconds: 20, requests: 400)
        #expect(site.problems == [])
        #expect(site.ended.values.count { if case .ok = $0 { true } else { false } } > 390)
    }

    @Test(
        "with broken connections, dying workers and dying brokers: each ends once, one send is dispatched once at most, credit holds, and who is told that no worker saw a request was told the truth",
        arguments: 100..<130 as Range<UInt64>)
    func storm(seed: UInt64) {
        let weather = Simulation.Weather(broken: 0.03, workerDeathsPerSecond: 0.5, brokerDeathsPerSecond: 0.2)
        var site = Simulation(seed: seed, weather: weather)
        site.play(seconds: 20, requests: 300)
        #expect(site.problems == [], "seed \(seed)")
        #expect(site.ended.values.count { if case .ok = $0 { true } else { false } } > 100)
        for (id, outcome) in site.ended {
            switch outcome {
            case .ok: #expect(site.executed[id, default: 0] > 0)
            case .busy, .unavailable, .expired, .refused:
                #expect(site.executed[id] == nil, "seed \(seed): \(outcome), but a worker saw it")
            case .unknown: break
            }
        }
    }

    @Test(
        "with lost and doubled messages on living connections, nothing is dispatched more often than it arrived",
        arguments: 200..<230 as Range<UInt64>)
    func echoes(seed: UInt64) {
        let weather = Simulation.Weather(
            lost: 0.05, doubled: 0.2, workerDeathsPerSecond: 0.5, brokerDeathsPerSecond: 0.2)
        var site = Simulation(seed: seed, weather: weather)
        site.play(seconds: 20, requests: 300)
        #expect(site.problems == [], "seed \(seed)")
    }
}
