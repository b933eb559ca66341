import Postgres

/// What a failed batch calls for, by SQLSTATE's class.
enum Remedy: Equatable {
    /// One of the parts is to blame: each goes by itself.
    case split
    /// It stands alone and can't be carried out.
    case giveUp
    /// It may succeed in a moment as it is.
    case again
    case reconnect

    /// Conditions of the server or of the moment, whatever the batch asks for: a conflict with another
    /// transaction, a lack of memory, disk or connections, a standby, a server that goes down.
    private static let passing: Set<String> = ["08", "25", "40", "53", "55", "57", "58"]

    /// A plan or a statement that the session remembers and that no longer fits, as after a migration.
    private static let stale: Set<String> = ["0A000", "26000"]

    /// - Parameter parts: how many parts the batch could be cut into.
    init(kind: PostgresError.Kind, sqlstate: String?, parts: Int) {
        guard kind == .statement else {
            self = .reconnect
            return
        }
        guard let sqlstate else {
            self = .again
            return
        }
        if sqlstate == "53200" {
            self = parts > 1 ? .split : .again
        } else if Self.stale.contains(sqlstate) {
            self = .reconnect
        } else if Self.passing.contains(String(sqlstate.prefix(2))) {
            self = .again
        } else {
            self = parts > 1 ? .split : .giveUp
        }
    }
}
