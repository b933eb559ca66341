import Foundation

/// A program that was started by this one and ends with it.
///
/// The child dies when its starter dies, whatever kills the starter, `kill -9` included: a thread that
/// lives exactly as long as the child starts it, and the kernel sends the child its `Launch.lastSignal`
/// when that thread is gone. Ctrl-C in a terminal doesn't reach it, because it has a process group of
/// its own: the starter decides in which order things stop.
public final class ChildProcess: Sendable {
    /// The child's process id. It stays the child's until `exit` is known, and may be another's after.
    public let pid: pid_t

    private let state = ExitState()

    /// How the child ended; `nil` while it runs.
    public var exit: Exit? { state.exit }

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// Starts a program and returns when it has been started, not when it is ready.
    ///
    /// - Parameter onExit: called once, on a thread of the child's own, after `exit` is known.
    /// - Throws: `LaunchError` when the program can't be started; nothing runs then.
    public static func start(
        _ launch: Launch, onExit: @escaping @Sendable (Exit) -> Void = { _ in }
    ) throws(LaunchError) -> ChildProcess {
        let spawned = Spawned()
        let keeper = Thread {
            do throws(LaunchError) {
                let child = ChildProcess(pid: try spawn(launch))
                spawned.set(.success(child))
                child.awaitEnd(onExit)
            } catch {
                spawned.set(.failure(error))
            }
        }
        keeper.name = "child"
        keeper.stackSize = 256 * 1024
        keeper.start()
        return try spawned.get()
    }

    /// Sends a signal, and answers whether there was still a child to send it to.
    ///
    /// It never reaches another process that was given the same id later.
    @discardableResult
    public func send(_ signal: Int32) -> Bool {
        state.ifRunning { kill(pid, signal) == 0 }
    }

    /// Waits until the child has ended, and answers `nil` when it has not within that time.
    public func waitForExit(within limit: Duration) -> Exit? {
        state.wait(until: .now + limit)
    }

    private func awaitEnd(_ onExit: @Sendable (Exit) -> Void) {
        var info = siginfo_t()
        // Looks without reaping, so that the id can't be given away while `send` is using it.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let exit = state.reap { () -> Exit in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            return Exit(waitStatus: status)
        }
        onExit(exit)
    }
}

extension Duration {
    /// The same span as a number of seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

/// Whether a child still runs, under one lock with whoever sends it signals or waits for it.
private final class ExitState: @unchecked Sendable {
    private let condition = TimedCondition()
    private var ended: ChildProcess.Exit?

    var exit: ChildProcess.Exit? { condition.withLock { ended } }

    func ifRunning(_ act: () -> Bool) -> Bool {
        condition.withLock { ended == nil && act() }
    }

    func reap(_ act: () -> ChildProcess.Exit) -> ChildProcess.Exit {
        condition.withLock {
            let exit = act()
            ended = exit
            condition.broadcast()
            return exit
        }
    }

    func wait(until deadline: ContinuousClock.Instant) -> ChildProcess.Exit? {
        condition.withLock {
            while ended == nil, condition.wait(until: deadline) {}
            return ended
        }
    }
}

/// Hands the started child from its keeper's thread to the thread that asked for it.
private final class Spawned: @unchecked Sendable {
    private let condition = TimedCondition()
    private var result: Result<ChildProcess, LaunchError>?

    func set(_ value: Result<ChildProcess, LaunchError>) {
        condition.withLock {
            result = value
            condition.signal()
        }
    }

    func get() throws(LaunchError) -> ChildProcess {
        let outcome = condition.withLock {
            while true {
                if let result { return result }
                condition.wait()
            }
        }
        return try outcome.get()
    }
}
