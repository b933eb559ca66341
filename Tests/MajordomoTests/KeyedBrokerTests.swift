import Foundation
import Logging
import TestKit
import Testing
import ZeroMQ

@testable import Majordomo

@Suite("A broker with keys")
struct KeyedBrokerTests {
    @Test(
        "a machine of the site asks as the site, another site in nobody's name is refused, and peers here need no key")
    func principals() async throws {
        let site = try KeyedSite()
        defer { site.stop() }
        let member = try site.allow("printing-2", .member)
        let klari = try site.allow("klari", .site(offices: ["32.15.05"]))
        let worker = try site.worker(as: member)
        defer { worker.stop() }
        for (pair, outcome) in [(member, .ok(b("site"))), (klari, .refused), (nil, .ok(b("site")))]
            as [(KeyPair?, Outcome)]
        {
            let client = try site.client(as: pair)
            defer { client.stop() }
            #expect(try await site.ask(client) == outcome)
        }
    }

    @Test("without a key, with one that isn't allowed, or with another broker's, nobody gets an answer")
    func strangers() async throws {
        let site = try KeyedSite()
        defer { site.stop() }
        let member = try site.allow("printing-2", .member)
        let worker = try site.worker(as: nil)
        defer { worker.stop() }
        let elsewhere = try KeyPair().publicKey
        let strangers = [
            try ClientPort(
                endpoints: [site.keyed], identity: Identity(pair: try KeyPair(), broker: site.pair.publicKey),
                logger: quiet),
            try ClientPort(
                endpoints: [site.keyed], identity: Identity(pair: member, broker: elsewhere), logger: quiet),
        ]
        for client in strangers {
            #expect(try await site.ask(client, within: .milliseconds(1_500)) == .unavailable)
            client.stop()
        }
        #expect(throws: ZeroMQError.self) { try ClientPort(endpoints: [site.keyed], logger: quiet) }
        let client = try site.client(as: member)
        defer { client.stop() }
        #expect(try await site.ask(client) == .ok(Array("site".utf8)))
        #expect(site.worked.with { $0 } == 1)
    }

    @Test(
        "an endpoint that other machines reach isn't bound without keys", arguments: ["tcp://127.0.0.2:*", "tcp://*:*"])
    func unkeyed(_ endpoint: String) throws {
        let broker = try BrokerLoop(endpoints: [endpoint], logger: quiet) { _ in [] }
        #expect {
            try broker.start()
        } throws: {
            ($0 as? ZeroMQError)?.kind == .needsKeys && "\($0)".contains("loket key make")
        }
    }

    @Test("a key that is allowed later comes in by itself")
    func later() async throws {
        let site = try KeyedSite()
        defer { site.stop() }
        let pair = try KeyPair()
        let worker = try site.worker(as: pair)
        defer { worker.stop() }
        let client = try site.client(as: nil)
        defer { client.stop() }
        #expect(try await site.ask(client, within: .milliseconds(1_500)) != .ok(Array("site".utf8)))
        #expect(site.worked.with { $0 } == 0)
        try site.allow("printing-2", .member, pair)
        #expect(try await site.ask(client, within: .seconds(60)) == .ok(Array("site".utf8)))
    }

    @Test("a key that is revoked is cut off at once: its worker gets nothing more, its questions no answer")
    func revoked() async throws {
        let site = try KeyedSite()
        defer { site.stop() }
        let member = try site.allow("printing-2", .member)
        let worker = try site.worker(as: member)
        defer { worker.stop() }
        let own = try site.client(as: nil)
        defer { own.stop() }
        let theirs = try site.client(as: member)
        defer { theirs.stop() }
        #expect(try await site.ask(own) == .ok(Array("site".utf8)))
        #expect(try await site.ask(theirs) == .ok(Array("site".utf8)))
        site.revoke("printing-2")
        #expect(try await site.ask(own, patiently: false) == .unavailable)
        let spare = try site.worker(as: nil)
        defer { spare.stop() }
        #expect(try await site.ask(own) == .ok(Array("site".utf8)))
        #expect(try await site.ask(theirs, within: .milliseconds(1_500)) != .ok(Array("site".utf8)))
        #expect(site.worked.with { $0 } == 3)
    }
}

/// A broker of a test's own that listens on a unix socket and, with keys, on loopback.
final class KeyedSite: Sendable {
    let pair: KeyPair
    let open: String
    let keyed: String
    let broker: BrokerLoop
    /// How many requests all workers together have answered.
    let worked = Guarded(0)
    private let register = Guarded(KeyRegister())
    private let folder: String

    init() throws {
        pair = try KeyPair()
        folder = "/tmp/loket-keyed-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        open = "ipc://\(folder)/broker.ipc"
        var settings = BrokerSettings()
        settings.settling = .zero
        broker = try BrokerLoop(
            endpoints: [open, "tcp://127.0.0.2:*"], settings: settings,
            keys: BrokerKeys(pair: pair, register: KeyRegister()), logger: quiet
        ) { _ in [] }
        keyed = try broker.start()[1]
    }

    func stop() {
        broker.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    @discardableResult
    func allow(_ name: String, _ role: KeyHolder.Role, _ known: KeyPair? = nil) throws -> KeyPair {
        let pair = try known ?? KeyPair()
        let holder = KeyHolder(name: name, key: pair.publicKey, role: role)
        let next = register.with { register in
            do { try register.add(holder) } catch { Issue.record("\(error)") }
            return register
        }
        broker.admit(by: next)
        return pair
    }

    func revoke(_ name: String) {
        let next = register.with { register in
            var left = KeyRegister()
            for holder in register.holders where holder.name != name {
                do { try left.add(holder) } catch { Issue.record("\(error)") }
            }
            register = left
            return left
        }
        broker.admit(by: next)
    }

    private func identity(_ pair: KeyPair?) -> Identity? {
        pair.map { Identity(pair: $0, broker: self.pair.publicKey) }
    }

    func client(as pair: KeyPair?) throws -> ClientPort {
        try ClientPort(endpoints: [pair == nil ? open : keyed], identity: identity(pair), logger: quiet)
    }

    /// A started worker that answers with the principals that it was told.
    func worker(as pair: KeyPair?) throws -> WorkerPort {
        let own = Guarded<WorkerPort?>(nil)
        let worker = try WorkerPort(
            endpoints: [pair == nil ? open : keyed], identity: identity(pair), names: ["who@32.15.05"], credit: 8,
            logger: quiet
        ) { [worked] batch in
            worked.with { $0 += batch.count }
            own.with { $0 }?.reply(batch.map { ($0.handle, Array($0.principals.joined(separator: ">").utf8)) })
        }
        own.with { $0 = worker }
        try worker.start()
        return worker
    }

    /// Asks who asks, until somebody serves the name or the time is over.
    func ask(
        _ client: ClientPort, within limit: Duration = .seconds(60), patiently: Bool = true
    ) async throws -> Outcome {
        try await answered(within: limit) { left in
            let outcome = await client.request(service: "who@32.15.05", id: UUID(), body: [], deadline: left)
            return patiently && outcome == .unavailable && left > .zero ? nil : outcome
        } ?? .unavailable
    }
}
