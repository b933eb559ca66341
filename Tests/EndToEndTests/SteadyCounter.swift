import Contracts
import Foundation
import ServiceClient
import TestKit

/// Officers of several offices who serve one citizen after the other without a pause, from the filing to the hand-out, as
/// programs at a counter do that can't wait: whatever isn't answered with what they asked for is noted.
///
/// Every answer leads to the next request on the client's own thread, so it holds no thread of the tests.
final class SteadyCounter: @unchecked Sendable {
    struct Citizen {
        let line: Int
        let office: String
        var number = ""
        var trackingCode = ""
        var looks = 0
    }

    private let client: SiteClient
    private let offices: [String]
    private let lock = NSLock()
    private let change = Condition()
    // Under the lock.
    private var next = 0
    private var atWork = 0
    private var isOver = false
    private var answered = 0
    private var opened: [String] = []
    private var collected: Set<String> = []
    private var wrongs: [String] = []

    init(brokers: [String], offices: [String]) throws {
        client = try SiteClient(brokers: brokers, asker: Asker(operatorName: "rina"))
        self.offices = offices
    }

    var answers: Int { lock.withLock { answered } }
    var cases: [String] { lock.withLock { opened } }
    var failures: [String] { lock.withLock { wrongs } }
    var handedOut: Set<String> { lock.withLock { collected } }

    func begin(atOnce: Int) { for _ in 0..<atOnce { receiveNext() } }

    /// Waits until so many more answers have come.
    func wait(forMore count: Int, within limit: Duration = .seconds(60)) -> Bool {
        let until = answers + count
        return change.wait(within: limit) { answers >= until || !failures.isEmpty }
    }

    /// Lets nobody in any more, and waits until everybody who is there was served.
    func finish(within limit: Duration) -> Bool {
        lock.withLock { isOver = true }
        defer { client.stop() }
        return change.wait(within: limit) { lock.withLock { atWork == 0 } }
    }

    private func receiveNext() {
        let line = lock.withLock { () -> Int? in
            if isOver { return nil }
            next += 1
            atWork += 1
            return next
        }
        guard let line else { return }
        open(Citizen(line: line, office: offices[line % offices.count]))
    }

    private func leave() {
        lock.withLock { atWork -= 1 }
        receiveNext()
        change.signal()
    }

    private func open(_ citizen: Citizen) {
        let form = Self.form(citizen)
        ask(IntakeDialect.self, citizen, .openVisit(.with { $0.form = form })) { reply in
            guard case .visitOpened(let visit) = reply, let first = visit.cases.first else { return nil }
            return {
                self.lock.withLock { self.opened.append(first.number) }
                var citizen = citizen
                (citizen.number, citizen.trackingCode) = (first.number, first.trackingCode)
                self.look(citizen)
            }
        }
    }

    private func look(_ citizen: Citizen) {
        ask(IntakeDialect.self, citizen, .findCase(.with { $0.number = citizen.number })) { reply in
            guard case .found(let found) = reply, case .case(let view)? = found.what, view.held.isEmpty else {
                return nil
            }
            return { self.goOn(citizen, view) }
        }
    }

    private func goOn(_ citizen: Citizen, _ view: WireCaseView) {
        var citizen = citizen
        citizen.looks += 1
        let again = { @Sendable [citizen] in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(60)) { self.look(citizen) }
        }
        switch view.stage {
        case "to-record" where view.holder.hasPrefix("recording") && !view.inTransit:
            let data = WireRecordData.with { $0.caseNumber = citizen.number }
            ask(RecordingDialect.self, citizen, .recordData(data)) { _ in again }
        case "ready" where !view.inTransit:
            ask(PrintingDialect.self, citizen, .collect(Self.collection(citizen))) { [citizen] _ in
                {
                    self.lock.withLock { _ = self.collected.insert(citizen.number) }
                    self.leave()
                }
            }
        default:
            // Meanwhile somebody looks at the lists, so that every service is asked all the time.
            if citizen.looks % 2 == 0 {
                ask(PrintingDialect.self, citizen, .showRuns(.init())) { _ in again }
            } else {
                ask(NotificationDialect.self, citizen, .showUnknown(.init())) { _ in again }
            }
        }
    }

    /// - Parameter then: what follows; nil where that was no answer to the question.
    private func ask<D: ServiceDialect & SendableMetatype>(
        _ dialect: D.Type, _ citizen: Citizen, _ command: D.Command,
        then: @escaping @Sendable (D.Reply) -> (@Sendable () -> Void)?
    ) {
        let body: [UInt8]
        do {
            body = try D.written(command)
        } catch {
            return fail("\(error)")
        }
        let request = ServiceRequest(D.service, office: citizen.office, body: body)
        client.send(request, patience: .prompt(.seconds(30))) { [self] result in
            switch result {
            case .success(let bytes):
                guard let reply = try? D.read(bytes), let step = then(reply) else {
                    return fail(
                        "\(request.name) answered line \(citizen.line), case \(citizen.number), with another thing")
                }
                lock.withLock { answered += 1 }
                change.signal()
                step()
            case .failure(let failure): fail("line \(citizen.line), case \(citizen.number): \(failure)")
            }
        }
    }

    private func fail(_ what: String) {
        lock.withLock { wrongs.append(what) }
        leave()
    }

    private static func collection(_ citizen: Citizen) -> WireCollect {
        .with {
            $0.caseNumber = citizen.number
            $0.trackingCode = citizen.trackingCode
            $0.collector = "WARGA KLARI"
            $0.relation = "owner"
            $0.surrendered = 1
        }
    }

    /// Every citizen is another one, with an urgent application.
    private static func form(_ citizen: Citizen) -> WireVisitForm {
        let digits = String(1_0000 + citizen.line % 9_999 + 1).suffix(4)
        let day = String(101 + citizen.line / 9_999 % 28).suffix(2)
        let someone = WirePerson.with {
            $0.name = "WARGA KLARI"
            $0.nik = citizen.office.filter(\.isNumber) + day + "0893" + digits
            $0.phone = "+628123450" + digits
        }
        return .with {
            $0.lineID = "steady-\(citizen.line)"
            $0.visitor = someone
            $0.applications = [
                .with {
                    $0.product = "sktm"
                    $0.applicant = someone
                    $0.familyCard = "3215050102150001"
                    $0.documents = ["surat-desa", "ktp", "kk"]
                    $0.need = "hospital"
                }
            ]
        }
    }
}
