import Audit
import Casework
import Civil
import Contracts
import Crypto
import Documents
import Foundation
import Logging
import Postgres
import Records
import TestKit

@testable import Intake
@testable import Notification
@testable import Printing
@testable import Recording

/// A whole site of a test: a database of its own, all services with their engines, a printer and a gateway.
final class Site: Sendable {
    let name: String
    let office: String
    let database: TestDatabase
    let printer = CountedDevice()
    let gateway = CountedDevice()
    let intakeDesk: IntakeService
    private let line: Line
    private let stops: [@Sendable () -> Void]

    /// - Parameter copying: a site whose database is copied as it is: the same site, started twice.
    init(
        _ name: String, office: String, reaching: [String], on line: Line, _ catalogue: Catalogue,
        copying original: TestDatabase? = nil, clock: String = "2026-11-23T07:30:00+07:00", batch: Int = 512
    ) throws {
        self.name = name
        self.office = office
        self.line = line
        if let original {
            database = try TestDatabase(copying: original)
        } else {
            database = try TestDatabase()
            try database.makeSite(offices: [office], clock: Moment(iso8601: clock).microseconds)
            let connection = try database.connect()
            defer { connection.close() }
            try connection.script(
                "UPDATE casework.site SET reachable = '{\(reaching.joined(separator: ","))}'")
        }
        intakeDesk = IntakeService(catalogue: catalogue)
        let printing = PrintingService(catalogue: catalogue, press: try Press())
        let notification = NotificationService(catalogue: catalogue)
        var stops: [@Sendable () -> Void] = []
        let wiring = Wiring(name: name, office: office, database: database, line: line, batch: batch)
        stops += wiring.start(intakeDesk)
        stops += wiring.start(RecordingService(catalogue: catalogue, key: wiring.key), fetching: true)
        stops += wiring.start(printing, with: printer)
        stops += wiring.start(notification, with: gateway)
        self.stops = stops
    }

    func stop() { for stop in stops { stop() } }

    // MARK: What is asked

    /// Asks a service of this site, or of another over the line, as a client of this site's broker.
    func ask(_ service: String, _ body: [UInt8], at office: String? = nil, id: UUID = UUID()) async throws -> WireReply
    {
        try await send(
            .with {
                $0.contract = 1
                $0.body = Data(body)
            }, to: service, at: office, id: id)
    }

    func send(
        _ request: WireRequest, to service: String, at office: String? = nil, id: UUID = UUID()
    ) async throws -> WireReply {
        let office = office ?? self.office
        var request = request
        request.id = Data(id.bytes)
        request.office = office
        request.actor.operator = "rina"
        let sent = request
        let carrier = line.carrier(of: name)
        let outcome = await withCheckedContinuation { continuation in
            carrier.send(service: "\(service)@\(office)", id: id, body: written(sent), deadline: .seconds(60)) {
                continuation.resume(returning: $0)
            }
        }
        guard case .ok(let bytes) = outcome else { throw Unexpected("\(service)@\(office): \(outcome)") }
        return try WireReply(serializedBytes: bytes)
    }

    @discardableResult
    func must(_ service: String, _ body: [UInt8], at office: String? = nil) async throws -> [UInt8] {
        let reply = try await ask(service, body, at: office)
        guard case .accepted(let bytes) = reply.outcome else { throw Unexpected("\(service): \(reply)") }
        return Array(bytes)
    }

    func anyCase(_ fill: (inout WireCaseCommand) -> Void) -> [UInt8] { CaseDesk.body(.with(fill)) }

    // MARK: What is there

    func archive<Value>(_ read: (Archive) throws -> Value) throws -> Value {
        let connection = try database.connect()
        defer { connection.close() }
        return try read(Archive(connection))
    }

    func find(_ number: String) throws -> WireCaseView {
        try archive {
            try intakeDesk.answer(
                .findCase(.with { $0.number = number }),
                asking: Asking(id: UUID(), principal: "site", office: office), from: $0)
        }.asIntakeReply().found.case
    }

    func caseFile(_ filed: Filed) throws -> CaseFile? { try archive { try $0.caseFile(filed.id) } }

    /// What the history of a case says here, in words.
    func history(_ filed: Filed) throws -> [String] {
        try archive { archive in
            try archive.history(of: filed.id).map {
                if case .caseFile(let event) = $0.event { event.words } else { "?" }
            }
        }
    }

    func wait(_ filed: Filed, _ what: String, until isTrue: (CaseFile) -> Bool) throws {
        var seen: CaseFile?
        do {
            try eventually("\(what) at \(name)") {
                seen = try caseFile(filed)
                return seen.map(isTrue) ?? false
            }
        } catch {
            throw Unexpected(
                "not within time, \(what) at \(name): \(seen.map { "\($0.stage) \($0.holder) \($0.held)" } ?? "no case")"
            )
        }
    }

