import Foundation
import Logging
import Postgres
import Processes

/// Looks after the store while the site works, so that one that is never restarted goes on as one that is.
///
/// Every instance does, on a thread of its own and a connection that it keeps for a look only. None waits for another,
/// and nobody waits for them: what can't be had at once is had at a later look.
final class Upkeep: @unchecked Sendable {
    private let service: String
    private let settings: EngineSettings
    private let condition = TimedCondition()
    private var isStopping = false
    private var hasStopped = false

    init(service: String, settings: EngineSettings) {
        self.service = service
        self.settings = settings
    }

    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "upkeep"
        thread.start()
    }

    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
    }

    private func work() {
        var isTroubled = false
        while pause(settings.upkeepEvery) {
            do throws(PostgresError) {
                try look()
                isTroubled = false
            } catch {
                let level: Logger.Level = isTroubled || error.isLockBusy || error.isRetriable ? .debug : .error
                settings.logger.log(level: level, "the store can't be looked after now", metadata: ["why": "\(error)"])
                isTroubled = level == .error
            }
        }
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    private func look() throws(PostgresError) {
        let connection = try Connection(settings.database, applicationName: "loket-\(service)-upkeep")
        defer { connection.close() }
        try connection.query(JournalMonths.make)
    }

    /// False when it is time to end.
    private func pause(_ duration: Duration) -> Bool {
        condition.withLock {
            let until = ContinuousClock.now + duration
            while !isStopping {
                if !condition.wait(until: until) { return true }
            }
            return false
        }
    }
}
