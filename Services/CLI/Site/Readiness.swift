import Contracts
import Foundation
import Logging
import Majordomo
import SwiftProtobuf

/// Finds out when a site's programs really serve: asks the broker until it knows all their names.
final class Readiness: @unchecked Sendable {
    /// What must be seen at the broker.
    private struct Expectation {
        var names: [String]
        /// The workers that each name has without it.
        var before: [String: Int] = [:]
        /// The broker that makes room for it.
        var predecessor: UInt64?

        func isMet(by status: WireBrokerStatus) -> Bool {
            guard status.incarnation != predecessor else { return false }
            let workers = Dictionary(status.services.map { ($0.name, Int($0.workers)) }) { $1 }
            return names.allSatisfy { workers[$0, default: 0] > before[$0, default: 0] }
        }
    }

    private let client: ClientPort
    private let queue = DispatchQueue(label: "loket.readiness")
    private let tell: @Sendable (SiteProgram) -> Void
    /// All are touched on the queue only.
    private var expected: [SiteProgram: Expectation]
    private var looking: [(program: SiteProgram, names: [String], then: @Sendable () -> Void)] = []
    private var isAsking = false
    private var hasStopped = false

    /// - Parameter tell: called once for each program, when the broker has all of its names.
    init(
        brokers: String, expected: [SiteProgram: [String]], tell: @escaping @Sendable (SiteProgram) -> Void
    ) throws {
        self.expected = expected.mapValues { Expectation(names: $0) }
        self.tell = tell
        client = try ClientPort(
            endpoints: brokers.split(separator: ",").map(String.init),
            logger: Logger(label: "loket") { _ in SwiftLogNoOpLogHandler() })
        queue.async { self.ask() }
    }

    /// Looks how names are served, says so, and from then on waits for one more worker of each; for a broker's program,
    /// for another broker at which all of them are served.
    func expectAnother(_ program: SiteProgram, serving names: [String], then: @escaping @Sendable () -> Void) {
        queue.async {
            self.looking.append((program, names, then))
            self.ask()
        }
    }

    func forget(_ program: SiteProgram) {
        queue.async { self.expected[program] = nil }
    }

    func stop() {
        queue.sync {
            guard !hasStopped else { return }
            hasStopped = true
            client.stop()
        }
    }

    private func ask() {
        if hasStopped || isAsking || expected.isEmpty && looking.isEmpty { return }
        isAsking = true
        let looked = looking.count
        client.send(service: "lok.status", id: UUID(), body: [], deadline: .seconds(5)) { [weak self] outcome in
            guard let self else { return }
            let status = Self.status(in: outcome)
            queue.async {
                self.isAsking = false
                self.compare(status, looked)
            }
        }
    }

    /// - Parameter looked: those who were there when it was asked.
    private func compare(_ status: WireBrokerStatus?, _ looked: Int) {
        if let status {
            for (program, expectation) in expected where expectation.isMet(by: status) {
                expected[program] = nil
                tell(program)
            }
            for (program, names, then) in looking.prefix(looked) {
                let isBroker = program.stage == .broker
                let workers = Dictionary(status.services.map { ($0.name, Int($0.workers)) }) { $1 }
                expected[program] = Expectation(
                    names: names, before: isBroker ? [:] : workers, predecessor: isBroker ? status.incarnation : nil)
                then()
            }
            looking.removeFirst(looked)
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(10)) { self.ask() }
    }

    private static func status(in outcome: Outcome) -> WireBrokerStatus? {
        guard case .ok(let bytes) = outcome else { return nil }
        return try? WireBrokerStatus(serializedBytes: bytes)
    }
}
