import Civil

/// What anchors have of one subject, held against its entries as they are gone through.
struct AnchoredHistory {
    /// By version.
    let leaves: ArraySlice<AnchorShelf.Leaf>
    private let anchors: AnchorLedger.Anchors
    private var next: Int
    private var other: (version: Int64, file: Int)?
    /// By the life that wrote them, leaves that a restore left behind.
    private(set) var lost: [Int: Int] = [:]

    init(_ leaves: ArraySlice<AnchorShelf.Leaf>, _ anchors: AnchorLedger.Anchors) {
        (self.leaves, self.anchors) = (leaves, anchors)
        next = leaves.startIndex
    }

    /// - Parameter isOurs: the entry was written at this site.
    mutating func take(_ entry: ReadEntry, isOurs: Bool) {
        while next < leaves.endIndex, leaves[next].version <= entry.version {
            // One that was passed over is a gap, and the chain tells of it.
            if leaves[next].version == entry.version { compare(leaves[next], with: entry, isOurs) }
            next += 1
        }
    }

    private mutating func compare(_ leaf: AnchorShelf.Leaf, with entry: ReadEntry, _ isOurs: Bool) {
        guard HashWords(entry.hash) != leaf.hash else { return }
        switch anchors.standings[leaf.file] {
        case .partly(let life, let backup) where isLater(entry, than: life, backup, isOurs): lost[life, default: 0] += 1
        case .aside(let life): lost[life, default: 0] += 1
        case .whole, .partly: other = other ?? (leaf.version, leaf.file)
        }
    }

    /// It was written after the restore, in the place of what was lost.
    private func isLater(_ entry: ReadEntry, than life: Int, _ backup: Moment?, _ isOurs: Bool) -> Bool {
        if isOurs { return Int(entry.incarnation) > life }
        // Another site counts its own lives.
        guard let backup else { return true }
        return entry.recordedAt >= backup.microseconds - Replay.clockTolerance
    }

    /// - Parameter last: the last entry that there is.
    mutating func finish(last: Int64) -> [Problem] {
        var problems: [Problem] = []
        if let other {
            problems.append(
                Problem(
                    version: other.version,
                    what: "it has another history: this entry has another hash than in anchor \(name(other.file))",
                    remedy: .historyChanged))
        }
        if let missing = missing() {
            problems.append(
                Problem(
                    version: last + 1,
                    what: "its entries from here on are gone: anchor \(name(missing.file)) has entry "
                        + "\(missing.version)",
                    remedy: .somethingLost))
        }
        return problems
    }

    /// The furthest that it had surely come, of what wasn't met; the others are counted as lost.
    mutating func missing() -> AnchorShelf.Leaf? {
        var furthest: AnchorShelf.Leaf?
        for leaf in leaves[next...] {
            switch anchors.standings[leaf.file] {
            case .whole: furthest = leaf
            case .partly(let life, _), .aside(let life): lost[life, default: 0] += 1
            }
        }
        next = leaves.endIndex
        return furthest
    }

    private func name(_ file: Int) -> String { anchors.files[file].name }
}
