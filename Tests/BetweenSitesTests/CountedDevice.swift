import Casework
import Foundation

/// A printer or a gateway that does what it is asked and counts it, or fails as it is told.
final class CountedDevice: Device, @unchecked Sendable {
    private let lock = NSLock()
    private var jobs: [DeviceJob] = []
    private var outcome = DeviceOutcome.confirmed(reference: "done")

    /// The jobs that came, in their order.
    var done: [DeviceJob] { lock.withLock { jobs } }

    func answer(_ outcome: DeviceOutcome) { lock.withLock { self.outcome = outcome } }

    func perform(_ job: DeviceJob) -> DeviceOutcome {
        lock.withLock {
            jobs.append(job)
            return outcome
        }
    }

    func inquire(_ id: UUID) -> DeviceKnowledge { .neverHeard }
}
