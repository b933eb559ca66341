import Casework
import Foundation

/// A printer or a gateway: it does what it is asked, remembers by itself what it did, and outlives whoever asked.
///
/// What was done once is not done again, however often it is asked: the folder printer and the folder gateway hold the
/// same.
final class SimulatedDevice {
    struct Job {
        let effect: UUID
        let number: String
    }

    /// Each job that came out, in order.
    private(set) var done: [Job] = []
    private var known: Set<UUID> = []
    /// A device that remembers nothing, and does what it is asked, however often.
    var isForgetful = false

    func perform(_ job: Job) {
        if known.insert(job.effect).inserted || isForgetful { done.append(job) }
    }

    func inquire(_ effect: UUID) -> DeviceKnowledge {
        known.contains(effect) && !isForgetful ? .done(reference: "sheet") : .neverHeard
    }
}
