import Casework
import Civil
import Contracts
import Documents
import Foundation
import Records
import TestKit

@testable import Intake
@testable import Printing
@testable import Recording

/// A site of this test: intake and recording that bring cases to the printing room, and printers that write into
/// a folder. A demo site's clock stands at the opening of Monday 23 November 2026.
final class PrintingRig {
    static let office = "32.15.05"

    let database: TestDatabase
    let folder: ScratchFolder
    let catalogue: Catalogue
    let intake: EngineRig<IntakeService>
    let recording: EngineRig<RecordingService>
    let printing: EngineRig<PrintingService>
    private let desk: PrintingService
    private let wakes = Wakes()
    private var runners: [EffectRunner<PrintingService>] = []

    /// - Parameter change: what this test's catalogue has otherwise than the sample's.
    init(isDemo: Bool = true, catalogue change: (String) -> String = { $0 }) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        catalogue = try Catalogue(
            yaml: change(
                String(contentsOf: root.appendingPathComponent("ops/sample/catalogue.yaml"), encoding: .utf8)))
        database = try TestDatabase()
        folder = try ScratchFolder()
        try database.makeSite(
            offices: ["32.15.05", "32.15"],
            clock: isDemo ? Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds : nil)
        intake = EngineRig(IntakeService(catalogue: catalogue), database: database.conninfo(role: "loket_intake"))
        recording = EngineRig(
            RecordingService(catalogue: catalogue), database: database.conninfo(role: "loket_recording"))
        desk = PrintingService(catalogue: catalogue, press: try Press())
        let wakes = wakes
        printing = EngineRig(
            desk, database: database.conninfo(role: "loket_printing"), effectsPlanned: { wakes.wake() })
    }

    /// A second instance of printing at the same store.
    func another() -> EngineRig<PrintingService> {
        EngineRig(desk, database: database.conninfo(role: "loket_printing"), instance: "printing-2")
    }

    /// A printer at the rig's folder, or another that the test scripts.
    @discardableResult
    func startPrinter(_ device: (any Device)? = nil) throws -> EffectRunner<PrintingService> {
        var settings = EffectSettings()
        settings.sweep = .milliseconds(20)
        settings.retryAfter = .milliseconds(5)
        let runner = EffectRunner(
            desk: desk, device: try device ?? FolderPrinter(folder: folder.path),
            offices: [Self.office, "32.15"], engine: printing.settings, settings: settings)
        wakes.add { runner.wake() }
        runner.start(on: printing.engine)
        runners.append(runner)
        return runner
    }

    func stop() {
        for runner in runners { runner.stop() }
        intake.stop()
        recording.stop()
        printing.stop()
    }

    func setClock(_ text: String) throws { try database.setClock(Moment(iso8601: text + "+07:00").microseconds) }

    // MARK: The way of a case

    struct Filed {
        let number: String
        let trackingCode: String
    }

    /// Files a complete case, records it, and brings it to the printing room.
    @discardableResult
    func file(
        _ product: String, person: Int = 1, need: String = "", phone: String? = "+628123456780",
        details: [String: String] = [:], office: String = office
    ) async throws -> Filed {
        let filed = try await record(product, person: person, need: need, phone: phone, details: details)
        try await deliver(try recording.carrier.messages.take())
        return filed
    }

    /// Files and records a case, and leaves it on its way.
    func record(
        _ product: String, person: Int, need: String = "", phone: String? = "+628123456780",
        details: [String: String] = [:]
    ) async throws -> Filed {
        let filed = try await open(product, person: person, need: need, phone: phone, details: details)
        let message = try intake.carrier.messages.take()
        _ = try await recording.ask(
            Array(message.request.body), id: message.id, office: message.request.office, operatorName: "",
            service: message.request.actor.service)
        _ = try await recording.ask(
            written(WireRecordingCommand.with { $0.recordData.caseNumber = filed.number }), desk: "1")
        return filed
    }

    /// Files a case, and leaves it on its way to whoever does its first step.
    func open(
        _ product: String, person: Int = 1, need: String = "", phone: String? = "+628123456780",
        details: [String: String] = [:]
    ) async throws -> Filed {
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik = "321505170893" + String(String(10_000 + person).suffix(4))
            $0.phone = phone.map { $0 + String(String(100 + person % 100).suffix(2)) } ?? ""
        }
        let form = WireVisitForm.with {
            $0.lineID = "line-\(person)-\(product)"
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = product
                    $0.applicant = someone
                    $0.familyCard = "3215050102150001"
                    $0.documents = catalogue.product(product)?.requirements.map(\.id) ?? []
                    $0.need = need
                    $0.details = details.map { pair in
                        .with {
                            $0.name = pair.key
                            $0.value = pair.value
                        }
                    }
                }
            ]
        }
        let reply = try await intake.ask(written(WireIntakeCommand.with { $0.openVisit.form = form }))
        let opened = try WireIntakeReply(serializedBytes: reply.accepted).visitOpened.cases[0]
        return Filed(number: opened.number, trackingCode: opened.trackingCode)
    }

    /// Brings a message to the printing room, as the broker would.
    @discardableResult
    func deliver(_ message: KeepingCarrier.Message) async throws -> WireReply {
        try await printing.ask(
            Array(message.request.body), id: message.id, office: message.request.office, operatorName: "",
            service: message.request.actor.service)
    }

    /// The next message to an applicant.
    func notice() throws -> WireNotify {
        let message = try printing.carrier.messages.take()
        guard message.service == "notification@\(Self.office)" else { throw Unexpected(what: message.service) }
        return try WireNotificationCommand(serializedBytes: message.request.body).notify
    }

    struct Unexpected: Error {
        let what: String
    }

    // MARK: What can be asked

    func ask(_ fill: (inout WirePrintingCommand) -> Void, office: String = office) async throws -> WireReply {
        try await printing.ask(written(WirePrintingCommand.with(fill)), office: office)
    }

    /// Asks for what must be accepted.
    @discardableResult
    func run(_ fill: (inout WirePrintingCommand) -> Void) async throws -> WireRunView {
        try await ask(fill).run()
    }

    func planRun(_ day: Int32) async throws -> WireReply { try await ask { $0.planRun.day = day } }
    func startRun(_ number: String) async throws -> WireReply { try await ask { $0.startRun.run = number } }
    func closeRun(_ number: String) async throws -> WireReply { try await ask { $0.closeRun.run = number } }
    func showRun(_ number: String) throws -> WireRunView { try show(.showRun(.with { $0.run = number })).run }
    func runsOf(_ day: Int32) -> WireShowRuns { .with { $0.day = day } }

    func count(_ run: String, _ number: String, _ result: String, reason: String = "") async throws -> WireReply {
        try await ask {
            $0.reconcileItem.run = run
            $0.reconcileItem.caseNumber = number
            $0.reconcileItem.result = result
            $0.reconcileItem.reason = reason
        }
    }

    func collect(_ filed: Filed, code: String? = nil) async throws -> WireReply {
        try await ask {
            $0.collect.caseNumber = filed.number
            $0.collect.trackingCode = code ?? filed.trackingCode
            $0.collect.collector = "WARGA KLARI"
            $0.collect.relation = "owner"
        }
    }

    func show(_ question: PrintingService.Question, office: String = office) throws -> WirePrintingReply {
        let connection = try database.connect()
        defer { connection.close() }
        return try WirePrintingReply(
            serializedBytes: desk.answer(
                question, asking: Asking(id: UUID(), principal: "site", office: office), from: Archive(connection)))
    }

    func caseFile(_ number: String) throws -> CaseFile {
        let connection = try database.connect()
        defer { connection.close() }
        guard let id = CaseNumber(number)?.caseID(office: Self.office),
            let file = try Archive(connection).caseFile(id)
        else { throw Unexpected(what: "no case \(number)") }
        return file
    }

    func wait(_ number: String, for stage: CaseFile.Stage) throws {
        try eventually("\(number) is \(stage.word), not \(caseFile(number).stage.word)") {
            try caseFile(number).stage == stage
        }
    }

    /// The whole run of the next day, its list closed: a case, and its documents not asked for yet.
    func closedRun() async throws -> WireRunView {
        let planned = try await run { $0.planRun.day = Day(year: 2026, month: 11, day: 24)?.ordinal ?? 0 }
        return try await run { $0.closeRunList.run = planned.number }
    }

    // MARK: What came out

    /// The finished documents; one that is being made has a hidden name.
    func documents() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file("documents")).filter { !$0.hasPrefix(".") }
            .sorted()
    }

    /// The printer's own log: a line for each call.
    func log() throws -> [[String]] {
        guard let text = try? String(contentsOfFile: folder.file("printer.log"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    }
}

extension WireReply {
    /// The run in an accepted reply.
    func run() throws -> WireRunView {
        guard case .accepted(let body)? = outcome else { throw PrintingRig.Unexpected(what: "\(self)") }
        return try WirePrintingReply(serializedBytes: body).run
    }
}

private final class Wakes: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [@Sendable () -> Void] = []

    func add(_ wake: @escaping @Sendable () -> Void) { lock.withLock { all.append(wake) } }
    func wake() { for wake in lock.withLock({ all }) { wake() } }
}
