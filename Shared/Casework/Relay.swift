import Civil
import Foundation
import Postgres
import Processes

/// Sends committed messages until each is acknowledged: straight from memory after the commit, and from the
/// table what a crash, another instance or a full memory left there.
final class Relay: @unchecked Sendable {
    private static let shortestTrouble = Duration.milliseconds(200)
    private static let longestTrouble = Duration.seconds(2)
    /// How long an answer may take; with a history, and perhaps over a slow line, longer.
    private static let deadline = Duration.seconds(10)
    private static let deadlineOfHistories = Duration.seconds(60)

    private let service: String
    private let settings: EngineSettings
    private let carrier: any Carrier
    private let undelivered: UndeliveredMessages
    private let condition = TimedCondition()
    // Under the condition's lock.
    private var lanes: [String: RelayLane] = [:]
    private var burials: [(message: OutgoingMessage, cause: String)] = []
    private var isStopping = false
    private var hasStopped = false
    private var sweepAt = ContinuousClock.now
    /// PostgreSQL refused or isn't there: until then only sends go on.
    private var troubledUntil: ContinuousClock.Instant?
    private var trouble = Relay.shortestTrouble
    /// Faulted messages that were complained of.
    private var faulted: Set<UUID> = []
    private var acknowledge: @Sendable ([UUID]) -> Void = { _ in }

