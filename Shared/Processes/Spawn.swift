import CSpawn
import Foundation

/// Starts the program in a process group of its own, with no signal blocked or ignored and no file
/// open but the three standard ones. To be called on a thread that outlives the child.
func spawn(_ launch: Launch) throws(LaunchError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    var reader: FileHandle?
    var writer: FileHandle?
    switch launch.output {
    case .inherited: break
    case .discarded: posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    case .file(let path):
        posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
    case .lines:
        let pipe = Pipe()
        (reader, writer) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForWriting.fileDescriptor, 1)
    }
    if let descriptor = launch.errorDescriptor {
        posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
    } else if case .inherited = launch.output {
        // Standard error stays the starter's as well.
    } else {
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)

    let pid = try spawn(launch, &actions)
    if case .lines(let handle) = launch.output, let reader {
        try? writer?.close()
        readLines(of: reader, handle)
    }
    return pid
}

private func spawn(
    _ launch: Launch, _ actions: inout posix_spawn_file_actions_t
) throws(LaunchError) -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var arguments = launch.commandLine.map { strdup($0) } + [nil]
    var environment = launch.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for copy in arguments + environment { free(copy) } }
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, "setpriv", &actions, &attributes, &arguments, &environment)
    guard failure == 0 else { throw LaunchError(program: launch.program, errorNumber: failure) }
    return pid
}

/// Reads on a thread of its own until every holder of the other end is gone.
private func readLines(of reader: FileHandle, _ handle: @escaping @Sendable (String) -> Void) {
    let thread = Thread {
        var rest: [UInt8] = []
        while true {
            let chunk = reader.availableData
            rest += chunk
            while let end = rest.firstIndex(of: 0x0a) {
                handle(String(decoding: rest[..<end], as: UTF8.self))
                rest.removeSubrange(...end)
            }
            if chunk.isEmpty {
                if !rest.isEmpty { handle(String(decoding: rest, as: UTF8.self)) }
                return
            }
        }
    }
    thread.name = "child output"
    thread.stackSize = 256 * 1024
    thread.start()
}
