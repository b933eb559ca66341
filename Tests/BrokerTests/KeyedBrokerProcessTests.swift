import Foundation
import Majordomo
import TestKit
import Testing
import ZeroMQ

@Suite("loket-broker with keys, as a process")
struct KeyedBrokerProcessTests {
    @Test("a key that is allowed comes in, another is refused and stands in the log with what to do")
    func refused() async throws {
        let broker = try KeyedBroker()
        let klari = try KeyPair()
        try broker.allow("klari", klari, .member)
        try broker.process.waitForOutput(containing: "by a key may come in: klari")
        #expect(try await broker.status(as: klari))
        let stranger = try KeyPair()
        let client = try broker.client(as: stranger)
        defer { client.stop() }
        try await broker.knock(client, until: "refused the key \(stranger.publicKey)")
        #expect(broker.process.errorOutput.contains("loket key allow '\(stranger.publicKey)'"))
        #expect(!broker.process.errorOutput.contains(stranger.secretText))
        try broker.allow("barat", stranger, .member)
        #expect(try await broker.status(as: stranger))
    }

    @Test("a revoked key is cut off, and a mistake in the list is told by its line and cuts off nobody else")
    func revoked() async throws {
        let broker = try KeyedBroker()
        let (klari, barat) = (try KeyPair(), try KeyPair())
        try broker.allow("klari", klari, .member)
        try broker.allow("barat", barat, .member)
        let client = try broker.client(as: klari)
        defer { client.stop() }
        #expect(try await broker.answers(client, within: .seconds(60)))
        try broker.folder.changeRegister { (text) throws(KeyProblem) in
            try KeyRegister.text(text, removing: "klari").text + "\(klari.publicKey) klari boss\n"
        }
        try broker.process.waitForOutput(containing: "\"boss\" is no role")
        #expect(try await !broker.answers(client, within: .seconds(2)))
        #expect(try await broker.status(as: barat))
    }

    @Test("a wall clock that is set back an hour keeps no news of a key from the broker")
    func clockSetBack() throws {
        let clock = try #require(try WallClock())
        let broker = try KeyedBroker(environment: clock.environment)
        try broker.allow("klari", KeyPair(), .member)
        try broker.process.waitForOutput(containing: "by a key may come in: klari")
        clock.jump(by: .seconds(-3_600))
        try broker.allow("barat", KeyPair(), .member)
        try broker.process.waitForOutput(containing: "by a key may come in: klari, barat", within: .seconds(60))
    }

    @Test("a list that others may write changes nothing, loudly")
    func openList() async throws {
        let broker = try KeyedBroker()
        let klari = try KeyPair()
        try broker.allow("klari", klari, .member)
        try broker.process.waitForOutput(containing: "by a key may come in: klari")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o666], ofItemAtPath: broker.folder.registerPath)
        try broker.process.waitForOutput(containing: "chmod 600")
        #expect(try await broker.status(as: klari))
    }

    @Test("without a key, or with one that others may read, it doesn't start")
    func noKey() throws {
        let scratch = try ScratchFolder()
        let environment = ["LOKET_BROKER": "tcp://\(LoopbackAddress.fresh()):5670", "LOKET_KEYS_FOLDER": scratch.path]
        let bare = try StartedProgram("loket-broker", environment: environment)
        #expect(try bare.waitForExit() == .status(1))
        #expect(bare.errorOutput.contains("loket key make --data \(scratch.path)"))
        let folder = KeyFolder(scratch.path)
        let pair = try folder.makePair().pair
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.pairPath)
        let open = try StartedProgram("loket-broker", environment: environment)
        #expect(try open.waitForExit() == .status(1))
        #expect(open.errorOutput.contains("chmod 600"))
        #expect(!open.errorOutput.contains(pair.secretText))
    }
}

/// The real `loket-broker` on a unix socket and, with keys, on an address of its own.
private final class KeyedBroker {
    let folder: KeyFolder
    let pair: KeyPair
    let process: StartedProgram
    private let endpoint: String
    private let scratch: ScratchFolder

    init(environment: [String: String] = [:]) throws {
        scratch = try ScratchFolder()
        folder = KeyFolder(scratch.path)
        pair = try folder.makePair().pair
        endpoint = "tcp://\(LoopbackAddress.fresh()):5670"
        process = try StartedProgram(
            "loket-broker",
            environment: [
                "LOKET_BROKER": "ipc://\(scratch.file("broker.ipc")),\(endpoint)", "LOKET_DATA": scratch.path,
                "LOKET_KEYS_FOLDER": "", "LOKET_LOG": "info",
            ].merging(environment) { $1 })
        try process.waitForOutput(containing: "\(endpoint)\n")
    }

    func allow(_ name: String, _ pair: KeyPair, _ role: KeyHolder.Role) throws {
        let holder = KeyHolder(name: name, key: pair.publicKey, role: role)
        try folder.changeRegister { (text) throws(KeyProblem) in try KeyRegister.text(text, adding: holder) }
    }

    func client(as own: KeyPair) throws -> ClientPort {
        try ClientPort(
            endpoints: [endpoint], identity: Identity(pair: own, broker: pair.publicKey), logger: quiet)
    }

    /// Whether somebody with this key is answered within twenty seconds.
    func status(as own: KeyPair) async throws -> Bool {
        let client = try client(as: own)
        defer { client.stop() }
        return try await answers(client, within: .seconds(60))
    }

    func answers(_ client: ClientPort, within limit: Duration) async throws -> Bool {
        let outcome = await client.request(
            service: "mmi.service", id: UUID(), body: Array("x".utf8), deadline: limit)
        return outcome == .ok(Array("404".utf8))
    }

    /// Goes on asking until the broker's log says something.
    func knock(_ client: ClientPort, until words: String) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !process.errorOutput.contains(words), ContinuousClock.now < deadline {
            let answered = try await answers(client, within: .milliseconds(300))
            #expect(!answered)
        }
        try process.waitForOutput(containing: words, within: .seconds(60))
    }
}
