import Foundation
import Processes

/// The folder of one server: what is in it, whose it is, and how it comes to be.
struct ServerFolder: Sendable {
    let path: String
    var data: String { path + "/data" }
    /// Where a cluster is made, so that one whose making was cut short is never taken for a whole one.
    var newData: String { path + "/data.new" }
    var log: String { path + "/log" }
    var lock: String { path + "/lock" }
    func socket(port: Int) -> String { "\(path)/.s.PGSQL.\(port)" }

    /// The major version that made the cluster; `nil` when there is none yet.
    var version: Int? {
        guard let text = try? String(contentsOfFile: data + "/PG_VERSION", encoding: .utf8) else { return nil }
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Creates the folder, closed to all but its owner, and answers the account that the server must run
    /// under; `nil` means the caller's own.
    func prepare() throws(PostgresServerError) -> Launch.Account? {
        if mkdir(path, 0o700) != 0 && errno != EEXIST {
            let number = errno
            if number == ENOSPC { throw .diskFull(folder: path) }
            throw .cannot("The folder \(path) can't be created: \(String(cString: strerror(number))).")
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .cannot("The folder \(path) can't be read: \(String(cString: strerror(errno))).")
        }
        let me = geteuid()
        guard me == 0 else {
            guard status.st_uid == me else { throw .belongsTo(folder: path, owner: name(of: status.st_uid)) }
            chmod(path, 0o700)
            return nil
        }
        let account = try accountForRoot(owner: status.st_uid)
        if status.st_uid == 0 { chown(path, account.userID, account.groupID) }
        chmod(path, 0o700)
        try checkTraversable(account)
        return account
    }

    /// Adds settings to a new cluster's `postgresql.conf`.
    func tune(_ tuning: [String: String]) throws(PostgresServerError) {
        let lines = tuning.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
        do {
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: newData + "/postgresql.conf"))
            try file.seekToEnd()
            try file.write(contentsOf: Data(("\n" + lines).utf8))
            try file.close()
        } catch {
            throw .cannot("\(newData)/postgresql.conf can't be written: \(error.localizedDescription)")
        }
    }

    /// Makes the cluster that initdb finished the one that is used.
    func adoptNewCluster() throws(PostgresServerError) {
        guard rename(newData, data) == 0 else {
            throw .cannot("The new cluster \(newData) can't be put in place: \(String(cString: strerror(errno))).")
        }
    }

    func removeHalfMadeCluster() throws(PostgresServerError) {
        guard FileManager.default.fileExists(atPath: newData) else { return }
        do {
            try FileManager.default.removeItem(atPath: newData)
        } catch {
            throw .cannot("\(newData), left from an attempt that was cut short, can't be removed: remove it by hand.")
        }
    }

    var logLength: Int {
        var status = stat()
        return stat(log, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Why PostgreSQL ended, from what it wrote to its log since then.
    func explain(since offset: Int, doing: String) -> PostgresServerError {
        let handle = FileHandle(forReadingAtPath: log)
        try? handle?.seek(toOffset: UInt64(offset))
        let text = handle.map { String(decoding: $0.readDataToEndOfFile(), as: UTF8.self) } ?? ""
        if text.contains("No space left on device") { return .diskFull(folder: path) }
        let lines = text.split(separator: "\n").map(String.init)
        let reason =
            lines.last { ["FATAL:", "PANIC:", "error:", "setpriv:"].contains(where: $0.contains) } ?? lines.last
        return .refused(doing: doing, reason: reason ?? "it said nothing", log: log)
    }

    /// Root runs the server as whoever owns the folder, and as `postgres` when that is root itself.
    private func accountForRoot(owner: uid_t) throws(PostgresServerError) -> Launch.Account {
        if owner != 0, let account = Launch.Account(userID: owner) { return account }
        guard let postgres = Launch.Account(named: "postgres") else { throw .noAccount }
        return postgres
    }

    private func checkTraversable(_ account: Launch.Account) throws(PostgresServerError) {
        guard !canEnter(path, account) else { return }
        var folder = ""
        for part in path.split(separator: "/") {
            folder += "/" + part
            if !canEnter(folder, account) { break }
        }
        throw .notTraversable(folder: folder, account: account.name)
    }

    private func canEnter(_ folder: String, _ account: Launch.Account) -> Bool {
        let test = try? ChildProcess.start(
            Launch("test", ["-x", folder], output: .discarded, account: account))
        return test?.waitForExit(within: .seconds(10))?.isSuccess == true
    }

    private func name(of user: uid_t) -> String {
        Launch.Account(userID: user)?.name ?? "user \(user)"
    }
}

/// The path as the kernel sees it, without links; what is not there yet is taken as written.
func absolutePath(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
}
