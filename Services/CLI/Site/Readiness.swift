import Contracts
import Foundation
import Logging
import Majordomo
import SwiftProtobuf

/// Finds out when a site's programs really serve: asks the broker until it knows all their names.
final class Readiness: @unchecked Sendable {
    private let client: ClientPort
    private let queue = DispatchQueue(label: "loket.readiness")
    private let tell: @Sendable (SiteProgram) -> Void
    /// Both are touched on the queue only.
    private var expected: [SiteProgram: [String]]
    private var hasStopped = false

    /// - Parameter tell: called once for each program, when the broker has all of its names.
    init(
        brokers: String, expected: [SiteProgram: [String]], tell: @escaping @Sendable (SiteProgram) -> Void
    ) throws {
        self.expected = expected
        self.tell = tell
        client = try ClientPort(
            endpoints: brokers.split(separator: ",").map(String.init),
            logger: Logger(label: "loket") { _ in SwiftLogNoOpLogHandler() })
        queue.async { self.ask() }
    }

    func stop() {
        queue.sync {
            guard !hasStopped else { return }
            hasStopped = true
            client.stop()
        }
    }

    private func ask() {
        if hasStopped || expected.isEmpty { return }
        client.send(service: "lok.status", id: UUID(), body: [], deadline: .seconds(5)) { [weak self] outcome in
            guard let self else { return }
            let status = Self.status(in: outcome)
            queue.async { self.compare(status) }
        }
    }

    private func compare(_ status: WireBrokerStatus?) {
        if let status {
            let served = Set(status.services.filter { $0.workers > 0 }.map(\.name)).union(["lok.status"])
            for (program, names) in expected where served.isSuperset(of: names) {
                expected[program] = nil
                tell(program)
            }
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(10)) { self.ask() }
    }

    private static func status(in outcome: Outcome) -> WireBrokerStatus? {
        guard case .ok(let bytes) = outcome else { return nil }
        return try? WireBrokerStatus(serializedBytes: bytes)
    }
}
