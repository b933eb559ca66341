import Contracts
import Foundation
import Majordomo
import Records

/// Counters of several offices that file and record one case after the other, so many at a time.
final class PressureLoad: @unchecked Sendable {
    struct Phase {
        var filing: [Double] = []
        var recorded = 0
        var began = ContinuousClock.now
    }

    private let client: ClientPort
    private let offices: [String]
    private let lock = NSCondition()
    private var next = 0
    private var outstanding = 0
    private var isOver = false
    private var phase = Phase()
    private(set) var filed = 0
    private(set) var recorded = 0
    private(set) var urgent = 0
    private(set) var failures: [String: Int] = [:]

    init(client: ClientPort, offices: [String]) {
        self.client = client
        self.offices = offices
    }

    func begin(_ outstanding: Int) { for _ in 0..<outstanding { receive() } }

    /// What was since the last time, and begins anew.
    func turnPage() -> Phase {
        lock.withLock {
            defer { phase = Phase() }
            return phase
        }
    }

    /// Ends when everybody who is there was served.
    func finish() {
        lock.withLock {
            isOver = true
            while outstanding > 0 { lock.wait() }
        }
    }

    private func receive() {
        let person = lock.withLock { () -> Int? in
            if isOver { return nil }
            next += 1
            outstanding += 1
            return next
        }
        guard let person else { return }
        let office = offices[person % offices.count]
        // One of a thousand is printed at once; the others wait for their run.
        let isUrgent = person % 1_000 == 0
        let began = ContinuousClock.now
        let form = Self.form(person, office, isUrgent)
        ask("intake", office, written(WireIntakeCommand.with { $0.openVisit.form = form })) { [self] body in
            guard let reply = try? WireIntakeReply(serializedBytes: body), let first = reply.visitOpened.cases.first,
                first.complete
            else { return fail("a visit was answered with another thing") }
            lock.withLock {
                filed += 1
                if isUrgent { urgent += 1 }
                phase.filing.append((ContinuousClock.now - began) / .milliseconds(1))
            }
            record(first.number, office, tries: 0)
        }
    }

    private func record(_ number: String, _ office: String, tries: Int) {
        let command = WireRecordingCommand.with { $0.recordData.caseNumber = number }
        ask(
            "recording", office, written(command),
            refused: { [self] code in
                // It is still on its way to recording.
                guard tries < 1_000 else { return fail("never came to recording: \(code)") }
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) {
                    self.record(number, office, tries: tries + 1)
                }
            },
            then: { [self] _ in
                lock.withLock {
                    recorded += 1
                    phase.recorded += 1
                }
                leave()
            })
    }

    private func leave() {
        lock.withLock {
            outstanding -= 1
            lock.broadcast()
        }
        receive()
    }

    private func fail(_ what: String) {
        lock.withLock { failures[what, default: 0] += 1 }
        leave()
    }

    private func ask(
        _ service: String, _ office: String, _ body: [UInt8], refused: (@Sendable (String) -> Void)? = nil,
        then: @escaping @Sendable ([UInt8]) -> Void
    ) {
        let id = UUID()
        send(service, office, id, written(WireRequest.ofBench(id, office, body)), refused, then)
    }

    private func send(
        _ service: String, _ office: String, _ id: UUID, _ request: [UInt8], _ refused: (@Sendable (String) -> Void)?,
        _ then: @escaping @Sendable ([UInt8]) -> Void
    ) {
        client.send(service: "\(service)@\(office)", id: id, body: request, deadline: .seconds(120)) { [self] outcome in
            guard case .ok(let bytes) = outcome, let reply = try? WireReply(serializedBytes: bytes) else {
                return fail("\(service): \(outcome)")
            }
            switch reply.outcome {
            case .accepted(let body): then(Array(body))
            case .rejected(let no): refused?(no.code) ?? fail("\(service): \(no.code)")
            case .retry(let retry):
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(retry.afterMs))) {
                    self.send(service, office, id, request, refused, then)
                }
            case .fault(let fault): fail("\(service): \(fault.code)")
            case nil: fail("\(service): an empty reply")
            }
        }
    }

    private static func form(_ person: Int, _ office: String, _ isUrgent: Bool) -> WireVisitForm {
        let days = person / 9_999
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik =
                office.filter(\.isNumber)
                + String(
                    format: "%02d%02d%02d%04d", 1 + days % 28, 1 + days / 28 % 12, days / 336 % 100, 1 + person % 9_999)
        }
        return .with {
            $0.lineID = "pressure-\(person)"
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = "kk-perubahan"
                    $0.applicant = someone
                    $0.documents = ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"]
                    if isUrgent { $0.need = "childbirth" }
                }
            ]
        }
    }
}
