import Foundation
import Glibc

/// A place where a debug build can be made to die, as a machine does that loses its power there.
///
/// `LOKET_FAIL_POINTS` names a folder; whoever passes a place for which `<service>.<place>` lies there takes it away and
/// is gone, so that each dies once. A release build has none of it.
enum FailPoint: String {
    /// The batch has its locks, and nothing is written.
    case midBatch = "mid-batch"
    case beforeCommit = "before-commit"
    /// Committed, and nobody has an answer.
    case afterCommit = "after-commit"
    /// The device has done it, and nothing is noted.
    case afterDevice = "after-device"
    /// The receiver of a message has answered, and the sender has not noted it.
    case beforeAcknowledge = "before-acknowledge"

    @inline(__always)
    func pass(_ service: String) {
        #if DEBUG
            guard let folder = Self.folder, unlink("\(folder)/\(service).\(rawValue)") == 0 else { return }
            kill(getpid(), SIGKILL)
        #endif
    }

    #if DEBUG
        private static let folder = ProcessInfo.processInfo.environment["LOKET_FAIL_POINTS"].flatMap {
            $0.isEmpty ? nil : $0
        }
    #endif
}
