import Civil
import Foundation

/// A site's anchors, held against its histories as these come in the order of their ids.
struct AnchorLedger {
    /// What is known of each anchor; shared by all that ask.
    final class Anchors: Sendable {
        let files: [AnchorFolder.File]
        let standings: [AnchorLives.Standing]

        init(_ files: [AnchorFolder.File], _ lives: AnchorLives) {
            self.files = files
            standings = files.map { lives.standing(of: $0.anchor.head) }
        }
    }

    private let shelf: AnchorShelf
    private let site: AnchoredSite
    private let anchors: Anchors
    /// Anchors of other sites; their leaves say nothing here.
    private let strange: Set<Int>
    private let leaves: [AnchorShelf.Leaf]
    private var next = 0
    /// The furthest leaf of each subject that isn't there.
    private var gone: [AnchorShelf.Leaf] = []
    private var lost: [Int: Int] = [:]

    init(_ shelf: AnchorShelf, _ site: AnchoredSite) {
        (self.shelf, self.site) = (shelf, site)
        let strange = Set(shelf.files.indices.filter { !site.owns(shelf.files[$0].anchor) })
        self.strange = strange
        leaves = strange.isEmpty ? shelf.leaves : shelf.leaves.filter { !strange.contains($0.file) }
        let heads = shelf.files.indices.filter { !strange.contains($0) }.map { shelf.files[$0].anchor.head }
        anchors = Anchors(shelf.files, AnchorLives(site, heads))
    }

    /// What anchors have of the subject that comes next. Whoever they have before it isn't there.
    mutating func history(of id: UUID) -> AnchoredHistory {
        while next < leaves.count, leaves[next].subject.precedes(id) {
            let subject = leaves[next].subject
            note(gone: AnchoredHistory(leaves[next..<end(of: subject)], anchors))
            next = end(of: subject)
        }
        let found = next..<end(of: id)
        next = found.upperBound
        return AnchoredHistory(leaves[found], anchors)
    }

    private func end(of subject: UUID) -> Int {
        var end = next
        while end < leaves.count, leaves[end].subject == subject { end += 1 }
        return end
    }

    /// The subject was gone through; `version` is its last entry, 0 where it has none.
    mutating func settle(_ history: AnchoredHistory, version: Int64) -> [Problem] {
        guard version > 0 else {
            note(gone: history)
            return []
        }
        var history = history
        let problems = history.finish(last: version)
        lost.merge(history.lost) { $0 + $1 }
        return problems
    }

    private mutating func note(gone history: AnchoredHistory) {
        var history = history
        if let leaf = history.missing() { gone.append(leaf) }
        lost.merge(history.lost) { $0 + $1 }
    }

    /// What is off with the anchors themselves, and who isn't there at all.
    mutating func finish() -> [Finding] {
        while next < leaves.count {
            let subject = leaves[next].subject
            note(gone: AnchoredHistory(leaves[next..<end(of: subject)], anchors))
            next = end(of: subject)
        }
        return ofAnchors() + ofGone()
    }

    private func ofGone() -> [Finding] {
        // More are counted and not listed, so that a site that lost everything is no longer to tell than others.
        let listed = gone.prefix(FindingList.most)
        let names = shelf.names(of: Array(listed))
        return gone.enumerated().map { index, leaf in
            let name = index < listed.count ? names[leaf.subject] : nil
            return Finding(
                name ?? SubjectName(kind: nil, id: leaf.subject), nil,
                "it is not there at all: anchor \(anchors.files[leaf.file].name) has its entry \(leaf.version)",
                .somethingLost)
        }
    }

    private func ofAnchors() -> [Finding] {
        var problems = shelf.unreadable
        for (index, file) in shelf.files.enumerated() {
            let head = file.anchor.head
            if strange.contains(index) {
                let offices = [head.offices, site.offices].map { $0.joined(separator: ", ") }
                problems.append(
                    AnchorProblem(
                        file: file.path,
                        what: "it is of the site of \(offices[0]), and this is the site of \(offices[1])"))
            } else if head.life > site.life {
                problems.append(
                    AnchorProblem(
                        file: file.path,
                        what: "it is of life \(head.life) of the site, which is in life \(site.life): an older "
                            + "database lies here"))
            }
        }
        return (problems + AnchorFolder.broken(shelf.files)).map {
            Finding(subject: "anchor", number: $0.file, what: $0.what, remedy: .anchorOff)
        }
    }

    /// Nil where there was no anchor to hold against it.
    var figures: AnchorFigures? {
        guard !shelf.files.isEmpty || !shelf.unreadable.isEmpty else { return nil }
        var figures = AnchorFigures(leaves: leaves.count, lostByRestore: lost)
        for (index, file) in shelf.files.enumerated() where !strange.contains(index) {
            figures.files += 1
            let head = file.anchor.head
            if figures.until.map({ $0 < head.made }) ?? true { (figures.until, figures.zone) = (head.made, head.zone) }
        }
        return figures
    }
}