    var audit: [String] {
        get throws {
            try SiteAudit(database: database.conninfo(role: "loket_auditor")).run().findings.map {
                "\($0.place): \($0.what)"
            }
        }
    }

    func tamper(_ sql: String) throws {
        let connection = try database.connect(planning: .free)
        defer { connection.close() }
        try connection.script(sql)
    }

    /// Every entry of a case, byte for byte.
    func entries(_ filed: Filed) throws -> [[String?]] {
        try database.rows(
            """
            SELECT version, incarnation, kind, happened_at, recorded_at, actor, encode(body, 'hex'), encode(hash, 'hex')
            FROM casework.journal WHERE subject_id = '\(filed.id)' ORDER BY version
            """)
    }
}

/// A case that was filed.
struct Filed: Sendable {
    let number: String
    let trackingCode: String
    let id: UUID
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) { description = what }
}

extension [UInt8] {
    func asIntakeReply() throws -> WireIntakeReply { try WireIntakeReply(serializedBytes: self) }
    func asPrintingReply() throws -> WirePrintingReply { try WirePrintingReply(serializedBytes: self) }
}

/// Starts a site's engines and gives each its name on the line.
private struct Wiring {
    let name: String
    let office: String
    let database: TestDatabase
    let line: Line
    let batch: Int

    /// Each site has a key of its own.
    var key: AttachmentKey { AttachmentKey(bytes: Array(SHA256.hash(data: Array(name.utf8)))) }

    func start<D: Department>(_ desk: D, fetching: Bool = false) -> [@Sendable () -> Void] {
        let engine = Engine(desk: desk, settings: settings(desk.service), carrier: line.carrier(of: name))
        register(desk, engine)
        guard fetching else { return [{ engine.stop() }] }
        let fetcher = fetcher()
        return [{ fetcher.stop() }, { engine.stop() }]
    }

    private func fetcher() -> AttachmentFetcher {
        let engine = settings("recording")
        var settings = AttachmentFetcher.Settings(
            database: engine.database, offices: [office], logger: engine.logger)
        settings.every = .milliseconds(20)
        return AttachmentFetcher(key: key, settings: settings, carrier: line.carrier(of: name))
    }

    func start<D: EffectDepartment>(_ desk: D, with device: CountedDevice) -> [@Sendable () -> Void] {
        let engineSettings = settings(desk.service)
        var settings = EffectSettings()
        settings.sweep = .milliseconds(20)
        settings.retryAfter = .milliseconds(5)
        let runner = EffectRunner(
            desk: desk, device: device, offices: [office], engine: engineSettings, settings: settings)
        let engine = Engine(
            desk: desk, settings: engineSettings, carrier: line.carrier(of: name), effectsPlanned: { runner.wake() })
        register(desk, engine)
        runner.start(on: engine)
        return [{ runner.stop() }, { engine.stop() }]
    }

    private func settings(_ service: String) -> EngineSettings {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var settings = EngineSettings(
            database: database.conninfo(role: "loket_\(service)"), instance: "\(name)-\(service)", logger: logger)
        settings.committers = 1
        settings.batch = batch
        settings.dueEvery = .milliseconds(20)
        return settings
    }

    /// What a service's thread for questions answers.
    private func reply<D: Department>(
        to asked: Asked<D.Command, D.Question>, _ desk: D, _ asking: Asking
    ) throws -> [UInt8] {
        guard case .question(let question) = asked else { throw Unexpected("no question for \(desk.service)") }
        let connection = try Connection(database.conninfo(role: "loket_\(desk.service)"), applicationName: "test")
        defer { connection.close() }
        do {
            return ReplyBytes.accepted(
                asking.id, try desk.answer(question, asking: asking, from: Archive(connection)))
        } catch let rejection as Rejection {
            return ReplyBytes.rejected(asking.id, rejection)
        }
    }

    /// As a service's reception reads what the broker delivers.
    private func register<D: Department>(_ desk: D, _ engine: Engine<D>) {
        line.register("\(desk.service)@\(office)", at: name) { body, principal, answer in
            do {
                let request = try WireRequest(serializedBytes: body)
                guard let id = UUID(checking: request.id), request.office == office else {
                    throw Unexpected("no request for \(desk.service)")
                }
                let asking = Asking(
                    id: id, principal: principal, office: request.office, operatorName: request.actor.operator,
                    purpose: request.actor.purpose, service: request.actor.service)
                let asked = try desk.read(Array(request.body))
                guard case .command(let command) = asked else {
                    return answer(try reply(to: asked, desk, asking))
                }
                engine.submit([
                    Admission(
                        asking: asking, command: command, body: Array(request.body),
                        carried: request.hasCarried ? try CarriedHistory(request.carried) : nil, answer: answer)
                ])
            } catch {
                answer(ReplyBytes.fault(nil, code: "unreadable", problem: "\(error)", fix: ""))
            }
        }
    }
}
