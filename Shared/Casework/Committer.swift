import Civil
import Foundation
import Postgres
import Processes

/// A thread with a connection of its own that commits batches: whatever arrived while the last commit was
/// in flight goes into the next.
final class Committer<D: Department>: @unchecked Sendable {
    private let desk: D
    private let settings: EngineSettings
    private let name: String
    private let condition = TimedCondition()
    // Under the condition's lock.
    private var inbox: [Admission<D.Command>] = []
    private var acknowledged: [UUID] = []
    private var isStopping = false
    private var hasStopped = false

    // Used by the thread only.
    private var connection: Connection?
    private var known: Set<UUID> = []
    private var clock: ExpectedClock?
    private var isTroubled = false

    let committed: @Sendable ([OutgoingMessage], Int) -> Void

    init(
        desk: D, settings: EngineSettings, index: Int,
        committed: @escaping @Sendable (_ outgoing: [OutgoingMessage], _ plannedEffects: Int) -> Void
    ) {
        self.desk = desk
        self.settings = settings
        self.committed = committed
        name = "loket-\(desk.service)"
        let thread = Thread { [self] in work() }
        thread.name = "committer-\(index)"
        thread.stackSize = 4 << 20
        thread.start()
    }

    func submit(_ admissions: [Admission<D.Command>]) {
        condition.withLock {
            inbox.append(contentsOf: admissions)
            condition.signal()
        }
    }

    /// Outbox rows that can go: they leave with the next batch, or by themselves when there is none.
    func acknowledge(_ messages: [UUID]) {
        condition.withLock {
            acknowledged.append(contentsOf: messages)
            condition.signal()
        }
    }

    /// Finishes what was submitted, then ends the thread.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
    }

    private func work() {
        while let (batch, acknowledged) = next() {
            commit(batch, acknowledged)
        }
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    private func next() -> (batch: [Admission<D.Command>], acknowledged: [UUID])? {
        condition.withLock {
            while inbox.isEmpty {
                if !acknowledged.isEmpty {
                    // Idle for a moment: the rows needn't wait for a batch. A signal ends the wait early.
                    if !condition.wait(for: .milliseconds(20)) || isStopping { break }
                    continue
                }
                if isStopping { return nil }
                condition.wait()
            }
            let batch = Array(inbox.prefix(settings.batch))
            inbox.removeFirst(batch.count)
            let rows = Array(acknowledged.prefix(4 * settings.batch))
            acknowledged.removeFirst(rows.count)
            return (batch, rows)
        }
    }

    // MARK: What to do when it fails

    private func commit(_ batch: [Admission<D.Command>], _ acknowledged: [UUID]) {
        // The acknowledged rows are a part by themselves: a request mustn't answer for them.
        let parts = batch.count + (acknowledged.isEmpty ? 0 : 1)
        var pause = Duration.milliseconds(20)
        while true {
            do {
                try attempt(batch, acknowledged)
                if isTroubled {
                    isTroubled = false
                    settings.logger.notice("committing again", metadata: ["service": "\(desk.service)"])
                }
                return
            } catch let error as PostgresError {
                switch Remedy(kind: error.kind, sqlstate: error.sqlstate, parts: parts) {
                case .split:
                    rollBack()
                    split(batch, acknowledged)
                    return
                case .giveUp:
                    rollBack()
                    // Alone and refused by the store: this one request can't be carried out.
                    batch.first.map { refuse($0, error) }
                    if batch.isEmpty { settings.logger.error("rows of the outbox stay", metadata: ["why": "\(error)"]) }
                    return
                case .again:
                    rollBack()
                case .reconnect:
                    connection?.close()
                    connection = nil
                }
                complain(error)
            } catch is Batch<D>.ClockMoved {
                rollBack()
                clock = nil
                continue
            } catch let error as SiteMissing {
                rollBack()
                complain(error)
            } catch {
                rollBack()
                // Some row that a request touches can't be read, now and the next time.
                if parts > 1 {
                    split(batch, acknowledged)
                    return
                }
                if let admission = batch.first {
                    refuseUnreadable(admission, error)
                    return
                }
                complain(error)
            }
            guard wait(pause) else { return }
            pause = min(pause * 2, .seconds(2))
        }
    }

    /// Halves a batch until the culprit stands alone.
    private func split(_ batch: [Admission<D.Command>], _ acknowledged: [UUID]) {
        let half = batch.count / 2
        commit(Array(batch[..<half]), acknowledged)
        commit(Array(batch[half...]), [])
    }

    private func attempt(_ batch: [Admission<D.Command>], _ acknowledged: [UUID]) throws {
        let connection = try connected()
        let clock = try clock ?? ExpectedClock(reading: connection)
        self.clock = clock
        let run = Batch(
            desk: desk, admissions: batch, acknowledged: acknowledged, settings: settings, expectedNow: clock.now)
        let outcome = try run.run(on: connection, known: &known)
        for (admission, answer) in zip(batch, outcome.answers) { admission.answer(answer) }
        committed(outcome.outgoing, outcome.plannedEffects)
    }

    private func connected() throws(PostgresError) -> Connection {
        if let connection, connection.isUsable { return connection }
        let opened = try Connection(settings.database, applicationName: name)
        connection = opened
        known = []
        clock = nil
        return opened
    }

    private func rollBack() {
        guard let connection, connection.isUsable, connection.isInTransaction else { return }
        do throws(PostgresError) {
            try connection.query(.rollback)
        } catch {
            // The session is lost, and the server has rolled back by itself.
            connection.close()
        }
    }

    /// Answers a request that the store refused although it stood alone; if it came by relay it is kept as a dead letter.
    private func refuse(_ admission: Admission<D.Command>, _ error: PostgresError) {
        settings.logger.error(
            "the store refuses a request", metadata: ["service": "\(desk.service)", "why": "\(error)"])
        let reply = ReplyBytes.fault(
            admission.asking.id, code: "refused_by_store", problem: "the store refused it: \(error)",
            fix: "look at loket dead, and report it")
        do {
            try DeadLetters(desk: desk, settings: settings).bury(
                admission, error: error, reply: reply, on: connected())
        } catch {
            rollBack()
            complain(error)
            // Nothing was stored: whoever waits sends it again.
            admission.answer(
                ReplyBytes.retry(
                    admission.asking.id, "the store refused it, and that can't be kept yet", after: .seconds(1)))
            committed([], 0)
            return
        }
        admission.answer(reply)
        committed([], 0)
    }

    /// Answers a request that touches what can't be read. Nothing is stored: once that can be read, it is carried out.
    private func refuseUnreadable(_ admission: Admission<D.Command>, _ error: any Error) {
        settings.logger.error(
            "a request touches what can't be read",
            metadata: [
                "service": "\(desk.service)", "request": "\(admission.asking.id)", "why": "\(error)",
            ])
        admission.answer(
            ReplyBytes.fault(
                admission.asking.id, code: "unreadable_record", problem: "what it is about can't be read: \(error)",
                fix: "run loket audit and report what it says"))
        committed([], 0)
    }

    private func complain(_ error: any Error) {
        if !isTroubled {
            settings.logger.warning(
                "nothing can be committed now", metadata: ["service": "\(desk.service)", "why": "\(error)"])
        }
        isTroubled = true
    }

    /// False when the engine stops meanwhile: what isn't committed then was never answered.
    private func wait(_ pause: Duration) -> Bool {
        condition.withLock { condition.rest(pause) { isStopping } }
    }
}
