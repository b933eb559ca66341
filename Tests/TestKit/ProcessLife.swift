import Foundation

/// What is known of a child process, kept current by threads of its own until it ends.
final class ProcessLife: @unchecked Sendable {
    private let condition = NSCondition()
    /// Stdout and stderr. To be read inside `wait` only, as `exit` is.
    private(set) var printed: [[UInt8]] = [[], []]
    private var ended: ChildProcess.Exit?
    private var isGone = false
    private var openStreams = 2

    var output: String { condition.withLock { String(decoding: printed[0], as: UTF8.self) } }
    var errorOutput: String { condition.withLock { String(decoding: printed[1], as: UTF8.self) } }
    var exit: ChildProcess.Exit? { condition.withLock { ended } }

    func follow(pid: pid_t, output: Int32, error: Int32) {
        for (index, descriptor) in [output, error].enumerated() {
            Thread.detachNewThread { self.read(descriptor, as: index) }
        }
        Thread.detachNewThread { self.await(pid) }
    }

    /// Under the lock that `await` takes to reap, so that the pid can't have become another's.
    func signal(_ pid: pid_t, _ number: Int32) {
        condition.withLock {
            if !isGone { kill(pid, number) }
        }
    }

    func wait<Value>(within limit: Duration, _ ready: (Snapshot) -> Value?) -> Value? {
        let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
        return condition.withLock {
            while true {
                if let value = ready(Snapshot(printed: printed, exit: ended)) { return value }
                guard condition.wait(until: deadline) else { return nil }
            }
        }
    }

    struct Snapshot {
        let printed: [[UInt8]]
        let exit: ChildProcess.Exit?
    }

    private func read(_ descriptor: Int32, as index: Int) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            condition.withLock {
                printed[index].append(contentsOf: chunk[0..<count])
                condition.broadcast()
            }
        }
        close(descriptor)
        condition.withLock {
            openStreams -= 1
            condition.broadcast()
        }
    }

    private func await(_ pid: pid_t) {
        // Wait without reaping: until `isGone` is set the pid stays this child's.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var status: Int32 = 0
        condition.withLock {
            isGone = true
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        }
        Watchdog.shared.forget(process: pid)
        let signal = status & 0x7f
        condition.withLock {
            // What it printed comes first, unless a grandchild keeps the stream open.
            let deadline = Date(timeIntervalSinceNow: 1)
            while openStreams > 0, condition.wait(until: deadline) {}
            ended = signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal)
            condition.broadcast()
        }
    }
}
