import Postgres

/// Why a database doesn't fit this program, in one sentence that says what to do.
public enum SchemaError: Error, Sendable, Equatable {
    /// The database has no schema, or an older one than this program was written for.
    case older(found: Int, needed: Int)
    /// A newer program has migrated the database; an old one must not write in it.
    case newer(found: Int, known: Int)
    /// The file of an applied migration isn't what it was.
    case changed(String)
    /// A migration was passed over: later ones were applied without it.
    case passedOver(String)
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
            "The database's schema is at migration \(found), but this program knows only \(known): "
                + "install the release that migrated it, or a newer one."
        case .changed(let title):
            "Migration \(title) is not the one that was applied to this database: use a released program, "
                + "or undo the change to the file and put it into a new migration."
        case .passedOver(let title):
            "Migration \(title) was never applied to this database although later ones were: use the release "
                + "that migrated it, or give the file the next free number."
        case .failed(let title, let error):
            "Migration \(title) failed and was rolled back: \(error)"
        }
    }
}
