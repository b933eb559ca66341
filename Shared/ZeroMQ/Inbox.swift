/// What other threads want of a loop: they put, the loop takes everything at once.
///
/// The loop's `Wakeup` is written only when the loop has gone to sleep, so a busy loop costs its callers no
/// system call.
public final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var asleep = false
        var closed = false
    }

    private let state = Guarded(State())
    private let wakeup: Wakeup

    public init(wakeup: Wakeup) {
        self.wakeup = wakeup
    }

    /// Hands one thing to the loop; false when the loop takes nothing any more.
    @discardableResult
    public func put(_ element: Element) -> Bool {
        put(CollectionOfOne(element))
    }

    /// Hands many things to the loop, in order; false when the loop takes nothing any more.
    @discardableResult
    public func put(_ elements: some Collection<Element>) -> Bool {
        let (taken, wake) = state.with { state in
            guard !state.closed else { return (false, false) }
            state.waiting.append(contentsOf: elements)
            defer { state.asleep = false }
            return (true, state.asleep)
        }
        if wake { wakeup.signal() }
        return taken
    }

    /// Everything put since the last call. When nothing was, the loop counts as asleep: the next `put` wakes it.
    public func takeOrSleep() -> [Element] {
        state.with { state in
            if state.waiting.isEmpty {
                state.asleep = true
                return []
            }
            let taken = state.waiting
            state.waiting = []
            state.waiting.reserveCapacity(min(taken.count, 1024))
            return taken
        }
    }

    /// Takes what is left and refuses everything after.
    public func close() -> [Element] {
        state.with { state in
            state.closed = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
