import DequeModule
import Foundation

/// What waits for one destination, and what is on its way there. Pure: it is told the time.
struct RelayLane {
    /// Bodies kept in memory; of those beyond, only the id.
    static let inMemory = 1_024
    /// The most that it keeps in mind. What is more stands in the table alone, until its lease is over and there is room.
    static let most = 2_048
    /// What the table gives at a time.
    static let handful = 512
    /// The most that are on their way at once.
    static let window = 128
    /// The most bytes that are on their way at once, or one message: histories over a slow line take their time, and
    /// what isn't answered in time goes twice.
    static let windowBytes = 256 << 10

    private struct Waiting {
        var message: OutgoingMessage
        /// The place in which it came.
        var place: Int
        var hasBody = true
    }

    /// What the answer to a message means for it.
    enum Verdict: Equatable {
        /// A stored answer, or a dead letter: it is done with.
        case done
        /// The receiver is there and wants this one again later; from a version on, if it lacks more of the history.
        case again(after: Duration, carryFrom: Int64 = 0)
        /// No answer: nobody may be there.
        case unanswered
    }

    struct Work {
        var sends: [OutgoingMessage] = []
        /// Messages whose bodies must be read from the table first, and what they carry from the journal.
        var reads: [OutgoingMessage] = []
        /// When to ask again, if a pause is on.
        var wakeAt: ContinuousClock.Instant?
    }

    private var waiting: Deque<Waiting> = []
    /// Messages that the receiver wants again, each at its own time: they hold up nobody else.
    /// The soonest first.
    private var delayed: Deque<(at: ContinuousClock.Instant, entry: Waiting)> = []
    private var underWay: [UUID: Waiting] = [:]
    private var bytesUnderWay = 0
    private var places = 0
    private var known: Set<UUID> = []
    private var isReading = false
    /// Messages were left to the table; until it has no more, the later ones don't go before them.
    private(set) var isLeftToTable = false
    /// Nobody serves the destination now: everything for it waits.
    private var pausedUntil: ContinuousClock.Instant?
    private var pause = Duration.milliseconds(50)

    /// Everything that isn't done with.
    var unfinished: [UUID] { Array(known) }

    var hasRoom: Bool { known.count + Self.handful <= Self.most }

    /// Whether the table is to be asked at once.
    func wantsMore(now: ContinuousClock.Instant) -> Bool {
        isLeftToTable && hasRoom && pausedUntil.map { $0 <= now } ?? true
    }

    /// The table has no more for it than it gave.
    mutating func tableIsEmpty() { isLeftToTable = false }

    /// Takes a message that was just committed; one too many is left to the table.
    mutating func addNew(_ message: OutgoingMessage) {
        if isLeftToTable || known.count >= Self.most {
            isLeftToTable = true
        } else {
            add(message)
        }
    }

    /// Whatever comes twice, as from the table after a lease, is there once.
    mutating func add(_ message: OutgoingMessage) {
        guard known.insert(message.id).inserted else { return }
        places += 1
        waiting.append(kept(Waiting(message: message, place: places), beside: waiting.count))
    }

    private func kept(_ entry: Waiting, beside count: Int) -> Waiting {
        guard count >= Self.inMemory || entry.message.carriesFrom != nil else { return entry }
        var entry = entry
        entry.message.body = []
        entry.hasBody = false
        return entry
    }

    /// Most are delayed for equally long, so their place is at the end or near it.
    private mutating func delay(_ entry: Waiting, until at: ContinuousClock.Instant) {
        let index = delayed.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
        delayed.insert((at, kept(entry, beside: delayed.count)), at: index)
    }

    mutating func next(now: ContinuousClock.Instant) -> Work {
        var work = Work()
        if let pausedUntil, now < pausedUntil {
            work.wakeAt = waiting.isEmpty ? nil : pausedUntil
            return work
        }
        pausedUntil = nil
        let woken = delayed.prefix { $0.at <= now }.map(\.entry)
        delayed.removeFirst(woken.count)
        waiting.prepend(contentsOf: woken)
        work.wakeAt = delayed.first?.at
        var taken = 0
        while taken < waiting.count, waiting[taken].hasBody, underWay.count < Self.window,
            bytesUnderWay < Self.windowBytes
        {
            work.sends.append(waiting[taken].message)
            underWay[waiting[taken].message.id] = waiting[taken]
            bytesUnderWay += waiting[taken].message.body.count
            taken += 1
        }
        waiting.removeFirst(taken)
        if let first = waiting.first, !first.hasBody, !isReading {
            isReading = true
            work.reads = waiting.prefix(Self.inMemory / 2).filter { !$0.hasBody }.map(\.message)
        }
        return work
    }

    mutating func found(_ bodies: [UUID: [UInt8]], of asked: [UUID]) {
        isReading = false
        let asked = Set(asked)
        waiting.removeAll { entry in
            let id = entry.message.id
            // Acknowledged meanwhile, by us or by another instance.
            let isGone = asked.contains(id) && bodies[id] == nil
            if isGone { known.remove(id) }
            return isGone
        }
        for index in waiting.indices {
            guard let body = bodies[waiting[index].message.id] else { continue }
            waiting[index].message.body = body
            waiting[index].hasBody = true
        }
    }

    /// It can't be sent as it is and will be given up: like one on its way, it holds up nobody.
    mutating func takeOut(_ id: UUID) {
        guard let index = waiting.firstIndex(where: { $0.message.id == id }) else { return }
        let entry = waiting.remove(at: index)
        underWay[id] = entry
        bytesUnderWay += entry.message.body.count
    }

    /// The table could not be read; the next round asks again.
    mutating func readFailed() { isReading = false }

    mutating func returned(_ id: UUID, _ verdict: Verdict, now: ContinuousClock.Instant) {
        guard var entry = underWay.removeValue(forKey: id) else { return }
        bytesUnderWay -= entry.message.body.count
        switch verdict {
        case .done:
            known.remove(id)
            pause = .milliseconds(50)
        case .again(let after, let first):
            if first > 0, entry.message.carriesFrom != nil {
                entry.message.carriesFrom = min(first, entry.message.version)
            }
            delay(entry, until: now + max(after, .milliseconds(10)))
        case .unanswered:
            // A whole window comes back, and goes again in the order in which it came.
            waiting.insert(entry, at: waiting.firstIndex { $0.place > entry.place } ?? waiting.count)
            guard pausedUntil == nil else { return }
            pausedUntil = now + pause
            pause = min(pause * 2, .seconds(2))
        }
    }
}
