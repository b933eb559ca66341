import Postgres

/// Why a database doesn't fit this program, in one sentence that says what to do.
public enum SchemaError: Error, Sendable, Equatable {
    /// The database has no schema, or an older one than this program was written for.
    case older(found: Int, needed: Int)
    /// A newer program has migrated the database to what this one can't use.
    case newer(found: Int, known: Int)
    /// The file of an applied migration isn't what it was.
    case changed(String)
    /// A migration was passed over: later ones were applied without it.
    case passedOver(String)
    /// Others held what a migration changes for as long as it was tried.
    case heldUp(String)
    /// A file that builds indexes beside those who write has something else in it too.
    case mixed(String)
    /// A migration failed; it was rolled back whole, and those before it stay.
    case failed(String, PostgresError)
}

extension SchemaError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .older(0, _):
            "The database has no schema of Loket yet: run `loket migrate`."
        case .older(let found, let needed):
            "The database's schema is at migration \(found) and this program needs \(needed): run `loket migrate`."
        case .newer(let found, let known):
            "The database's schema is at migration \(found), which a program that knows only \(known) can't use: "
                + "install the release that migrated it, or a newer one."
        case .changed(let title):
            "Migration \(title) is not the one that was applied to this database: use a released program, "
                + "or undo the change to the file and put it into a new migration."
        case .passedOver(let title):
            "Migration \(title) was never applied to this database although later ones were: use the release "
                + "that migrated it, or give the file the next free number."
        case .heldUp(let title):
            "Migration \(title) is not applied yet: others held what it changes all the time, as a transaction does that "
                + "stands open for minutes; look at pg_stat_activity, end that one, and run `loket migrate` again."
        case .mixed(let title):
            "Migration \(title) is refused: beside CREATE INDEX CONCURRENTLY name ON schema.table a file has nothing else; "
                + "put the rest into another migration."
        case .failed(let title, let error):
            "Migration \(title) failed and was rolled back: \(error)"
        }
    }
}
