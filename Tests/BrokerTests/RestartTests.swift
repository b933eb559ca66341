import Foundation
import Majordomo
import TestKit
import Testing
import ZeroMQ

@Suite("loket-broker killed with kill -9 under load")
struct RestartTests {
    @Test("every request is answered, and no broker hands one send out twice")
    func killed() throws {
        let broker = try RunningBroker()
        let crew = try Crew(endpoint: broker.endpoint, workers: 2)
        defer { crew.stop() }
        let client = try broker.client()
        defer { client.stop() }
        let load = Load(client: client, total: 20_000, outstanding: 128)
        load.run()
        for kill in 1...3 {
            try #require(load.wait(until: kill * 4_000), "\(load.summary)")
            #expect(load.ended < 20_000, "the kill must come while requests are out")
            try broker.replace()
        }
        try #require(
            load.wait(until: 20_000), "\(load.summary) \(broker.process.isRunning) \(broker.process.errorOutput)")
        #expect(load.summary == ["ok": 20_000])
        #expect(crew.twiceFromOneBroker == 0)
        #expect(crew.brokersSeen == 4)
    }

    @Test("after a restart, requests flow again within a second")
    func recovery() throws {
        let broker = try RunningBroker()
        let crew = try Crew(endpoint: broker.endpoint, workers: 1)
        defer { crew.stop() }
        let client = try broker.client()
        defer { client.stop() }
        let load = Load(client: client, total: .max, outstanding: 16)
        defer { load.stop() }
        load.run()
        try #require(load.wait(until: 500), "\(load.summary)")
        try broker.replace()
        let ready = ContinuousClock.now
        try #require(load.wait(until: load.ended + 100), "\(load.summary)")
        #expect(ContinuousClock.now - ready < .seconds(1))
    }

    @Test("a worker killed with requests at work: another one answers them all")
    func workerStops() throws {
        let broker = try RunningBroker()
        let lost = try Crew(endpoint: broker.endpoint, workers: 1, isSilent: true)
        let client = try broker.client()
        defer { client.stop() }
        let load = Load(client: client, total: 8, outstanding: 8)
        load.run()
        try #require(lost.wait(until: 8))
        let crew = try Crew(endpoint: broker.endpoint, workers: 1)
        defer { crew.stop() }
        lost.stop()
        try #require(load.wait(until: 8), "\(load.summary)")
        #expect(load.summary == ["ok": 8])
    }
}

/// Echo workers of one name that remember which broker gave them what.
final class Crew: Sendable {
    private struct State {
        var seen: [String: Int] = [:]
        var brokers: Set<[UInt8]> = []
        var deliveries = 0
    }

    private let workers = Guarded<[WorkerPort]>([])
    private let state = Guarded(State())
    private let change = Condition()

    init(endpoint: String, workers count: Int, isSilent: Bool = false) throws {
        for number in 0..<count {
            let worker = try WorkerPort(
                endpoints: [endpoint], names: ["echo@32.15.05"], credit: 64, logger: quiet
            ) { deliveries in
                self.remember(deliveries)
                guard !isSilent else { return }
                self.workers.with { $0[number] }.reply(deliveries.map { ($0.handle, $0.body) })
            }
            workers.with { $0.append(worker) }
            try worker.start()
        }
    }

    private func remember(_ deliveries: [Delivery]) {
        state.with { state in
            for delivery in deliveries {
                let broker = Array(delivery.handle.prefix(8))
                state.brokers.insert(broker)
                state.seen["\(broker) \(String(decoding: delivery.body, as: UTF8.self))", default: 0] += 1
            }
            state.deliveries += deliveries.count
        }
        change.signal()
    }

    var twiceFromOneBroker: Int { state.with { $0.seen.values.count { $0 > 1 } } }
    var brokersSeen: Int { state.with { $0.brokers.count } }

    func wait(until count: Int) -> Bool {
        change.wait(within: .seconds(30)) { state.with { $0.deliveries } >= count }
    }

    func stop() {
        for worker in workers.with({ $0 }) { worker.stop() }
    }
}

/// Keeps a number of requests out until all were answered, and counts how each ended.
final class Load: Sendable {
    private struct State {
        var sent = 0
        var ended = 0
        var words: [String: Int] = [:]
        var isStopped = false
    }

    private let client: ClientPort
    private let total: Int
    private let outstanding: Int
    private let state = Guarded(State())
    private let change = Condition()

    init(client: ClientPort, total: Int, outstanding: Int) {
        self.client = client
        self.total = total
        self.outstanding = outstanding
    }

    func run() {
        for _ in 0..<min(outstanding, total) { sendNext() }
    }

    func stop() { state.with { $0.isStopped = true } }

    func wait(until count: Int) -> Bool { change.wait(within: .seconds(60)) { ended >= count } }

    var ended: Int { state.with { $0.ended } }
    var summary: [String: Int] { state.with { $0.words } }

    private func sendNext() {
        let number: Int? = state.with { state in
            guard state.sent < total, !state.isStopped else { return nil }
            state.sent += 1
            return state.sent
        }
        guard let number else { return }
        let body = Array("request \(number)".utf8)
        client.send(service: "echo@32.15.05", id: UUID(), body: body, deadline: .seconds(30)) { outcome in
            self.state.with { state in
                state.ended += 1
                state.words[self.word(outcome, for: body), default: 0] += 1
            }
            self.change.signal()
            self.sendNext()
        }
    }

    private func word(_ outcome: Outcome, for body: [UInt8]) -> String {
        guard case .ok(let reply) = outcome else { return "\(outcome)" }
        return reply == body ? "ok" : "mixed up"
    }
}
