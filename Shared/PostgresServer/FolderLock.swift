import Foundation

/// The right to start a server in a folder. The kernel takes it back when its holder dies, however it dies.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// The server that the previous holder started last, if any.
    let postmaster: pid_t?

    /// - Throws: `alreadyRunning` when another starter holds it.
    init(path: String) throws(PostgresServerError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannot("\(path) can't be opened: \(String(cString: strerror(errno))).") }
        let taken = flock(descriptor, LOCK_EX | LOCK_NB) != 0
        var text = [UInt8](repeating: 0, count: 32)
        let count = max(0, pread(descriptor, &text, text.count, 0))
        postmaster = pid_t(
            String(decoding: text[..<count], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        guard !taken else {
            close(descriptor)
            throw .alreadyRunning(folder: (path as NSString).deletingLastPathComponent, pid: postmaster)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Notes which server was started, for whoever holds the lock next.
    func record(postmaster: pid_t) {
        let text = Array("\(postmaster)\n".utf8)
        // Only a note: without it a server that survives its starter is named, not stopped.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }
}
