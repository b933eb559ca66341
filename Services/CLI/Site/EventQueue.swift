import Foundation
import Processes

/// What happened to a site, from whichever thread saw it, for the one thread that decides.
final class EventQueue: @unchecked Sendable {
    private let condition = TimedCondition()
    private var waiting: [Supervision.Event] = []

    func put(_ event: Supervision.Event) {
        condition.withLock {
            waiting.append(event)
            condition.signal()
        }
    }

    /// The next event, or `tick` when none came until then.
    func take(until deadline: ContinuousClock.Instant?) -> Supervision.Event {
        condition.withLock {
            while waiting.isEmpty {
                guard let deadline else {
                    condition.wait()
                    continue
                }
                guard condition.wait(until: deadline) else { return .tick }
            }
            return waiting.removeFirst()
        }
    }
}
