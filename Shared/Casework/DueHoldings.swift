import Foundation

/// Due rows that needn't be fired now: those under way, and those that failed and rest for a while. Pure: it is told
/// the time.
package struct DueHoldings {
    /// What a row is known by.
    package struct Key: Hashable, Sendable {
        var subject: UUID
        var kind: Int16
        var at: Int64
    }

    private struct Rest {
        var until: ContinuousClock.Instant
        var pause: Duration
    }

    static let shortest = Duration.seconds(1)
    static let longest = Duration.seconds(300)

    private var underWay: Set<Key> = []
    private var resting: [Key: Rest] = [:]

    package init() {}

    /// The most rows that a look may meet in vain: so many more are to be asked for.
    var count: Int { underWay.count + resting.count }

    /// True where the row is to be fired now; then it is under way.
    package mutating func begin(_ key: Key, now: ContinuousClock.Instant) -> Bool {
        if let rest = resting[key], now < rest.until { return false }
        return underWay.insert(key).inserted
    }

    /// A row was fired: it is done with, or stays and rests, longer each time.
    package mutating func end(_ key: Key, isDone: Bool, now: ContinuousClock.Instant) {
        underWay.remove(key)
        if isDone {
            resting[key] = nil
            return
        }
        let pause = resting[key].map { min($0.pause * 2, Self.longest) } ?? Self.shortest
        resting[key] = Rest(until: now + pause, pause: pause)
    }

    /// Forgets rows that have rested and are there no more: struck meanwhile, or done by another instance.
    package mutating func forget(allBut seen: Set<Key>, now: ContinuousClock.Instant) {
        resting = resting.filter { key, rest in
            now < rest.until || seen.contains(key) || underWay.contains(key)
        }
    }
}
