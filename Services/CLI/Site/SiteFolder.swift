import Casework
import Foundation
import Majordomo
import PostgresServer
import Processes

/// A site's own folder: its database, its broker's socket, its catalogue, its programs' logs.
///
/// Only the site's own user may enter it: whoever reaches the broker's socket speaks for the site. Run by
/// root, PostgreSQL's account may pass through it to the database, and can still not open the socket.
struct SiteFolder {
    let path: String

    var brokerEndpoint: String { "ipc://\(path)/broker.ipc" }
    var postgres: String { path + "/postgres" }
    var catalogue: String { path + "/catalogue.yaml" }
    /// The key that the files of its cases are sealed with.
    var attachmentKey: String { "\(path)/\(AttachmentKey.fileName)" }
    var logs: String { path + "/log" }
    /// Where a site keeps its own anchors.
    var anchors: String { path + "/anchors" }
    var lock: String { path + "/lock" }
    /// Where a running site is asked for a restart.
    var restartSocket: String { path + "/restart" }
    /// There for as long as a restore into this folder is under way.
    var unfinishedRestore: String { path + "/restoring" }
    func log(of program: String) -> String { "\(logs)/\(program).log" }

    /// The folder that was asked for, or the one that this user's sites have.
    init(
        _ asked: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        isRoot: Bool = geteuid() == 0
    ) {
        let standard =
            isRoot
            ? "/var/lib/loket"
            : (environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
                ?? (environment["HOME"] ?? "/tmp") + "/.local/share") + "/loket"
        let given = asked ?? environment["LOKET_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? standard
        path = URL(fileURLWithPath: given).standardizedFileURL.path
    }

    /// The site's PostgreSQL as whoever comes later finds it: its port, which names its socket, is the site's to choose.
    var databaseSettings: EmbeddedPostgres.Settings {
        var settings = EmbeddedPostgres.Settings(folder: postgres)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: postgres)) ?? []  // none: it is not up
        let ports = files.compactMap { $0.wholeMatch(of: /\.s\.PGSQL\.([0-9]+)/).flatMap { Int($0.1) } }
        let latest = ports.max { changed(socket: $0) < changed(socket: $1) }
        if let latest { settings.port = latest }
        return settings
    }

    private func changed(socket port: Int) -> Int {
        var status = stat()
        return stat("\(postgres)/.s.PGSQL.\(port)", &status) == 0 ? status.st_mtim.tv_sec : 0
    }

    /// Makes what is missing of the folder itself and closes it to all others.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
            try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: logs)
        } catch {
            throw SiteProblem("The folder \(path) can't be used (\(reason(error))): choose another with --data.")
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_uid == 0, let account = Launch.Account(named: "postgres") else {
            return
        }
        guard chown(path, 0, account.groupID) == 0, chmod(path, 0o710) == 0 else {
            throw SiteProblem("The folder \(path) can't be given to PostgreSQL's group: choose another with --data.")
        }
    }

    /// What the files of captures are sealed with, made on the first start.
    func makeAttachmentKey() throws {
        do throws(KeyProblem) {
            try AttachmentKey.make(at: attachmentKey)
        } catch {
            throw SiteProblem("The key for attachments can't be made: \(error).")
        }
    }

    /// Half of a backup is no site.
    func refuseUnfinishedRestore() throws {
        guard FileManager.default.fileExists(atPath: unfinishedRestore) else { return }
        throw SiteProblem(
            "The restore into \(path) is not finished: wait for it, or remove the folder and restore again.")
    }

    private func reason(_ error: any Error) -> String {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let cause, cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(cause.code))).lowercased()
    }
}

/// Why a site can't be brought up, in one sentence that says what to do.
struct SiteProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The right to run the site of a folder. The kernel takes it back when its holder dies, however it dies.
final class SiteLock {
    private let descriptor: Int32

    init(_ folder: SiteFolder) throws {
        descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SiteProblem("\(folder.lock) can't be opened: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 32)
            let holder = String(decoding: text[..<max(0, pread(descriptor, &text, text.count, 0))], as: UTF8.self)
            close(descriptor)
            throw SiteProblem(
                "The site in \(folder.path) is already up (process \(holder)): use it, stop it, or choose another folder "
                    + "with --data.")
        }
        let text = Array("\(getpid())".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            close(descriptor)
            throw SiteProblem("The disk that holds \(folder.path) is full: free some space and try again.")
        }
    }

    deinit {
        close(descriptor)
    }
}
