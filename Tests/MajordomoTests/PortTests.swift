import Foundation
import Logging
import Testing
import ZeroMQ

@testable import Majordomo

@Suite("Client and worker ports through a broker")
struct PortTests {
    @Test("a request comes back with its worker's reply")
    func roundTrip() async throws {
        let site = try Site()
        defer { site.stop() }
        let worker = try site.echo(names: ["echo@32.15.05"])
        defer { worker.stop() }
        let client = try site.client()
        defer { client.stop() }
        let outcome = await client.request(
            service: "echo@32.15.05", id: UUID(), body: Array("halo".utf8), deadline: .seconds(60))
        #expect(outcome == .ok(Array("halo".utf8)))
    }

    @Test("ten thousand requests, 256 outstanding, are all answered")
    func many() async throws {
        let site = try Site()
        defer { site.stop() }
        let worker = try site.echo(names: ["echo@32.15.05"], credit: 512)
        defer { worker.stop() }
        let client = try site.client()
        defer { client.stop() }
        let load = Load(client: client, service: "echo@32.15.05", total: 10_000, outstanding: 256)
        let started = ContinuousClock.now
        load.run()
        #expect(load.wait(within: .seconds(30)))
        print("10000 in", ContinuousClock.now - started, load.summary)
        #expect(load.answered == 10_000)
    }
}
