import Civil
import Contracts
import Foundation
import Logging
import Majordomo
import Postgres
import Records
import TestKit
import Testing

/// `loket-notification` killed while a message is on its way, and started again.
struct KilledGatewayTests {
    @Test func `killed with a message half made, it is unknown until a person says so, and then sent once`()
        async throws
    {
        let site = try RunningNotification()
        try site.start(gated: true)
        try await site.accept(notify(1))
        try eventually("the gateway is asked") { try site.log().contains("send") }
        try site.kill()
        #expect(try sentMessages(in: site.data).isEmpty)

        try site.start()
        try eventually("nobody can tell", within: .seconds(60)) { try site.states() == ["unknown"] }
        let unknown = try await site.reply(WireNotificationCommand.with { $0.showUnknown = .init() }).unknown
        #expect(unknown.effects.map(\.number) == [caseNumber(1)])
        #expect(try sentMessages(in: site.data).isEmpty)

        try await site.accept(resolve(1, "not_sent", reason: "the applicant got nothing"))
        try eventually("it is sent") { try site.states() == ["confirmed"] }
        #expect(try sentMessages(in: site.data).count == 1)
        #expect(try site.log() == ["send", "inquire", "send"])
    }

    @Test func `killed after the message and before its report, it finds out and sends no second one`() async throws {
        let site = try RunningNotification()
        try site.start(gated: true)
        try await site.accept(notify(1))
        try eventually("the gateway is asked") { try site.log().contains("send") }
        // Holds up the commit that reports the end.
        let holder = try site.database.connect()
        try holder.script("BEGIN; SELECT FROM casework.subject WHERE kind = 6 FOR UPDATE")
        try site.openGate()
        try eventually("the report waits for the row") {
            try site.database.count(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                > 0
        }
        #expect(try sentMessages(in: site.data).count == 1)
        try site.kill()
        try holder.script("ROLLBACK")
        #expect(try site.states() == ["started"])

        try site.start()
        try eventually("it finds out", within: .seconds(60)) { try site.states() == ["confirmed"] }
        #expect(try sentMessages(in: site.data).count == 1)
        #expect(try site.log() == ["send", "inquire"])
    }
}

/// The real broker and the real service, each a process, on a database of this test.
final class RunningNotification {
    let database: TestDatabase
    private let folder: ScratchFolder
    private let broker: StartedProgram
    private let client: ClientPort
    private var process: StartedProgram?

    var data: String { folder.file("data") }
    private var endpoint: String { "ipc://\(folder.file("b/broker.ipc"))" }
    private var gate: String { folder.file("gate") }

    init() throws {
        database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-24T09:00:00+07:00").microseconds)
        folder = try ScratchFolder()
        guard mkfifo(folder.file("gate"), 0o600) == 0 else { throw POSIXError(.EIO) }
        let endpoint = "ipc://\(folder.file("b/broker.ipc"))"
        broker = try StartedProgram("loket-broker", environment: ["LOKET_BROKER": endpoint])
        try broker.waitForOutput(containing: "ready \(endpoint)")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        client = try ClientPort(endpoints: [endpoint], logger: logger)
    }

    deinit { client.stop() }

    /// - Parameter gated: whether a message waits, half made, for `openGate`.
    func start(gated: Bool = false) throws {
        var environment = [
            "LOKET_BROKER": endpoint, "LOKET_DATABASE": database.conninfo(role: "loket_notification"),
            "LOKET_CATALOGUE": NotificationRig.cataloguePath, "LOKET_OFFICES": "32.15.05", "LOKET_DATA": data,
        ]
        if gated { environment["LOKET_GATEWAY_GATE"] = gate }
        let process = try StartedProgram("loket-notification", environment: environment)
        try process.waitForOutput(containing: "loket-notification ready")
        self.process = process
    }

    func kill() throws { try process?.killHard() }

    /// Waits for the gateway to stand there, and lets it through.
    func openGate() throws {
        var descriptor: Int32 = -1
        try eventually("the gateway waits at the gate") {
            descriptor = open(gate, O_WRONLY | O_NONBLOCK)
            return descriptor >= 0
        }
        close(descriptor)
    }

    func states() throws -> [String] {
        try database.rows("SELECT state FROM casework.effect").compactMap { $0[0] }
    }

    func log() throws -> [String] {
        FileManager.default.fileExists(atPath: "\(data)/gateway.log") ? try calls(in: data) : []
    }

    func accept(_ body: [UInt8]) async throws {
        guard case .accepted = try await ask(body).outcome else { throw NotAccepted() }
    }

    func reply(_ command: WireNotificationCommand) async throws -> WireNotificationReply {
        try WireNotificationReply(serializedBytes: try await ask(written(command)).accepted)
    }

    private func ask(_ body: [UInt8]) async throws -> WireReply {
        let id = UUID()
        let request = WireRequest.with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = "32.15.05"
            $0.actor.operator = "rina"
            $0.body = Data(body)
        }
        let outcome = await client.request(
            service: "notification@32.15.05", id: id, body: written(request), deadline: .seconds(60))
        guard case .ok(let bytes) = outcome else { throw NotAccepted() }
        return try WireReply(serializedBytes: bytes)
    }

    struct NotAccepted: Error {}
}
