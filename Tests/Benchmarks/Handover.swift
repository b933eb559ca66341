import Foundation
import Majordomo

/// One answer on its way from the client's thread.
final class Handover: @unchecked Sendable {
    private let condition = NSCondition()
    private var outcome: Outcome?

    func put(_ outcome: Outcome) {
        condition.withLock {
            self.outcome = outcome
            condition.signal()
        }
    }

    func take() -> Outcome {
        condition.withLock {
            while true {
                if let outcome { return outcome }
                condition.wait()
            }
        }
    }
}
