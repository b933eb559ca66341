import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit

@testable import Intake
@testable import Recording

/// A site of this test with the intake that files cases and the recording that takes them over, its clock at the
/// opening of Monday 23 November 2026.
struct RecordingRig {
    static let opening = OfficeZone.wib.moment(
        Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0), ClockTime("07.30") ?? .midnight)

    static let key = AttachmentKey(bytes: [UInt8](repeating: 5, count: 32))

    let database: TestDatabase
    let intake: EngineRig<IntakeService>
    let recording: EngineRig<RecordingService>
    let catalogue: Catalogue

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        catalogue = try Catalogue(
            yaml: String(contentsOf: root.appendingPathComponent("ops/sample/catalogue.yaml"), encoding: .utf8))
        database = try TestDatabase()
        try database.makeSite(clock: Self.opening.microseconds)
        intake = EngineRig(
            IntakeService(catalogue: catalogue), database: database.conninfo(role: "loket_intake"), instance: "intake")
        recording = EngineRig(
            RecordingService(catalogue: catalogue, key: Self.key),
            database: database.conninfo(role: "loket_recording"), instance: "recording-1")
    }

    /// A second instance of recording at the same store.
    func another() -> EngineRig<RecordingService> {
        EngineRig(
            RecordingService(catalogue: catalogue), database: database.conninfo(role: "loket_recording"),
            instance: "recording-2")
    }

    func stop() {
        intake.stop()
        recording.stop()
    }

    func setClock(_ text: String) throws {
        try database.setClock(Moment(iso8601: text + "+07:00").microseconds)
    }

    /// Files a complete case and brings the message with which recording takes it over; gives its number.
    func file(_ product: String, person: Int = 1, need: String = "") async throws -> String {
        let number = try await filed(product, person: person, need: need)
        _ = try await deliver(try intake.carrier.messages.take())
        return number
    }

    /// Files a complete case and leaves it on its way.
    func filed(_ product: String, person: Int = 1, need: String = "") async throws -> String {
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik = "321505170893" + String(String(10_000 + person).suffix(4))
            $0.phone = "+62812345678" + String(String(100 + person % 100).suffix(2))
        }
        let form = WireVisitForm.with {
            $0.lineID = "line-\(person)-\(product)"
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = product
                    $0.applicant = someone
                    $0.documents = catalogue.product(product)?.requirements.map(\.id) ?? []
                    $0.need = need
                }
            ]
        }
        let reply = try await intake.ask(written(WireIntakeCommand.with { $0.openVisit.form = form }))
        return try WireIntakeReply(serializedBytes: reply.accepted).visitOpened.cases[0].number
    }

    /// Who waits at a step, as the service answers.
    func show(_ step: String) throws -> WireWaitingCases {
        let connection = try database.connect()
        defer { connection.close() }
        let service = RecordingService(catalogue: catalogue)
        let answer = try service.answer(
            .showWaiting(.with { $0.step = step }), asking: Asking(id: UUID(), principal: "site", office: "32.15.05"),
            from: Archive(connection))
        return try WireRecordingReply(serializedBytes: answer).waiting
    }

    @discardableResult
    func deliver(_ message: KeepingCarrier.Message) async throws -> WireReply {
        try await recording.ask(
            Array(message.request.body), id: message.id, office: message.request.office, operatorName: "",
            service: message.request.actor.service)
    }
}

extension EngineRig<RecordingService> {
    func ask(
        _ fill: (inout WireRecordingCommand) -> Void, id: UUID = UUID(), desk: String = "1"
    ) async throws -> WireReply {
        try await ask(written(WireRecordingCommand.with(fill)), id: id, desk: desk)
    }

    func capture(_ number: String, photo: Int32 = 85, fingerprints: Int32 = 70, id: UUID = UUID()) async throws
        -> WireReply
    {
        try await ask(
            {
                $0.recordCapture.caseNumber = number
                $0.recordCapture.photoQuality = photo
                $0.recordCapture.fingerprintQuality = fingerprints
                $0.recordCapture.irisQuality = 80
                $0.recordCapture.signature = true
            }, id: id)
    }

    func centre(_ number: String, _ status: String, id: UUID = UUID()) async throws -> WireReply {
        try await ask(
            {
                $0.noteCentre.caseNumber = number
                $0.noteCentre.status = status
                $0.noteCentre.source = "SIAK"
            }, id: id)
    }
}

extension WireReply {
    func recording() throws -> WireRecordingReply { try WireRecordingReply(serializedBytes: accepted) }
}

extension KeepingCarrier.Message {
    func recordingCommand() throws -> WireCaseCommand {
        try WireRecordingCommand(serializedBytes: request.body).case
    }
}
