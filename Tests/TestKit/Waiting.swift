import Foundation

/// Something was awaited longer than allowed.
public struct Timeout: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) {
        self.description = description
    }
}

/// Wakes whoever waits for a condition each time somebody signals that it may have changed.
public final class Condition: @unchecked Sendable {
    private let condition = NSCondition()
    private var changes = 0

    public init() {}

    public func signal() {
        condition.withLock {
            changes += 1
            condition.broadcast()
        }
    }

    /// Waits until `isTrue`, which is asked at once and after every signal; false when the time is up.
    public func wait(within limit: Duration, _ isTrue: () throws -> Bool) rethrows -> Bool {
        let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
        while true {
            let seen = condition.withLock { changes }
            if try isTrue() { return true }
            let isChanged = condition.withLock {
                while changes == seen {
                    guard condition.wait(until: deadline) else { return false }
                }
                return true
            }
            if !isChanged { return try isTrue() }
        }
    }
}

/// Takes what other threads put in, in its order: a test waits with it for callbacks.
public final class Mailbox<Element: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private let change = Condition()
    private var waiting: [Element] = []

    public init() {}

    public func put(_ element: Element) {
        lock.withLock { waiting.append(element) }
        change.signal()
    }

    /// The next element, waiting for it if need be.
    public func take(within limit: Duration = .seconds(60)) throws -> Element {
        try take(1, within: limit)[0]
    }

    /// The next `count` elements.
    public func take(_ count: Int, within limit: Duration = .seconds(60)) throws -> [Element] {
        guard change.wait(within: limit, { lock.withLock { waiting.count >= count } }) else {
            let found = lock.withLock { waiting.count }
            throw Timeout(description: "\(found) of \(count) came within \(limit)")
        }
        return lock.withLock {
            defer { waiting.removeFirst(count) }
            return Array(waiting.prefix(count))
        }
    }

    /// What has come and wasn't taken.
    public var contents: [Element] { lock.withLock { waiting } }
}

/// Waits for something that nobody announces, as another process's state: asks until it is true or the time is up.
///
/// Where there is an event to wait for, wait for that.
public func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ isTrue: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now + limit
    while try !isTrue() {
        guard ContinuousClock.now < deadline else { throw Timeout(description: "not within \(limit): \(what)") }
        usleep(2_000)
    }
}

/// Asks again after a moment while there is no answer, until the time is up; nil then.
///
/// - Parameter ask: is told how much of the time is left, and gives nil where it is to be called again.
public func answered<Answer: Sendable>(
    within limit: Duration = .seconds(60), isolation: isolated (any Actor)? = #isolation,
    _ ask: (Duration) async throws -> Answer?
) async throws -> Answer? {
    let deadline = ContinuousClock.now + limit
    while true {
        if let answer = try await ask(deadline - .now) { return answer }
        guard ContinuousClock.now < deadline else { return nil }
        try await Task.sleep(for: .milliseconds(2))
    }
}
