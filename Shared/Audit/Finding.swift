/// Something that is not as the journal says it must be, told without a word about any citizen.
public struct Finding: Sendable, Equatable {
    /// What kind of thing it is about: `lane`, `visit`, `case`, `print room`, `print run`, `notice`, `anchor`, or a table.
    public var subject: String
    /// Its number as people know it; its id where no number can be made out.
    public var number: String
    /// The entry of its history; nil where the thing as a whole is meant.
    public var version: Int64?
    public var what: String
    public var remedy: Remedy

    public init(subject: String, number: String, version: Int64? = nil, what: String, remedy: Remedy) {
        self.subject = subject
        self.number = number
        self.version = version
        self.what = what
        self.remedy = remedy
    }

    /// `case KLR-261123-B001-1, entry 3`.
    public var place: String {
        "\(subject) \(number)" + (version.map { ", entry \($0)" } ?? "")
    }
}

/// What a person does about a finding. Loket itself never repairs a history.
public enum Remedy: String, Sendable, CaseIterable {
    /// An entry is not what was written.
    case historyChanged
    /// Something that was written is gone.
    case somethingLost
    /// The history is whole and the row beside it is not what follows from it.
    case rowChanged
    /// Two whole histories contradict each other.
    case contradiction
    /// The clock or the set-up of the site, not the histories.
    case setUp
    /// An anchor, and not what it is held against.
    case anchorOff

    public var advice: String {
        switch self {
        case .historyChanged:
            "keep a copy of the database as it is, compare the entry with the last good backup, "
                + "and find out who can write to the database past Loket"
        case .somethingLost:
            "keep a copy of the database as it is, and bring back what is gone from the last good backup"
        case .rowChanged:
            "the history is right and the row is not: restore the row from the last good backup, "
                + "and find out who can write to the database past Loket"
        case .contradiction:
            "compare both with the papers of that day before anything else is done with them, and report it"
        case .setUp: "look at the site's clock and set-up, and run the audit again"
        case .anchorOff:
            "look for it where else it was kept, hold the root on the printed page against what is there "
                + "(loket anchor check), and find out who can write to that folder"
        }
    }
}

/// A finding about one history, before it is known whose it is.
struct Problem: Equatable {
    var version: Int64?
    var what: String
    var remedy: Remedy
}
