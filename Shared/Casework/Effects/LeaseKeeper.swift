import Foundation
import Postgres
import Processes

/// Renews the lease of the effect that the device works on, so that nobody takes a slow device's instance for
/// a dead one. It opens a connection only for a job that lasts.
final class LeaseKeeper: @unchecked Sendable {
    private let engine: EngineSettings
    private let service: String
    private let instance: String
    private let condition = TimedCondition()
    // Under the condition's lock.
    private var held: UUID?
    private var isStopping = false
    private var isRunning = false

    init(_ engine: EngineSettings, service: String, instance: String) {
        self.engine = engine
        self.service = service
        self.instance = instance
    }

    func holding<Result>(_ effect: UUID, _ work: () -> Result) -> Result {
        condition.withLock {
            held = effect
            if !isRunning {
                isRunning = true
                let thread = Thread { [self] in self.renew() }
                thread.name = "lease"
                thread.start()
            }
            condition.broadcast()
        }
        defer {
            condition.withLock {
                held = nil
                condition.broadcast()
            }
        }
        return work()
    }

    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
        }
    }

    private func renew() {
        var connection: Connection?
        while let effect = nextRenewal() {
            do throws(PostgresError) {
                let open =
                    if let connection, connection.isUsable { connection } else {
                        try Connection(engine.database, applicationName: "loket-\(service)-lease")
                    }
                connection = open
                try open.query(
                    EffectRows.renewLease, .uuid(effect), .text(instance), .text(engine.effectLease.interval))
            } catch {
                engine.logger.debug("a lease can't be renewed now", metadata: ["why": "\(error)"])
                connection = nil
            }
        }
        connection?.close()
    }

    /// Waits until an effect has been held for a third of its lease; nil at the end.
    private func nextRenewal() -> UUID? {
        condition.withLock {
            while !isStopping {
                guard let effect = held else {
                    condition.wait()
                    continue
                }
                let until = ContinuousClock.now + engine.effectLease / 3
                while held == effect, !isStopping {
                    if !condition.wait(until: until) { return effect }
                }
            }
            return nil
        }
    }
}
