import Civil

/// What will happen and when. Of things at the same time, what was planned first comes first.
struct DayAgenda<Event: Sendable>: Sendable {
    private struct Entry: Sendable {
        let at: Moment
        let order: Int
        let event: Event
    }

    /// The next one stands last.
    private var entries: [Entry] = []
    private var planned = 0

    var nextAt: Moment? { entries.last?.at }

    mutating func plan(_ event: Event, at moment: Moment) {
        let entry = Entry(at: moment, order: planned, event: event)
        planned += 1
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if (entries[middle].at, entries[middle].order) > (moment, entry.order) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        entries.insert(entry, at: low)
    }

    /// Takes what happens until `moment`, in order.
    mutating func take(until moment: Moment) -> [Event] {
        var events: [Event] = []
        while let last = entries.last, last.at <= moment {
            entries.removeLast()
            events.append(last.event)
        }
        return events
    }
}
