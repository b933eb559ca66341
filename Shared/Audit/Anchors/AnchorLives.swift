import Civil

/// What an anchor may be held to, by the life of the site that it was made in.
///
/// A life that was restored begins with what its backup had, so what the life before wrote after the backup is rightly
/// missing. Which life began from which moment of which other stands in the site's row for the present one, and in the
/// heads of anchors for those before.
struct AnchorLives: Sendable {
    enum Standing: Sendable, Equatable {
        /// Everything in it must be there: it is of the present life, or older than the backup.
        case whole
        /// It is of an earlier life and younger than the backup, or how that life ended isn't known: what it has beyond
        /// the backup is lost, and what was before it must be there. The backup's moment, where it is known.
        case partly(life: Int, backup: Moment?)
        /// It is of a life that the present one didn't come from: another restore was the one to go on with.
        case aside(life: Int)
    }

    private let present: Int
    /// The backup that ended a life, for all that the present one came from.
    private var ended: [Int: Moment] = [:]
    private var aside: Set<Int> = []

    init(_ site: AnchoredSite, _ heads: [Anchor.Head]) {
        present = site.life
        var begun: [Int: Anchor.Restored] = [:]
        for head in heads { begun[head.life] = begun[head.life] ?? head.restored }
        begun[site.life] = site.restored
        var life = site.life
        while let restored = begun[life], restored.life < life {
            aside.formUnion(restored.life + 1..<life)
            ended[restored.life] = restored.asOf
            life = restored.life
        }
    }

    func standing(of head: Anchor.Head) -> Standing {
        guard head.life < present else { return .whole }
        if aside.contains(head.life) { return .aside(life: head.life) }
        // The backup's snapshot and its time are read one after the other, as the anchor's are.
        if let backup = ended[head.life], head.made < backup - .microseconds(Replay.clockTolerance) { return .whole }
        return .partly(life: head.life, backup: ended[head.life])
    }
}
