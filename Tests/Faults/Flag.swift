import Foundation

/// Something that is over, once and for good.
final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var raised = false

    var isUp: Bool { lock.withLock { raised } }
    func raise() { lock.withLock { raised = true } }
}
