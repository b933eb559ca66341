import Foundation
import Logging
import TestKit
import Testing
import ZeroMQ

@testable import Majordomo

@Suite("The line between two brokers, over TCP with keys")
struct LineTests {
    @Test("requests go up and down it, each in the name of its own site")
    func bothWays() async throws {
        let pair = try LinedBrokers()
        defer { pair.stop() }
        let above = try pair.worker(at: pair.district, "who@32.15")
        let below = try pair.worker(at: pair.klari, "who@32.15.05")
        defer {
            above.stop()
            below.stop()
        }
        #expect(try await pair.ask(from: pair.klari, "who@32.15") == .ok(b("site@32.15.05>klari")))
        #expect(try await pair.ask(from: pair.district, "who@32.15.05") == .ok(b("site@32.15>district")))
        #expect(try await pair.ask(from: pair.klari, "who@32.15.05") == .ok(b("site")))
        #expect(try await pair.ask(from: pair.klari, "nobody@32.15", patiently: false) == .unavailable)
        #expect(try await pair.ask(from: pair.district, "nobody@32.15.05", patiently: false) == .unavailable)
    }

    @Test("a line that is cut is unavailable at once, and comes back by itself")
    func cut() async throws {
        let pair = try LinedBrokers()
        defer { pair.stop() }
        let above = try pair.worker(at: pair.district, "who@32.15")
        let below = try pair.worker(at: pair.klari, "who@32.15.05")
        defer {
            above.stop()
            below.stop()
        }
        #expect(try await pair.ask(from: pair.klari, "who@32.15") == .ok(b("site@32.15.05>klari")))
        pair.line.set { $0.isCut = true }
        try eventually("the line is seen to be down", within: .seconds(60)) { try !pair.isUp }
        #expect(try await pair.ask(from: pair.klari, "who@32.15", patiently: false) == .unavailable)
        #expect(try await pair.ask(from: pair.klari, "who@32.15.05", patiently: false) == .ok(b("site")))
        pair.line.set { $0.isCut = false }
        #expect(
            try await pair.ask(from: pair.klari, "who@32.15", within: .seconds(30)) == .ok(b("site@32.15.05>klari")))
        #expect(
            try await pair.ask(from: pair.district, "who@32.15.05", within: .seconds(30))
                == .ok(b("site@32.15>district")))
    }

    @Test("a line that swallows everything is noticed by its silence")
    func blackHole() async throws {
        let pair = try LinedBrokers(heartbeat: .milliseconds(200))
        defer { pair.stop() }
        let above = try pair.worker(at: pair.district, "who@32.15")
        defer { above.stop() }
        #expect(try await pair.ask(from: pair.klari, "who@32.15") == .ok(b("site@32.15.05>klari")))
        pair.line.set { $0.isBlackHole = true }
        try eventually("the line is seen to be down", within: .seconds(60)) { try !pair.isUp }
        pair.line.set { $0.isBlackHole = false }
        #expect(
            try await pair.ask(from: pair.klari, "who@32.15", within: .seconds(30)) == .ok(b("site@32.15.05>klari")))
    }

    @Test("a slow line lives on while it carries what is large: its heartbeats are answered, and nothing is lost")
    func slow() async throws {
        let pair = try LinedBrokers(heartbeat: .milliseconds(600), .init(delay: 0.05, rate: 512_000))
        defer { pair.stop() }
        let above = try pair.worker(at: pair.district, "count@32.15")
        defer { above.stop() }
        #expect(try await pair.ask(from: pair.klari, "count@32.15", within: .seconds(60)) == .ok(b("0")))
        let large = [UInt8](repeating: 7, count: 32 * 1024)
        let client = try pair.client(pair.klari)
        defer { client.stop() }
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    await client.request(service: "count@32.15", id: UUID(), body: large, deadline: .seconds(60))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == [Outcome](repeating: .ok(b("32768")), count: 12))
        #expect(try pair.state?.breaks == 0)
        #expect(try pair.state?.roundTrip.map { $0 > .milliseconds(100) } == true)
    }

    @Test("of the district's brokers the second is used while the first is away, and the first again after a break")
    func failOver() async throws {
        let pair = try LinedBrokers(isSecondFirst: true)
        defer { pair.stop() }
        let above = try pair.worker(at: pair.district, "who@32.15")
        defer { above.stop() }
        #expect(
            try await pair.ask(from: pair.klari, "who@32.15", within: .seconds(30)) == .ok(b("site@32.15.05>klari")))
        #expect(try pair.state?.endpoint.hasSuffix(":\(pair.line.port)") == true)
    }

    @Test("a site that vouches for an office of another is refused, and the log says so")
    func vouching() async throws {
        let pair = try LinedBrokers()
        defer { pair.stop() }
        let above = try pair.worker(at: pair.district, "who@32.15")
        defer { above.stop() }
        #expect(try await pair.ask(from: pair.district, "who@32.15") == .ok(b("site")), "it is served by now")
        let socket = try pair.socketOfKlari()
        defer { socket.close() }
        for (claim, status) in [("site@32.15.06", 5), ("site@32.15.05", 1), ("site", 5)] as [(String, UInt8)] {
            let reply = try await pair.say(
                [[], lokc, [2], b("who@32.15"), RequestID(UUID()).bytes, [0, 0, 100, 0], [], b(claim)], on: socket)
            #expect(reply.count == 7 && reply[5] == [status], "\(claim)")
        }
        #expect(pair.log.lines.contains { $0.contains("klari") && $0.contains("site@32.15.06") })
    }
}

