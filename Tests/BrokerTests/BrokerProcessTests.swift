import Contracts
import Foundation
import Majordomo
import TestKit
import Testing

@Suite("loket-broker as a process")
struct BrokerProcessTests {
    @Test("it says ready, and ends in order on SIGTERM and SIGINT", arguments: [SIGTERM, SIGINT])
    func orderedStop(signal: Int32) throws {
        let broker = try RunningBroker()
        broker.process.signal(signal)
        #expect(try broker.process.waitForExit().isSuccess)
    }

    @Test("a second broker on a living one's socket refuses in one sentence, and the first goes on")
    func taken() async throws {
        let broker = try RunningBroker()
        let second = try StartedProgram("loket-broker", environment: ["LOKET_BROKER": broker.endpoint])
        #expect(try second.waitForExit() == .status(1))
        #expect(second.errorOutput.contains("is in use: stop the process"))
        let client = try broker.client()
        defer { client.stop() }
        let outcome = await client.request(
            service: "mmi.service", id: UUID(), body: Array("x".utf8), deadline: .seconds(60))
        #expect(outcome == .ok(Array("404".utf8)))
    }

    @Test("a socket that a killed broker left behind is taken over")
    func stale() throws {
        let broker = try RunningBroker()
        try broker.replace()
        #expect(broker.process.isRunning)
    }

    @Test("a taken port, a path too long and a folder that can't be made are one sentence each")
    func badEndpoints() throws {
        let tcp = try StartedProgram("loket-broker", environment: ["LOKET_BROKER": "tcp://127.0.0.1:*"])
        try tcp.waitForOutput(containing: "\n")
        let endpoint = try #require(tcp.output.split(separator: " ").last).trimmingCharacters(in: .newlines)
        let bad = [
            (endpoint, "is in use"), ("ipc:///tmp/" + String(repeating: "x", count: 110), "at most 107 bytes"),
            ("ipc:///proc/nowhere/broker.ipc", "/proc/nowhere"),
        ]
        for (endpoint, words) in bad {
            let broker = try StartedProgram("loket-broker", environment: ["LOKET_BROKER": endpoint])
            #expect(try broker.waitForExit() == .status(1))
            #expect(broker.errorOutput.contains(words), "\(broker.errorOutput)")
            let lines = broker.errorOutput.split(separator: "\n").filter { $0.hasPrefix("loket-broker:") }
            #expect(lines.count == 1)
        }
    }

    @Test("lok.status tells names, workers and counters in protobuf")
    func status() async throws {
        let broker = try RunningBroker()
        let worker = try WorkerPort(
            endpoints: [broker.endpoint], names: ["intake@32.15.05"], credit: 8, logger: quiet, onDeliveries: { _ in })
        try worker.start()
        defer { worker.stop() }
        let client = try broker.client()
        defer { client.stop() }
        let line = try await answered { left -> WireServiceLine? in
            let outcome = await client.request(service: "lok.status", id: UUID(), body: [], deadline: left)
            guard case .ok(let body) = outcome else {
                throw Timeout(description: "no status but \(outcome); the broker runs: \(broker.process.isRunning)")
            }
            return try WireBrokerStatus(serializedBytes: body).services.first { $0.workers == 1 }
        }
        #expect(line?.name == "intake@32.15.05")
        #expect(line?.credit == 8)
    }
}
