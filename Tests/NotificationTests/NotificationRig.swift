import Casework
import Civil
import Contracts
import Foundation
import Logging
import Records
import TestKit

@testable import Notification

/// A site of this test with a notification service whose gateway is a folder, its clock at 09.00 of 24 November 2026.
final class NotificationRig: Sendable {
    let database: TestDatabase
    let folder: ScratchFolder
    let instances: [EngineRig<NotificationService>]
    private let runners: [EffectRunner<NotificationService>]

    /// - Parameter device: what the instances ask; the folder gateway unless another is given.
    init(instances count: Int = 1, device: (any Device)? = nil) throws {
        database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-24T09:00:00+07:00").microseconds)
        folder = try ScratchFolder()
        let service = NotificationService(catalogue: try Self.catalogue())
        var runners: [EffectRunner<NotificationService>] = []
        var instances: [EngineRig<NotificationService>] = []
        for number in 1...count {
            let conninfo = database.conninfo(role: "loket_notification")
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            var settings = EngineSettings(database: conninfo, instance: "notification-\(number)", logger: logger)
            settings.effectLease = .milliseconds(600)
            var pauses = EffectSettings()
            pauses.sweep = .milliseconds(50)
            pauses.retryAfter = .milliseconds(50)
            let runner = EffectRunner(
                desk: service, device: try device ?? FolderGateway(folder: folder.path), offices: ["32.15.05"],
                engine: settings, settings: pauses)
            let rig = EngineRig(
                service, database: conninfo, instance: "notification-\(number)",
                effectsPlanned: { runner.wake() })
            runner.start(on: rig.engine)
            runners.append(runner)
            instances.append(rig)
        }
        (self.runners, self.instances) = (runners, instances)
    }

    var first: EngineRig<NotificationService> { instances[0] }

    func stop() {
        for runner in runners { runner.stop() }
        for instance in instances { instance.stop() }
    }

    static func catalogue() throws -> Catalogue {
        try Catalogue(yaml: String(contentsOfFile: cataloguePath, encoding: .utf8))
    }

    static let cataloguePath = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("ops/sample/catalogue.yaml").path

    /// The messages that are there, by file name.
    func messages() throws -> [String: String] { try sentMessages(in: folder.path) }

    /// The row's state of every effect.
    func states() throws -> [String] {
        try database.rows("SELECT state FROM casework.effect ORDER BY position").compactMap { $0[0] }
    }

    /// What the holder of a case is told next.
    func told(by instance: EngineRig<NotificationService>? = nil) throws -> (service: String, note: WireNoteNotice) {
        let message = try (instance ?? first).carrier.messages.take()
        let body = try WirePrintingCommand(serializedBytes: message.request.body)
        return (message.service, body.case.noteNotice)
    }
}

/// The messages in a gateway's folder, by file name; what is unfinished is none.
func sentMessages(in folder: String) throws -> [String: String] {
    var found: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/messages") where !name.hasPrefix(".") {
        found[name] = try String(contentsOfFile: "\(folder)/messages/\(name)", encoding: .utf8)
    }
    return found
}

/// What a gateway's log says of sending: `send`, `again`, `failed`.
func calls(in folder: String) throws -> [String] {
    try String(contentsOfFile: "\(folder)/gateway.log", encoding: .utf8).split(separator: "\n").map {
        try JSONDecoder().decode(GatewayLog.Entry.self, from: Data($0.utf8)).call.rawValue
    }
}

func caseNumber(_ number: Int) -> String { "KLR-261123-B\(String(1000 + number).dropFirst())-1" }

/// What printing asks for when a case is ready.
func notify(
    _ number: Int, phone: String = "+6281234567890", name: String = "BUDI SANTOSO", occasion: String = "ready"
) -> [UInt8] {
    written(
        WireNotificationCommand.with {
            $0.notify.caseID = Data((CaseNumber(caseNumber(number))?.caseID(office: "32.15.05") ?? UUID()).bytes)
            $0.notify.caseNumber = caseNumber(number)
            $0.notify.phone = phone
            $0.notify.name = name
            $0.notify.productName = "Perubahan Kartu Keluarga"
            $0.notify.place = "Kantor Kecamatan Klari"
            $0.notify.hours = "07.30-16.00"
            $0.notify.occasion = occasion
            $0.notify.replyTo = "printing@32.15.05"
        })
}

func resolve(_ number: Int, _ outcome: String, reason: String = "asked the applicant") -> [UInt8] {
    written(
        WireNotificationCommand.with {
            $0.resolveNotice.caseNumber = caseNumber(number)
            $0.resolveNotice.outcome = outcome
            $0.resolveNotice.reason = reason
        })
}

extension WireReply {
    func notification() throws -> WireNotificationReply { try WireNotificationReply(serializedBytes: accepted) }
}

/// A gateway that answers as it is told and counts how often it was asked.
final class ToldGateway: Device, @unchecked Sendable {
    private let lock = NSLock()
    private var answers: [() throws -> DeviceOutcome]
    private var knowledge: DeviceKnowledge
    private var asked: [DeviceJob] = []

    struct Silence: Error {}

    init(_ answers: [() throws -> DeviceOutcome], knowledge: DeviceKnowledge = .neverHeard) {
        self.answers = answers
        self.knowledge = knowledge
    }

    var jobs: [DeviceJob] { lock.withLock { asked } }

    func perform(_ job: DeviceJob) throws -> DeviceOutcome {
        let answer = lock.withLock {
            asked.append(job)
            return answers.isEmpty ? { .confirmed(reference: "gw-\(job.attempt)") } : answers.removeFirst()
        }
        return try answer()
    }

    func inquire(_ id: UUID) throws -> DeviceKnowledge { lock.withLock { knowledge } }
}
