import Foundation

/// Brings the three streams together, subject by subject in the order of ids.
struct Merge {
    /// Each gives its next row; nil at the end.
    private let journal: () throws -> ReadEntry?
    private let subjects: () throws -> SubjectRow?
    private let effects: () throws -> EffectRow?
    private var entry: ReadEntry?
    private var row: SubjectRow?
    private var effect: EffectRow?
    private(set) var entries = 0
    private(set) var effectRows = 0

    struct Next {
        var replay: Replay
        var row: SubjectRow?
        var effects: [EffectRow]
        /// What anchors have that its history doesn't.
        var offAnchors: [Problem] = []
    }

    init(
        _ journal: @escaping () throws -> ReadEntry?, _ subjects: @escaping () throws -> SubjectRow?,
        _ effects: @escaping () throws -> EffectRow?
    ) throws {
        self.journal = journal
        self.subjects = subjects
        self.effects = effects
        entry = try journal()
        row = try subjects()
        effect = try effects()
    }

    /// The next subject that has a history or a row; effects that have neither go to the ledgers directly.
    mutating func next(
        now: Int64, incarnation: Int32, offices: SiteOffices, anchors: inout AnchorLedger, into ledgers: inout Ledgers
    ) throws -> Next? {
        let id: UUID
        switch (entry?.subject, row?.id) {
        case (let first?, let second?): id = second.precedes(first) ? second : first
        case (let first?, nil): id = first
        case (nil, let second?): id = second
        case (nil, nil):
            while let stray = effect {
                ledgers.takeStray(stray)
                try takeEffect()
            }
            return nil
        }
        var next = Next(replay: Replay(id, offices: offices), row: nil, effects: [])
        var anchored = anchors.history(of: id)
        while let found = entry, found.subject == id {
            next.replay.take(found, now: now, incarnation: incarnation)
            anchored.take(found, isOurs: next.replay.isLastOurs)
            entries += 1
            entry = try journal()
        }
        next.offAnchors = anchors.settle(anchored, version: next.replay.version)
        if let found = row, found.id == id {
            next.row = found
            row = try subjects()
        }
        while let found = effect, !id.precedes(found.subject) {
            if found.subject == id { next.effects.append(found) } else { ledgers.takeStray(found) }
            try takeEffect()
        }
        return next
    }

    private mutating func takeEffect() throws {
        effectRows += 1
        effect = try effects()
    }
}
