import Foundation

/// How a migration takes the locks of a schema that is in use.
///
/// Whoever wants to write queues behind a lock that is waited for. So it is waited for a moment only; then those who were
/// held up go on, and it is tried again.
public struct SchemaLocks: Sendable {
    /// The longest wait for a lock, and so the longest that a commit stands still for one.
    public var wait = Duration.milliseconds(250)
    /// The pause before the next attempt; it doubles with each, up to 2 seconds.
    public var pause = Duration.milliseconds(200)
    /// How long one migration is tried.
    public var patience = Duration.seconds(600)
    /// Told of each attempt that had to be given up.
    public var heldUp: @Sendable (_ title: String, _ attempt: Int) -> Void

    public init(heldUp: @escaping @Sendable (_ title: String, _ attempt: Int) -> Void = { _, _ in }) {
        self.heldUp = heldUp
    }

    func rest(after attempt: Int) {
        Thread.sleep(forTimeInterval: min(pause * (1 << min(attempt - 1, 8)), .seconds(2)) / .seconds(1))
    }
}
