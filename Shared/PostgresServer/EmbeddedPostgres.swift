import Foundation
import Processes

/// A PostgreSQL of one's own in one folder, made from nothing and run as a child.
///
/// - It listens on a unix socket that only its owner (and root) can reach, and on the network only when
///   asked to.
/// - Its folder holds `data`, `log`, `lock` and the socket. One starter has the folder at a time.
/// - It stops when its starter dies, and what a hard death of the server or of its starter left behind
///   (pid file, living children, a half-made cluster) is cleared at the next `start`.
///
/// Its methods block: call them on a thread that may wait.
public final class EmbeddedPostgres: @unchecked Sendable {
    public let settings: Settings

    private let folder: ServerFolder
    private let mutex = NSLock()
    private var lock: FolderLock?
    private var postmaster: ChildProcess?

    /// - Throws: when the socket's path would be longer than a unix socket's path can be.
    public init(_ settings: Settings) throws(PostgresServerError) {
        self.settings = settings
        folder = ServerFolder(path: absolutePath(settings.folder))
        let socket = folder.socket(port: settings.port)
        guard socket.utf8.count <= 107 else { throw .socketPathTooLong(socket) }
    }

    /// The libpq connection string for a database of this server.
    public func conninfo(database: String = "postgres", user: String? = nil) -> String {
        let quoted = folder.path.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "host='\(quoted)' port=\(settings.port) dbname=\(database) user=\(user ?? settings.superuser)"
    }

    /// The server's process id; `nil` when it does not run.
    public var pid: pid_t? {
        mutex.withLock { postmaster.flatMap { $0.exit == nil ? $0.pid : nil } }
    }

    /// Waits until the server has ended by whatever cause, and answers whether it has within that time.
    public func waitUntilEnded(within limit: Duration) -> Bool {
        guard let postmaster = mutex.withLock({ postmaster }) else { return true }
        return postmaster.waitForExit(within: limit) != nil
    }

    /// Makes the cluster if there is none, starts the server, and returns when it takes connections.
    ///
    /// To be called again after the server died by itself. A server that already runs is left as it is.
    /// What a crash left behind is waited for, and a server whose starter died is stopped first.
    ///
    /// - Parameter onExit: called when the server has ended, for whatever reason, on a thread of its own.
    /// - Throws: after a failure nothing runs, and `start` can be called again.
    public func start(
        within limit: Duration = .seconds(60), onExit: @escaping @Sendable (ChildProcess.Exit) -> Void = { _ in }
    ) throws(PostgresServerError) {
        let deadline = ContinuousClock.now + limit
        if pid != nil { return }
        let account = try folder.prepare()
        let lock = try holdLock()
        do {
            let programs = try ServerPrograms.find(forDataOf: folder.version)
            if folder.version == nil {
                try initialize(programs, account)
            } else {
                try folder.clearWhatWasLeftBehind(
                    port: settings.port, startedByUs: lock.postmaster, until: deadline)
            }
            try launch(programs, account, lock, until: deadline, onExit)
        } catch {
            release()
            throw error
        }
    }

    /// Stops the server in order: its clients' connections are cut, everything committed is on the disk.
    ///
    /// Where that takes longer than `limit`, it is stopped at once instead, and recovers at its next start.
    /// Answers whether it stopped in order. A server that does not run counts as stopped.
    @discardableResult
    public func stop(within limit: Duration = .seconds(30)) -> Bool {
        defer { release() }
        guard let postmaster = mutex.withLock({ postmaster }) else { return true }
        postmaster.send(SIGINT)
        if postmaster.waitForExit(within: limit) != nil { return true }
        postmaster.send(SIGQUIT)
        // The postmaster kills children that don't go by themselves after 5 seconds.
        _ = postmaster.waitForExit(within: .seconds(10))
        return false
    }

    private func holdLock() throws(PostgresServerError) -> FolderLock {
        if let held = mutex.withLock({ lock }) { return held }
        let fresh = try FolderLock(path: folder.lock)
        mutex.withLock { lock = fresh }
        return fresh
    }

    private func release() {
        mutex.withLock {
            if postmaster?.exit != nil { postmaster = nil }
            if postmaster == nil { lock = nil }
        }
    }

    private func initialize(
        _ programs: ServerPrograms, _ account: Launch.Account?
    ) throws(PostgresServerError) {
        try folder.removeHalfMadeCluster()
        let began = folder.logLength
        let arguments = [
            "-D", folder.newData, "-U", settings.superuser, "-E", "UTF8", "--locale=C.UTF-8",
            "--data-checksums", "--auth-local=trust", "--auth-host=reject", "--no-instructions", "--no-sync",
        ]
        let initdb = try start(
            Launch(
                programs.initdb, arguments, environment: environment, output: .file(folder.log),
                account: account, lastSignal: .kill))
        guard initdb.waitForExit(within: .seconds(120))?.isSuccess == true else {
            initdb.send(SIGKILL)
            throw folder.explain(since: began, doing: "make a new PostgreSQL cluster")
        }
        try folder.tune(settings.tuning)
        if settings.fsync { try sync() }
        try folder.adoptNewCluster()
        if settings.fsync { try sync() }
    }

    /// Brings what was written to the disk. One sync of the file system takes a tenth of the time of initdb's
    /// own, which syncs a thousand files one by one.
    private func sync() throws(PostgresServerError) {
        let program = try start(Launch("sync", ["--file-system", folder.path], output: .discarded))
        guard program.waitForExit(within: .seconds(120))?.isSuccess == true else {
            throw .cannot(
                "The new cluster in \(folder.path) can't be brought to the disk: see whether the disk is well.")
        }
    }

    private func launch(
        _ programs: ServerPrograms, _ account: Launch.Account?, _ lock: FolderLock,
        until deadline: ContinuousClock.Instant, _ onExit: @escaping @Sendable (ChildProcess.Exit) -> Void
    ) throws(PostgresServerError) {
        let began = folder.logLength
        let child = try start(
            Launch(
                programs.postgres, ["-D", folder.data] + settings.serverArguments(socketFolder: folder.path),
                environment: environment, output: .file(folder.log), account: account, lastSignal: .interrupt),
            onExit)
        lock.record(postmaster: child.pid)
        mutex.withLock { postmaster = child }
        while PostmasterFile(of: folder.data)?.isReady(child.pid) != true {
            if child.waitForExit(within: .milliseconds(5)) != nil {
                throw folder.explain(since: began, doing: "start")
            }
            if ContinuousClock.now > deadline {
                stop(within: .zero)
                throw .notReadyInTime(log: folder.log)
            }
        }
    }

    private func start(
        _ launch: Launch, _ onExit: @escaping @Sendable (ChildProcess.Exit) -> Void = { _ in }
    ) throws(PostgresServerError) -> ChildProcess {
        do throws(LaunchError) {
            return try ChildProcess.start(launch, onExit: onExit)
        } catch {
            throw .cannot(error.description)
        }
    }

    /// Nothing of the starter's own PostgreSQL variables may reach the server.
    private var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") && !$0.key.hasPrefix("LC_") }
            .merging(["HOME": "/tmp", "LANG": "C.UTF-8"]) { $1 }
    }
}
