import Casework
import Civil
import Contracts
import Foundation
import Postgres
import TestKit
import Testing

@testable import Notification

/// Messages of a site that was brought back from a backup: none is sent by itself that may have been sent before.
struct RestoredNoticesTests {
    private let database: TestDatabase
    private let folder: ScratchFolder
    private let rig: EngineRig<NotificationService>
    private let service: NotificationService

    init() throws {
        database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-24T09:00:00+07:00").microseconds)
        folder = try ScratchFolder()
        service = NotificationService(catalogue: try NotificationRig.catalogue())
        rig = EngineRig(service, database: database.conninfo(role: "loket_notification"))
    }

    private func restore(kept: [String] = []) throws -> Restoration.Outcome {
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        let order = Restoration.Order(
            backupOf: try Moment(iso8601: "2026-11-24T09:00:00+07:00"), incarnation: 2, operatorName: "budi",
            keptDevices: kept, days: 1, catalogue: service.catalogue)
        return try Restoration(connection, order).run()
    }

    private func openCounter() throws {
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        try RestoredCounter(connection).open(by: "budi", withoutNeighbours: nil)
    }

    private func startGateway() throws -> EffectRunner<NotificationService> {
        var settings = EffectSettings()
        settings.sweep = .milliseconds(20)
        settings.retryAfter = .milliseconds(5)
        let runner = EffectRunner(
            desk: service, device: try FolderGateway(folder: folder.path), offices: ["32.15.05"],
            engine: rig.settings, settings: settings)
        runner.start(on: rig.engine)
        return runner
    }

    /// A message of printing's that was committed and had not arrived.
    private func leaveOnItsWay(_ number: Int) throws {
        let id = UUID()
        let request = WireRequest.with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = "32.15.05"
            $0.actor.service = "printing"
            $0.body = Data(notify(number))
        }
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        try connection.query(
            Statement(
                """
                INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until)
                VALUES ($1, 'printing', 'notification@32.15.05', $1, 1, $2, clock_timestamp())
                """, name: "leave"), .uuid(id), .bytes(Array(try request.serializedData())))
    }

    private func states() throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try database.rows("SELECT number, state FROM casework.effect").map {
                ($0[0] ?? "", $0[1] ?? "")
            })
    }

    @Test func `what was planned or on its way by the backup is unknown, and its holder is told so`() async throws {
        defer { rig.stop() }
        _ = try await rig.ask(notify(1), service: "printing")
        try leaveOnItsWay(2)
        try leaveOnItsWay(3)
        #expect(try restore().messages == 3)
        #expect(try states() == [caseNumber(1): "unknown", caseNumber(2): "unknown", caseNumber(3): "unknown"])
        let told = try database.count(
            "SELECT count(*) FROM casework.outbox WHERE sender = 'notification' AND destination = 'printing@32.15.05'")
        #expect(told == 3)

        let runner = try startGateway()
        defer { runner.stop() }
        try openCounter()
        // What was on its way arrives now.
        _ = try await rig.ask(notify(2), service: "printing")
        _ = try await rig.ask(resolve(3, "not_sent", reason: "the provider has no such message"))
        try eventually("the third is sent") { try states()[caseNumber(3)] == "confirmed" }
        #expect(try calls(in: folder.path) == ["send"])
        _ = try await rig.ask(resolve(1, "sent"))
        #expect(try states() == [caseNumber(1): "confirmed", caseNumber(2): "unknown", caseNumber(3): "confirmed"])
    }

    @Test func `a number that can't be reached is refused, as it was in the lost hours`() async throws {
        defer { rig.stop() }
        let id = UUID()
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        let request = WireRequest.with {
            $0.office = "32.15.05"
            $0.body = Data(notify(4, phone: "12"))
        }
        try connection.query(
            Statement(
                """
                INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until)
                VALUES ($1, 'printing', 'notification@32.15.05', $1, 1, $2, clock_timestamp())
                """, name: "leave"), .uuid(id), .bytes(Array(try request.serializedData())))
        #expect(try restore().messages == 0)
        #expect(try states().isEmpty)
        #expect(
            try database.count("SELECT count(*) FROM casework.outbox WHERE sender = 'notification'") == 1,
            "the case learns it")
    }

    @Test func `a gateway whose log outlived the site says what it sent, and sends the rest once the counter is open`()
        async throws
    {
        defer { rig.stop() }
        _ = try await rig.ask(notify(1), service: "printing")
        _ = try await rig.ask(notify(2), service: "printing")
        let sent = try Notice.effectID(of: Notice.id(file: file(1), occasion: "ready"))
        _ = try FolderGateway(folder: folder.path).perform(
            DeviceJob(
                effect: sent, attempt: 1, number: caseNumber(1), name: "\(caseNumber(1))-ready",
                content: .message(phone: "+6281234567890", text: "sudah jadi")))
        #expect(try restore(kept: ["notification"]).messages == 2)
        let runner = try startGateway()
        defer { runner.stop() }
        try eventually("the gateway was asked about both") {
            try states() == [caseNumber(1): "confirmed", caseNumber(2): "failed"]
        }
        #expect(try calls(in: folder.path).count { $0 == "send" } == 1)
        try openCounter()
        try eventually("the second is sent") { try states()[caseNumber(2)] == "confirmed" }
        #expect(try calls(in: folder.path).count { $0 == "send" } == 2)
    }

    private func file(_ number: Int) throws -> UUID {
        try #require(CaseNumber(caseNumber(number))).caseID(office: "32.15.05")
    }
}
