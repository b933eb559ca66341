/// What an audit saw and found.
public struct AuditReport: Sendable {
    /// The first findings of each remedy, in the order of the journal; `count` says how many there were.
    public var findings: [Finding] = []
    public var count = 0
    /// How many subjects of each kind.
    public var subjects: [String: Int] = [:]
    public var entries = 0
    public var effects = 0
    public var tables = TableFigures()
    public var figures = SiteFigures()
    /// Nil where there was no anchor to hold against the site.
    public var anchors: AnchorFigures?
    public var duration = Duration.zero

    /// Nothing is off.
    public var isClean: Bool { count == 0 }
}

/// Rows that no history speaks of, counted.
public struct TableFigures: Sendable, Equatable {
    public var receipts = 0
    public var outbox = 0
    public var due = 0
    public var deadLetters = 0
    public var unknownEffects = 0
}
