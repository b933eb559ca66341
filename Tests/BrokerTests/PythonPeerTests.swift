import Foundation
import Majordomo
import TestKit
import Testing
import ZeroMQ

@Suite("Majordomo peers in Python through loket-broker")
struct PythonPeerTests {
    @Test("a plain client reaches a plain worker, every frame of both bodies whole")
    func plain() throws {
        let broker = try RunningBroker()
        let worker = try PythonPeers.start("mdp_worker.py", [broker.endpoint, "shout"])
        try worker.waitForOutput(containing: "registered")
        let client = try PythonPeers.start("mdp_client.py", [broker.endpoint, "shout", "selamat", "pagi"])
        #expect(try client.waitForExit().isSuccess, "\(client.errorOutput)")
        #expect(client.output == "SELAMAT\nPAGI\n")
        worker.signal(SIGTERM)
        #expect(try worker.waitForExit().isSuccess, "\(worker.errorOutput)")
    }

    @Test("a request that comes before its worker waits for it")
    func clientFirst() throws {
        let broker = try RunningBroker()
        let client = try PythonPeers.start("mdp_client.py", [broker.endpoint, "shout", "halo"])
        let worker = try PythonPeers.start("mdp_worker.py", [broker.endpoint, "shout"])
        #expect(try client.waitForExit().isSuccess, "\(client.errorOutput)")
        #expect(client.output == "HALO\n")
        #expect(worker.isRunning)
    }

    @Test("mmi.service says who is there, and other mmi names are not implemented")
    func mmi() throws {
        let broker = try RunningBroker()
        func ask(_ service: String, _ body: String) throws -> String {
            let client = try PythonPeers.start("mdp_client.py", [broker.endpoint, service, body])
            try client.waitForExit()
            return client.output
        }
        #expect(try ask("mmi.service", "shout") == "404\n")
        #expect(try ask("mmi.workers", "shout") == "501\n")
        let worker = try PythonPeers.start("mdp_worker.py", [broker.endpoint, "shout"])
        try worker.waitForOutput(containing: "registered")
        #expect(try ask("shout", "x") == "X\n")
        #expect(try ask("mmi.service", "shout") == "200\n")
    }

    @Test("a worker of ours serves a plain client, and a plain worker serves a client of ours")
    func between() async throws {
        let broker = try RunningBroker()
        let own = Guarded<WorkerPort?>(nil)
        let worker = try WorkerPort(
            endpoints: [broker.endpoint], names: ["echo@32.15.05"], credit: 4, logger: quiet
        ) { deliveries in
            own.with { $0 }?.reply(deliveries.map { ($0.handle, $0.body + $0.principals.joined().utf8) })
        }
        own.with { $0 = worker }
        try worker.start()
        defer { worker.stop() }
        let plainClient = try PythonPeers.start("mdp_client.py", [broker.endpoint, "echo@32.15.05", "dari "])
        #expect(try plainClient.waitForExit().isSuccess, "\(plainClient.errorOutput)")
        #expect(plainClient.output == "dari site\n")

        let plainWorker = try PythonPeers.start("mdp_worker.py", [broker.endpoint, "shout"])
        try plainWorker.waitForOutput(containing: "registered")
        let client = try broker.client()
        defer { client.stop() }
        let outcome = try await answered { left in
            let outcome = await client.request(service: "shout", id: UUID(), body: Array("a".utf8), deadline: left)
            return outcome == .unavailable ? nil : outcome
        }
        #expect(outcome == .ok(Array("A".utf8)))
    }

    @Test("a plain worker registers again with a broker that was killed and restarted")
    func restart() throws {
        let broker = try RunningBroker()
        let worker = try PythonPeers.start("mdp_worker.py", [broker.endpoint, "shout", "--heartbeat", "200"])
        try worker.waitForOutput(containing: "registered")
        let first = try PythonPeers.start("mdp_client.py", [broker.endpoint, "shout", "satu"])
        #expect(try first.waitForExit().isSuccess, "\(first.errorOutput)")
        try broker.replace()
        try worker.waitForOutput(containing: "registered\nregistered")
        let client = try PythonPeers.start("mdp_client.py", [broker.endpoint, "shout", "lagi"])
        #expect(try client.waitForExit().isSuccess, "\(client.errorOutput)")
        #expect(client.output == "LAGI\n")
    }
}
