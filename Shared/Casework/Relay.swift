import Foundation
import Postgres
import Processes

/// Sends committed messages until each is acknowledged: straight from memory after the commit, and from the
/// table what a crash, another instance or a full memory left there.
final class Relay: @unchecked Sendable {
    private let service: String
    private let settings: EngineSettings
    private let carrier: any Carrier
    private let rows: RelayRows
    private let condition = TimedCondition()
    // Under the condition's lock.
    private var core = RelayCore(now: .now)
    private var isStopping = false
    private var hasStopped = false
    private var acknowledge: @Sendable ([UUID]) -> Void = { _ in }

    init(_ desk: some Department, settings: EngineSettings, carrier: any Carrier) {
        service = desk.service
        self.settings = settings
        self.carrier = carrier
        rows = RelayRows(desk, settings: settings)
    }

    func start(acknowledge: @escaping @Sendable ([UUID]) -> Void) {
        condition.withLock { self.acknowledge = acknowledge }
        let thread = Thread { [self] in work() }
        thread.name = "relay"
        thread.start()
    }

    /// Messages that a commit made durable.
    func take(_ messages: [OutgoingMessage]) {
        condition.withLock {
            core.take(messages)
            condition.signal()
        }
    }

    /// What is under way may still come back; what isn't acknowledged stays in the table for the next start.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
    }

    private func work() {
        var connection: Connection?
        while let work = condition.withLock({ nextWork() }) {
            for message in work.sends { send(message) }
            guard work.needsStore else { continue }
            do throws(PostgresError) {
                let open =
                    if let connection, connection.isUsable { connection } else {
                        try Connection(settings.database, applicationName: "loket-\(service)-relay")
                    }
                connection = open
                try carryOut(work, on: open)
                condition.withLock { core.storeAnswered() }
            } catch {
                settings.logger.debug("the outbox can't be read now", metadata: ["why": "\(error)"])
                // A burial that failed leaves its transaction open and aborted.
                connection?.close()
                connection = nil
                condition.withLock { core.storeFailed(work, now: .now) }
            }
        }
        handOn(over: connection)
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    /// What isn't acknowledged needn't wait for the end of our lease: another instance, or the next start, takes it at once.
    private func handOn(over connection: Connection?) {
        let unfinished = condition.withLock { core.unfinished }
        guard !unfinished.isEmpty, let connection, connection.isUsable else { return }
        do throws(PostgresError) {
            try connection.query(CaseworkRows.releaseOutbox, .uuids(unfinished))
        } catch {
            settings.logger.debug("another instance goes on after the lease", metadata: ["why": "\(error)"])
        }
    }

    /// Waits until there is something to do; nil at the end. Called with the lock held.
    private func nextWork() -> RelayCore.Work? {
        while !isStopping {
            let now = ContinuousClock.now
            let work = core.next(now: now)
            if !work.isNothing { return work }
            _ = condition.wait(for: max(.milliseconds(1), work.wakeAt - now))
        }
        return nil
    }

    private func send(_ message: OutgoingMessage) {
        let destination = message.destination
        carrier.send(
            service: destination, id: message.id, body: message.body, deadline: RelayCore.deadline(of: message)
        ) { [self] outcome in
            let verdict = RelayVerdict(outcome, of: destination)
            if verdict == .done { FailPoint.beforeAcknowledge.pass(service) }
            let (isNew, acknowledge) = condition.withLock { () -> (Bool, @Sendable ([UUID]) -> Void) in
                let isNew = core.returned(verdict, on: message, now: .now)
                condition.signal()
                return (isNew, self.acknowledge)
            }
            if case .faulted(let why) = verdict, isNew {
                settings.logger.warning(
                    "a message isn't understood and goes again",
                    metadata: ["message": "\(message.id)", "to": "\(destination)", "why": "\(why)"])
            }
            if verdict == .done { acknowledge([message.id]) }
        }
    }

    private func carryOut(_ work: RelayCore.Work, on connection: Connection) throws(PostgresError) {
        for (destination, messages) in work.reads {
            let found = try rows.read(messages, on: connection)
            condition.withLock { core.read(found, for: destination, of: messages) }
        }
        for letter in work.letters {
            let outgoing = try rows.bury(letter, on: connection)
            condition.withLock { core.buried(letter.message, outgoing: outgoing, now: .now) }
            settings.logger.error("a message became a dead letter", metadata: ["why": "\(letter.cause)"])
        }
        if work.isSweepDue {
            let messages = try rows.sweep(passingOver: work.crowded, on: connection)
            condition.withLock { core.swept(messages, of: work, now: .now) }
        }
    }
}
