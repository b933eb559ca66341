import Foundation
import Majordomo

/// What a relay does next, for all destinations: without thread, store or socket, and told the time.
package struct RelayCore {
    /// A message that can't be delivered, and why: to be kept as a dead letter.
    package typealias Letter = (message: OutgoingMessage, cause: String)

    package struct Work {
        package var sends: [OutgoingMessage] = []
        /// By destination, messages whose bodies must be read first.
        package var reads: [String: [OutgoingMessage]] = [:]
        package var letters: [Letter] = []
        package var isSweepDue = false
        /// Destinations for which a sweep would find no room.
        package var crowded: [String] = []
        /// When to ask again although nothing happened.
        package var wakeAt: Instant

        package var needsStore: Bool { isSweepDue || !reads.isEmpty || !letters.isEmpty }
        package var isNothing: Bool { sends.isEmpty && !needsStore }
    }

    private static let shortestTrouble = Duration.milliseconds(200)
    private static let longestTrouble = Duration.seconds(2)
    private static let pauseBetweenSweeps = Duration.seconds(2)
    /// How long an answer may take; with a history, and perhaps over a slow line, longer.
    private static let deadline = Duration.seconds(10)
    private static let deadlineOfHistories = Duration.seconds(60)

    private var lanes: [String: RelayLane] = [:]
    private var letters: [Letter] = []
    private var sweepAt: Instant
    /// PostgreSQL refused or isn't there: until then only sends go on.
    private var troubledUntil: Instant?
    private var trouble = RelayCore.shortestTrouble
    /// Faulted messages that were complained of.
    private var faulted: Set<UUID> = []

    package init(now: Instant) { sweepAt = now }

    /// How long the answer to a message may take.
    package static func deadline(of message: OutgoingMessage) -> Duration {
        message.carriesFrom == nil ? deadline : deadlineOfHistories
    }

    /// Messages that a commit made durable.
    package mutating func take(_ messages: [OutgoingMessage]) {
        for message in messages { lanes[message.destination, default: RelayLane()].addNew(message) }
    }

    package mutating func next(now: Instant) -> Work {
        if let until = troubledUntil, until <= now { troubledUntil = nil }
        var work = Work(wakeAt: troubledUntil ?? sweepAt)
        for destination in lanes.keys {
            let step = lanes[destination, default: RelayLane()].next(now: now)
            work.sends += step.sends
            if !step.reads.isEmpty {
                if troubledUntil == nil {
                    work.reads[destination] = step.reads
                } else {
                    lanes[destination]?.readFailed()
                }
            }
            if let pause = step.wakeAt { work.wakeAt = min(work.wakeAt, pause) }
        }
        guard troubledUntil == nil else { return work }
        work.letters = letters
        if now >= sweepAt || lanes.values.contains(where: { $0.wantsMore(now: now) }) {
            work.isSweepDue = true
            work.crowded = lanes.filter { !$0.value.hasRoom }.map(\.key)
            sweepAt = now + Self.pauseBetweenSweeps
        }
        return work
    }

    /// What the answer to a message means; true where it is faulted for the first time.
    package mutating func returned(_ verdict: RelayVerdict, on message: OutgoingMessage, now: Instant) -> Bool {
        if let forLane = verdict.forLane {
            lanes[message.destination]?.returned(message.id, forLane, now: now)
        } else if case .bury(let cause) = verdict {
            letters.append((message, cause))
        }
        switch verdict {
        case .faulted: return faulted.insert(message.id).inserted
        case .done, .bury: faulted.remove(message.id)
        case .again, .unanswered: break
        }
        return false
    }

    /// What is still to be delivered, as far as it is in memory.
    var unfinished: [UUID] { lanes.values.flatMap(\.unfinished) }

    // MARK: What the store answered

    /// A dead letter is kept, and what had to be sent because of it goes.
    package mutating func buried(_ message: OutgoingMessage, outgoing: [OutgoingMessage], now: Instant) {
        take(outgoing)
        letters.removeAll { $0.message.id == message.id }
        lanes[message.destination]?.returned(message.id, .done, now: now)
    }

    /// What a sweep found in the table. For whom a whole handful came, more may wait.
    package mutating func swept(_ messages: [OutgoingMessage], of work: Work, now: Instant) {
        var counts: [String: Int] = [:]
        for message in messages {
            counts[message.destination, default: 0] += 1
            lanes[message.destination, default: RelayLane()].add(message)
        }
        for destination in lanes.keys where !work.crowded.contains(destination) {
            if counts[destination] != RelayLane.handful { lanes[destination]?.tableIsEmpty() }
        }
        if counts.values.contains(RelayLane.handful) { sweepAt = now }
    }

    package mutating func read(_ found: RelayRows.Found, for destination: String, of messages: [OutgoingMessage]) {
        for (message, cause) in found.impossible {
            lanes[destination]?.takeOut(message.id)
            letters.append((message, cause))
        }
        lanes[destination]?.found(found.bodies, of: messages.map(\.id))
    }

    package mutating func storeAnswered() { trouble = Self.shortestTrouble }

    /// What was to be read is asked for again, once the trouble may be over.
    package mutating func storeFailed(_ work: Work, now: Instant) {
        for destination in work.reads.keys { lanes[destination]?.readFailed() }
        troubledUntil = now + trouble
        trouble = min(trouble * 2, Self.longestTrouble)
    }
}
