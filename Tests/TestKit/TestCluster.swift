import Foundation
import Postgres

/// A private PostgreSQL of this test process, on a unix socket; stopped and removed when the process ends,
/// however it ends.
public final class TestCluster: @unchecked Sendable {
    /// The one that most tests share: started on demand, with fsync off. Don't crash it.
    public static let shared: TestCluster = {
        do {
            return try TestCluster()
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// The superuser of the cluster, whom every local connection may claim to be.
    public static let superuser = "loket"

    private let folder: ScratchFolder
    private let settings: [String]
    private let lock = NSLock()
    private let isDurable: Bool

    /// Makes and starts a cluster. With `durable`, fsync is on, so that it may be killed and started again.
    public init(durable: Bool = false, settings: [String] = []) throws {
        folder = try ScratchFolder()
        isDurable = durable
        self.settings = settings
        Watchdog.shared.watch(cluster: data)
        if getuid() == 0 {
            try Self.run("/bin/chown", ["postgres:postgres", folder.path])
        }
        try Self.run(
            try Self.program("initdb"),
            [
                "-D", data, "-U", Self.superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                "--no-instructions",
            ], asServer: true)
        try start()
    }

    /// The folder of the unix socket, which is the `host` of a connection string.
    public var socketFolder: String { folder.path }
    var data: String { folder.file("data") }

    /// The connection string of a database of this cluster.
    public func conninfo(database: String = "postgres", user: String = superuser) -> String {
        "host=\(folder.path) dbname=\(database) user=\(user)"
    }

    /// The postmaster's process, or nil if it isn't running as far as its pid file says.
    public var postmaster: pid_t? {
        guard let text = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8) else { return nil }
        return text.split(separator: "\n").first.flatMap { pid_t($0) }
    }

    /// Starts the server, after `kill` or `stop`; waits until it takes connections.
    public func start() throws {
        var options = [
            "-k", folder.path, "-c", "listen_addresses=", "-c", "shared_buffers=64MB", "-c", "max_connections=200",
        ]
        if !isDurable {
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        }
        for setting in settings { options += ["-c", setting] }
        // A postmaster that was killed hard leaves its pid file and, for a moment, its children.
        var attempts = 50
        while true {
            attempts -= 1
            do {
                try Self.run(
                    try Self.program("pg_ctl"),
                    [
                        "-D", data, "-s", "-w", "-t", "30", "-l", folder.file("log"), "-o",
                        options.joined(separator: " "), "start",
                    ],
                    asServer: true)
                return
            } catch {
                guard attempts > 0 else { throw error }
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    /// Stops the server in order; open sessions are ended.
    public func stop() throws {
        try Self.run(try Self.program("pg_ctl"), ["-D", data, "-s", "-w", "-m", "fast", "stop"], asServer: true)
    }

    /// `kill -9` of the postmaster, as a crash; `start` recovers.
    public func kill() {
        if let postmaster { Foundation.kill(postmaster, SIGKILL) }
    }

    /// Runs SQL as superuser, one caller at a time.
    func administer(_ sql: String) throws {
        try lock.withLock {
            let connection = try Connection(conninfo(), applicationName: "test kit", planning: .free)
            try connection.script(sql)
        }
    }

    /// A program of the newest PostgreSQL that this machine has.
    public static func program(_ name: String) throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap(Int.init).sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin/\(name)" }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let named = path.split(separator: ":").map { "\($0)/\(name)" }
        guard let found = (newest + named).first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw Failure(description: "PostgreSQL's \(name) isn't installed: apt-get install postgresql")
        }
        return found
    }

    /// Runs a program to its end; as root, PostgreSQL's own run as the user postgres.
    private static func run(_ path: String, _ arguments: [String], asServer: Bool = false) throws {
        var command = [path] + arguments
        if asServer, getuid() == 0 {
            command =
                ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "env", "HOME=/tmp"]
                + command
        }
        let child = try ChildProcess(command[0], Array(command.dropFirst()))
        let exit = try child.waitForExit(within: .seconds(60))
        guard exit == .code(0) else {
            throw Failure(description: "\(path) failed (\(exit)): \(child.output)\(child.errorOutput)")
        }
    }
}
