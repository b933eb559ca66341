import Civil
import Contracts
import Foundation
import Majordomo
import Postgres
import Records

/// Sends committed messages until each is acknowledged: straight from memory after the commit, and from the
/// table what a crash, another instance or a full memory left there.
final class Relay: @unchecked Sendable {
    private let service: String
    private let settings: EngineSettings
    private let carrier: any Carrier
    private let condition = NSCondition()
    // Under the condition's lock.
    private var lanes: [String: RelayLane] = [:]
    private var burials: [(message: OutgoingMessage, cause: String)] = []
    private var isStopping = false
    private var hasStopped = false
    private var sweepAt = ContinuousClock.now
    private var acknowledge: @Sendable ([UUID]) -> Void = { _ in }

    init(service: String, settings: EngineSettings, carrier: any Carrier) {
        self.service = service
        self.settings = settings
        self.carrier = carrier
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
            if isDone { break }
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
            } catch {
                settings.logger.debug("the outbox can't be read now", metadata: ["why": "\(error)"])
                condition.withLock { for destination in reads.keys { lanes[destination]?.readFailed() } }
            }
        }
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    /// Waits until there is something to do; called with the lock held.
    private func nextWork() -> (
        sends: [(String, OutgoingMessage)], reads: [String: [UUID]],
        letters: [(message: OutgoingMessage, cause: String)], isSweepDue: Bool, isDone: Bool
    ) {
        while true {
            if isStopping { return ([], [:], [], false, true) }
            let now = ContinuousClock.now
            var sends: [(String, OutgoingMessage)] = []
            var reads: [String: [UUID]] = [:]
            var wake = sweepAt
            for destination in lanes.keys {
                let step = lanes[destination, default: RelayLane()].next(now: now)
                sends += step.sends.map { (destination, $0) }
                if !step.reads.isEmpty { reads[destination] = step.reads }
                if let pause = step.wakeAt { wake = min(wake, pause) }
            }
            let isSweepDue = now >= sweepAt
            if isSweepDue { sweepAt = now + .seconds(2) }
            if !sends.isEmpty || !reads.isEmpty || !burials.isEmpty || isSweepDue {
                return (sends, reads, burials, isSweepDue, false)
            }
            _ = condition.wait(until: Date(timeIntervalSinceNow: max(0.001, (wake - now) / .seconds(1))))
        }
    }

    private func send(_ message: OutgoingMessage, to destination: String) {
        carrier.send(service: destination, id: message.id, body: message.body, deadline: .seconds(10)) {
            [self] outcome in
            let verdict = verdict(on: message, outcome)
            let acknowledge = condition.withLock {
                if case .bury(let cause) = verdict {
                    burials.append((message, cause))
                    condition.signal()
                    return nil as (@Sendable ([UUID]) -> Void)?
                }
                lanes[destination]?.returned(message.id, verdict.forLane, now: .now)
                condition.signal()
                return verdict.forLane == .done ? self.acknowledge : nil
            }
            acknowledge?([message.id])
        }
    }

    private enum Verdict {
        case lane(RelayLane.Verdict)
        /// The receiver can't ever carry it out: it becomes a dead letter and holds up nobody else.
        case bury(cause: String)

        var forLane: RelayLane.Verdict {
            if case .lane(let verdict) = self { verdict } else { .done }
        }
    }

    /// A stored answer, whichever, ends a message.
    private func verdict(on message: OutgoingMessage, _ outcome: Outcome) -> Verdict {
        guard case .ok(let bytes) = outcome else { return .lane(.unanswered) }
        guard let reply = try? WireReply(serializedBytes: bytes) else {
            return .bury(cause: "the answer of \(message.destination) can't be read")
        }
        switch reply.outcome {
        case .accepted: return .lane(.done)
        case .rejected(let rejection):
            return .bury(cause: "\(message.destination) refused it: \(rejection.problem) [\(rejection.code)]")
        case .fault(let fault): return .bury(cause: "\(message.destination): \(fault.problem) [\(fault.code)]")
        case .retry(let retry): return .lane(.again(after: .milliseconds(Int64(retry.afterMs))))
        case nil: return .bury(cause: "the answer of \(message.destination) says nothing")
        }
    }

    /// Keeps messages that can't be delivered as dead letters, where people find them.
    private func bury(_ letters: [(message: OutgoingMessage, cause: String)], on connection: Connection)
        throws(PostgresError)
    {
        for (message, cause) in letters {
            settings.logger.error("a message became a dead letter", metadata: ["why": "\(cause)"])
            _ = try connection.pipeline([
                Step(.begin),
                Step(
                    CaseworkRows.buryMessage, .uuid(message.id), .text(service), .text("site"),
                    .text(String(message.destination.drop { $0 != "@" }.dropFirst())), .uuid(message.subject),
                    .bytes(message.body), .text(""), .text(cause)),
                Step(CaseworkRows.dropOutbox, .uuids([message.id])),
                Step(.commit),
            ])
            condition.withLock {
                burials.removeAll { $0.message.id == message.id }
                lanes[message.destination]?.returned(message.id, .done, now: .now)
            }
        }
    }

    private func sweep(on connection: Connection) throws(PostgresError) {
        let rows = try connection.query(
            CaseworkRows.takeExpiredOutbox, .text(service), .int64(512),
            .text("\(settings.lease.components.seconds) seconds"))
        guard !rows.isEmpty else { return }
        take(
            rows.map {
                OutgoingMessage(
                    id: $0.uuid(0), destination: $0.text(1), subject: $0.uuid(2), version: $0.int64(3),
                    body: $0.bytes(4))
            })
        // More may wait where a whole handful came.
        if rows.count == 512 { condition.withLock { sweepAt = .now } }
    }

    private func read(_ wanted: [String: [UUID]], on connection: Connection) throws(PostgresError) {
        for (destination, ids) in wanted {
            var bodies: [UUID: [UInt8]] = [:]
            for row in try connection.query(CaseworkRows.readOutbox, .uuids(ids)) { bodies[row.uuid(0)] = row.bytes(1) }
            condition.withLock { lanes[destination]?.found(bodies, of: ids) }
        }
    }
}
