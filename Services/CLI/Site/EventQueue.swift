import Foundation
import Processes

/// What the deciding thread of a site is told.
enum SiteNews {
    case event(Supervision.Event)
    /// How the names of a program were served before it was replaced is known.
    case looked(SiteProgram)
    /// Somebody wants these to be replaced, and hears how that goes.
    case restart([String], RestartListener)
}

/// What happened to a site, from whichever thread saw it, for the one thread that decides.
final class EventQueue: @unchecked Sendable {
    private let condition = TimedCondition()
    private var waiting: [SiteNews] = []

    func put(_ event: Supervision.Event) { put(.event(event)) }

    func put(_ news: SiteNews) {
        condition.withLock {
            waiting.append(news)
            condition.signal()
        }
    }

    /// The next event, or `tick` when none came until then.
    func take(until deadline: ContinuousClock.Instant?) -> SiteNews {
        condition.withLock {
            while waiting.isEmpty {
                guard let deadline else {
                    condition.wait()
                    continue
                }
                guard condition.wait(until: deadline) else { return .event(.tick) }
            }
            return waiting.removeFirst()
        }
    }
}