/// A district's broker and a kecamatan's, with a line in the test's hand between them.
private final class LinedBrokers {
    let line: SlowLine
    let klari: String
    let district: String
    let log = KeptLog()
    private let folder: ScratchFolder
    private let above: BrokerLoop
    private let below: BrokerLoop
    private let keys: (district: KeyPair, klari: KeyPair)
    private let districtPort: Int

    init(
        heartbeat: Duration = .milliseconds(500), isSecondFirst: Bool = false,
        _ condition: SlowLine.Condition = SlowLine.Condition()
    ) throws {
        folder = try ScratchFolder()
        klari = "ipc://\(folder.file("k.ipc"))"
        district = "ipc://\(folder.file("d.ipc"))"
        districtPort = try SlowLine.freePort()
        keys = (try KeyPair(), try KeyPair())
        line = try SlowLine(to: districtPort, condition)
        var register = KeyRegister()
        try register.add(KeyHolder(name: "klari", key: keys.klari.publicKey, role: .site(offices: ["32.15.05"])))
        var settings = BrokerSettings()
        settings.settling = .zero
        settings.lineTimings = Timings(heartbeat: heartbeat, liveness: 5)
        settings.offices = ["32.15"]
        let log = log
        above = try BrokerLoop(
            endpoints: [district, "tcp://127.0.0.2:\(districtPort)"], settings: settings,
            keys: BrokerKeys(pair: keys.district, register: register),
            logger: Logger(label: "district") { _ in KeptLog.Handler(log: log) }
        ) { _ in [] }
        _ = try above.start()
        settings.offices = ["32.15.05"]
        let dead = "tcp://127.0.0.1:\(try SlowLine.freePort())"
        let alive = "tcp://127.0.0.1:\(line.port)"
        var uplink = UplinkSettings(
            endpoints: isSecondFirst ? [dead, alive] : [alive],
            identity: Identity(pair: keys.klari, broker: keys.district.publicKey), offices: ["32.15.05"])
        uplink.timings = settings.lineTimings
        uplink.patience = .seconds(1)
        let status = status
        below = try BrokerLoop(endpoints: [klari], settings: settings, uplink: uplink, logger: quiet) { told in
            status.with { $0 = told.lines.first }
            return []
        }
        _ = try below.start()
    }

    private let status = Guarded<LineStatus?>(nil)

    /// What Klari's broker says of its line at this moment.
    var state: LineStatus? {
        get throws {
            let client = try client(klari)
            defer { client.stop() }
            let asked = Signal()
            client.send(service: "lok.status", id: UUID(), body: [], deadline: .seconds(60)) { _ in asked.give() }
            asked.wait()
            return status.with { $0 }
        }
    }

    var isUp: Bool { get throws { try state?.isUp ?? false } }

    func client(_ endpoint: String) throws -> ClientPort { try ClientPort(endpoints: [endpoint], logger: quiet) }

    /// Answers with the principals that it was told, or with the size of the body.
    func worker(at endpoint: String, _ name: String) throws -> WorkerPort {
        let own = Guarded<WorkerPort?>(nil)
        let worker = try WorkerPort(endpoints: [endpoint], names: [name], credit: 64, logger: quiet) { batch in
            own.with { $0 }?.reply(
                batch.map {
                    let text = name.hasPrefix("who") ? $0.principals.joined(separator: ">") : "\($0.body.count)"
                    return ($0.handle, Array(text.utf8))
                })
        }
        own.with { $0 = worker }
        try worker.start()
        return worker
    }

    /// Asks until somebody serves the name or the time is over.
    func ask(
        from endpoint: String, _ service: String, within limit: Duration = .seconds(60), patiently: Bool = true
    ) async throws -> Outcome {
        let client = try client(endpoint)
        defer { client.stop() }
        let passing: [Outcome] = patiently ? [.busy, .unavailable, .expired, .unknown] : []
        return try await answered(within: limit) { left in
            let outcome = await client.request(
                service: service, id: UUID(), body: [], deadline: min(left, .seconds(3)))
            return passing.contains(outcome) && left > .zero ? nil : outcome
        } ?? .unknown
    }

    /// A bare socket with Klari's own key, for what no broker of ours would say.
    func socketOfKlari() throws -> Socket {
        var options = SocketOptions()
        options.curve = .client(keys.klari, server: keys.district.publicKey)
        let socket = try Socket(.dealer, options: options)
        try socket.connect("tcp://127.0.0.2:\(districtPort)")
        return socket
    }

    /// Says one thing and waits for the answer.
    func say(_ frames: [[UInt8]], on socket: Socket) async throws -> [[UInt8]] {
        var poller = Poller(wakeup: try Wakeup())
        let deadline = ContinuousClock.now + .seconds(30)
        while try socket.send(frames) != .sent {
            guard ContinuousClock.now < deadline else { throw Timeout(description: "the socket takes nothing") }
            _ = try poller.wait(for: [(socket, .writable)], timeout: .milliseconds(200))
        }
        while ContinuousClock.now < deadline {
            if case .message(let reply)? = try socket.receive() { return reply }
            _ = try poller.wait(for: [(socket, .readable)], timeout: .seconds(1))
        }
        throw Timeout(description: "no answer")
    }

    func stop() {
        below.stop()
        above.stop()
        line.close()
    }
}

/// Keeps what a broker logs.
final class KeptLog: Sendable {
    private let kept = Guarded<[String]>([])

    var lines: [String] { kept.with { $0 } }

    struct Handler: LogHandler {
        let log: KeptLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        init(log: KeptLog) { self.log = log }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.kept.with { $0.append("\(event.message)") } }
    }
}
