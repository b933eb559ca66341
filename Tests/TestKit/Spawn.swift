import Foundation

/// Starts processes with descriptors of the caller's choice.
enum Spawn {
    /// glibc's `POSIX_SPAWN_SETSID`, which Swift can't see.
    private static let setSession: Int16 = 0x80
    /// Held from a pipe's making to its close-on-exec, so that no child keeps another's pipe open.
    private static let lock = NSLock()

    /// A pipe that children don't inherit.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        let isMade = lock.withLock {
            Foundation.pipe(&ends) == 0 && ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        }
        guard isMade else { throw SpawnFailure(path: "a pipe", reason: String(cString: strerror(errno))) }
        return (ends[0], ends[1])
    }

    /// What the child sees as 0, 1 and 2; nil is `/dev/null`.
    struct Descriptors {
        var input: Int32?
        var output: Int32?
        var error: Int32?
    }

    static func process(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil, descriptors: Descriptors,
        inOwnSession: Bool = false
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in [(0, descriptors.input), (1, descriptors.output), (2, descriptors.error)]
            as [(Int32, Int32?)]
        {
            if let source {
                posix_spawn_file_actions_adddup2(&actions, source, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
            }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        if inOwnSession { flags |= setSession }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, flags)

        let inherited = environment ?? ProcessInfo.processInfo.environment
        let words = ([path] + arguments).map { strdup($0) }
        let settings = inherited.map { strdup("\($0.key)=\($0.value)") }
        defer { for word in words + settings { free(word) } }
        var pid: pid_t = 0
        let code = lock.withLock { posix_spawn(&pid, path, &actions, &attributes, words + [nil], settings + [nil]) }
        guard code == 0 else { throw SpawnFailure(path: path, reason: String(cString: strerror(code))) }
        return pid
    }
}

struct SpawnFailure: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "\(path) can't be started: \(reason)" }
}