    /// - Parameter concerned: the offices that must know of a case.
    init(
        service: String, settings: EngineSettings, carrier: any Carrier,
        concerned: @escaping @Sendable (CaseFile) -> [String]
    ) {
        self.service = service
        self.settings = settings
        self.carrier = carrier
        undelivered = UndeliveredMessages(service: service, settings: settings, concerned: concerned)
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
            for message in messages { lanes[message.destination, default: RelayLane()].add(message) }
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
        while true {
            let (sends, reads, letters, isSweepDue, isDone) = condition.withLock { nextWork() }
            if isDone {
                handOn(over: connection)
                break
            }
            for (destination, message) in sends { send(message, to: destination) }
            guard isSweepDue || !reads.isEmpty || !letters.isEmpty else { continue }
            do throws(PostgresError) {
                let open =
                    if let connection, connection.isUsable { connection } else {
                        try Connection(settings.database, applicationName: "loket-\(service)-relay")
                    }
                connection = open
                try read(reads, on: open)
                try bury(letters, on: open)
                if isSweepDue { try sweep(on: open) }
                condition.withLock { trouble = Self.shortestTrouble }
            } catch {
                settings.logger.debug("the outbox can't be read now", metadata: ["why": "\(error)"])
                // A burial that failed leaves its transaction open and aborted.
                connection?.close()
                connection = nil
                condition.withLock {
                    for destination in reads.keys { lanes[destination]?.readFailed() }
                    troubledUntil = .now + trouble
                    trouble = min(trouble * 2, Self.longestTrouble)
                }
            }
        }
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    /// What isn't acknowledged needn't wait for the end of our lease: another instance, or the next start, takes it at once.
    private func handOn(over connection: Connection?) {
        let unfinished = condition.withLock { lanes.values.flatMap(\.unfinished) }
        guard !unfinished.isEmpty, let connection, connection.isUsable else { return }
        do throws(PostgresError) {
            try connection.query(CaseworkRows.releaseOutbox, .uuids(unfinished))
        } catch {
            settings.logger.debug("another instance goes on after the lease", metadata: ["why": "\(error)"])
        }
    }

    /// Waits until there is something to do; called with the lock held.
    private func nextWork() -> (
        sends: [(String, OutgoingMessage)], reads: [String: [OutgoingMessage]],
        letters: [(message: OutgoingMessage, cause: String)], isSweepDue: Bool, isDone: Bool
    ) {
        while true {
            if isStopping { return ([], [:], [], false, true) }
            let now = ContinuousClock.now
            if let until = troubledUntil, until <= now { troubledUntil = nil }
            var sends: [(String, OutgoingMessage)] = []
            var reads: [String: [OutgoingMessage]] = [:]
            var wake = troubledUntil ?? sweepAt
            for destination in lanes.keys {
                let step = lanes[destination, default: RelayLane()].next(now: now)
                sends += step.sends.map { (destination, $0) }
                if !step.reads.isEmpty {
                    if troubledUntil == nil {
                        reads[destination] = step.reads
                    } else {
                        lanes[destination]?.readFailed()
                    }
                }
                if let pause = step.wakeAt { wake = min(wake, pause) }
            }
            if troubledUntil != nil {
                if !sends.isEmpty { return (sends, [:], [], false, false) }
            } else {
                let isSweepDue = now >= sweepAt
                if isSweepDue { sweepAt = now + .seconds(2) }
                if !sends.isEmpty || !reads.isEmpty || !burials.isEmpty || isSweepDue {
                    return (sends, reads, burials, isSweepDue, false)
                }
            }
            _ = condition.wait(for: max(.milliseconds(1), wake - now))
        }
    }

    private func send(_ message: OutgoingMessage, to destination: String) {
        let deadline = message.carriesFrom == nil ? Self.deadline : Self.deadlineOfHistories
        carrier.send(service: destination, id: message.id, body: message.body, deadline: deadline) { [self] outcome in
            let verdict = RelayVerdict(outcome, of: destination)
            if verdict == .done { FailPoint.beforeAcknowledge.pass(service) }
            let (isNew, acknowledge) = condition.withLock { () -> (Bool, @Sendable ([UUID]) -> Void) in
                let isNew = note(verdict, on: message)
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

    /// True where a message is faulted for the first time; called with the lock held.
    private func note(_ verdict: RelayVerdict, on message: OutgoingMessage) -> Bool {
        if let forLane = verdict.forLane {
            lanes[message.destination]?.returned(message.id, forLane, now: .now)
        } else if case .bury(let cause) = verdict {
            burials.append((message, cause))
        }
        switch verdict {
        case .faulted: return faulted.insert(message.id).inserted
        case .done, .bury: faulted.remove(message.id)
        case .again, .unanswered: break
        }
        return false
    }

    /// Keeps messages that can't be delivered as dead letters, where people find them.
    private func bury(_ letters: [(message: OutgoingMessage, cause: String)], on connection: Connection)
        throws(PostgresError)
    {
        for (message, cause) in letters {
            // No store takes that character, and the words are the receiver's.
            let outgoing = try undelivered.bury(message, cause: cause.filter { $0 != "\u{0}" }, on: connection)
            if !outgoing.isEmpty { take(outgoing) }
            condition.withLock {
                burials.removeAll { $0.message.id == message.id }
                lanes[message.destination]?.returned(message.id, .done, now: .now)
            }
            settings.logger.error("a message became a dead letter", metadata: ["why": "\(cause)"])
        }
    }

    private func sweep(on connection: Connection) throws(PostgresError) {
        let lease = "\(settings.lease.components.seconds) seconds"
        try connection.query(CaseworkRows.forgetFarLeases, .text(service), .text(lease))
        let rows = try connection.query(
            CaseworkRows.takeExpiredOutbox, .text(service), .int64(512), .text(lease))
        guard !rows.isEmpty else { return }
        take(
            rows.map {
                OutgoingMessage(
                    id: $0.uuid(0), destination: $0.text(1), subject: $0.uuid(2), version: $0.int64(3),
                    body: $0.bytes(4), carriesFrom: $0.int64IfPresent(5))
            })
        // More may wait where a whole handful came.
        if rows.count == 512 { condition.withLock { sweepAt = .now } }
    }

    private func read(_ wanted: [String: [OutgoingMessage]], on connection: Connection) throws(PostgresError) {
        for (destination, messages) in wanted {
            let ids = messages.map(\.id)
            var bodies: [UUID: [UInt8]] = [:]
            for row in try connection.query(CaseworkRows.readOutbox, .uuids(ids)) { bodies[row.uuid(0)] = row.bytes(1) }
            let envelopes = try CarriedEnvelopes(messages, stored: bodies, on: connection)
            bodies.merge(envelopes.bodies) { $1 }
            condition.withLock {
                for (message, cause) in envelopes.impossible {
                    lanes[destination]?.takeOut(message.id)
                    burials.append((message, cause))
                }
                lanes[destination]?.found(bodies, of: ids)
            }
        }
    }
}
