/// Why there is no PostgreSQL, in one sentence that says what to do.
public enum PostgresServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No server programs were found on this machine.
    case notInstalled
    /// The cluster was made by another major version than those installed.
    case otherVersion(data: Int, installed: [Int])
    /// PostgreSQL refuses to run as root, and there is no account for it.
    case noAccount
    /// The server's account can't get to its own folder.
    case notTraversable(folder: String, account: String)
    /// The folder belongs to another account than the one that asks.
    case belongsTo(folder: String, owner: String)
    /// Somebody else has started a server in this folder.
    case alreadyRunning(folder: String, pid: Int32?)
    /// Processes of a server that died keep its memory and don't end.
    case leftBehind(folder: String, pids: [Int32])
    case socketPathTooLong(String)
    case diskFull(folder: String)
    case notReadyInTime(log: String)
    /// PostgreSQL's own last words.
    case refused(doing: String, reason: String, log: String)
    case cannot(String)

    public var description: String {
        switch self {
        case .notInstalled:
            "PostgreSQL's server is not installed: install it (on Debian: apt-get install postgresql), or name the "
                + "folder of its programs in LOKET_POSTGRES_BIN."
        case .otherVersion(let data, let installed):
            "These data were made by PostgreSQL \(data) but only "
                + installed.map(String.init).joined(separator: ", ")
                + " is installed: install postgresql-\(data), or convert the data with pg_upgrade."
        case .noAccount:
            "PostgreSQL doesn't run as root and this machine has no account postgres: install the package "
                + "postgresql, or run this as an ordinary user."
        case .notTraversable(let folder, let account):
            "PostgreSQL runs as \(account), who may not enter \(folder): choose a data folder elsewhere, or allow it "
                + "with chmod o+x \(folder)."
        case .belongsTo(let folder, let owner):
            "\(folder) belongs to \(owner): run this as that user, or choose another data folder."
        case .alreadyRunning(let folder, let pid):
            "A PostgreSQL already runs in \(folder)" + (pid.map { " (process \($0))" } ?? "")
                + ": stop it first, or choose another data folder."
        case .leftBehind(let folder, let pids):
            "Processes of a PostgreSQL that died still use \(folder): end \(pids.map(String.init).joined(separator: ", ")) "
                + "and try again."
        case .socketPathTooLong(let path):
            "The socket's path \(path) is longer than the 107 characters a unix socket may have: choose a data folder "
                + "with a shorter path."
        case .diskFull(let folder):
            "The disk that holds \(folder) is full: free some space and try again; nothing was lost."
        case .notReadyInTime(let log):
            "PostgreSQL did not become ready in time: its log \(log) says what it was doing."
        case .refused(let doing, let reason, let log):
            "PostgreSQL could not \(doing): \(reason) (more in \(log))."
        case .cannot(let sentence):
            sentence
        }
    }
}
