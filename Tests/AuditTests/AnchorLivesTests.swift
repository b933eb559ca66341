import Civil
import Foundation
import TestKit
import Testing

@testable import Audit

/// What a restore makes of anchors of the lives before it.
struct AnchorLivesTests {
    private static let backup = AnchorSamples.midnight
    private static let site = AnchoredSite(
        now: backup + .hours(30), life: 3, offices: ["32.15.05"], restored: Anchor.Restored(life: 1, asOf: backup))
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test func `a life is held to what its backup had`() {
        let lives = AnchorLives(Self.site, [])
        let standing = { lives.standing(of: AnchorSamples.head(life: $0, made: $1)) }
        #expect(standing(3, Self.backup + .hours(20)) == .whole)
        #expect(standing(1, Self.backup - .hours(2)) == .whole)
        #expect(standing(1, Self.backup) == .partly(life: 1, backup: Self.backup), "where a held clock stood still")
        #expect(standing(1, Self.backup + .hours(1)) == .partly(life: 1, backup: Self.backup))
        #expect(standing(2, Self.backup - .hours(2)) == .aside(life: 2), "another restore that was given up")
        #expect(standing(4, Self.backup) == .whole, "an older database would be in its place")
    }

    @Test func `the heads of anchors tell of the restores before the last one`() {
        let first = Anchor.Restored(life: 2, asOf: Self.backup - .hours(48))
        let site = AnchoredSite(
            now: Self.backup + .hours(30), life: 5, offices: ["32.15.05"],
            restored: Anchor.Restored(life: 4, asOf: Self.backup))
        let unknown = AnchorLives(site, [])
        let head = { AnchorSamples.head(life: $0, made: Self.backup - .hours($1)) }
        #expect(unknown.standing(of: head(2, 60)) == .partly(life: 2, backup: nil))
        let known = AnchorLives(site, [AnchorSamples.head(life: 4, restored: first, made: Self.backup - .hours(1))])
        #expect(known.standing(of: head(2, 60)) == .whole)
        #expect(known.standing(of: head(2, 40)) == .partly(life: 2, backup: first.asOf))
        #expect(known.standing(of: head(3, 60)) == .aside(life: 3))
        #expect(known.standing(of: head(4, 1)) == .whole)
    }

    /// Entries of one subject: those up to `restored` of life 1, and those after it of life 3.
    private func entries(_ number: Int, to last: Int64, restored: Int64) -> [ReadEntry] {
        (1...last).map { version in
            let life = version > restored ? 3 : 1
            return ReadEntry(
                subject: AnchorSamples.subject(number), version: version, incarnation: Int32(life), kind: 3,
                recordedAt: (version > restored ? Self.backup + .hours(1) : Self.backup - .hours(1)).microseconds,
                hash: AnchorSamples.hash(number, version, life: life), body: .empty, continuesChain: true)
        }
    }

    private func audit(_ subjects: [[ReadEntry]], isOurs: Bool = true) throws -> (problems: [String], AnchorFigures) {
        var ledger = AnchorLedger(try AnchorShelf([scratch.path]), Self.site)
        var problems: [String] = []
        for entries in subjects {
            var history = ledger.history(of: entries[0].subject)
            for entry in entries { history.take(entry, isOurs: isOurs) }
            problems += ledger.settle(history, version: Int64(entries.count)).map { "\($0.version ?? 0): \($0.what)" }
        }
        problems += ledger.finish().map { "\($0.place): \($0.what)" }
        return (problems, try #require(ledger.figures))
    }

    @Test func `what the lost hours wrote is counted and no finding`() throws {
        try AnchorSamples.put(
            AnchorSamples.head(made: Self.backup + .hours(1)),
            [AnchorSamples.leaf(1, 2), AnchorSamples.leaf(2, 5), AnchorSamples.leaf(3, 9), AnchorSamples.leaf(4, 1)],
            into: scratch.path)
        // Nothing happened to 1; 2 went on to 5 in the lost hours and to 6 after them; 3 has come to 5; 4 is gone.
        let subjects = [
            entries(1, to: 2, restored: 2), entries(2, to: 6, restored: 3), entries(3, to: 5, restored: 4),
        ]
        let (problems, figures) = try audit(subjects)
        #expect(problems == [])
        #expect(figures.lostByRestore == [1: 3])
        #expect(figures.leaves == 4 && figures.files == 1)
        let (copies, ofCopies) = try audit(subjects, isOurs: false)
        #expect(copies == [] && ofCopies.lostByRestore == [1: 3], "another site's entries that came after the backup")
    }

    @Test func `what the backup had must be there, by an anchor from before and from after`() throws {
        let before = try AnchorSamples.put(
            AnchorSamples.head(made: Self.backup - .hours(1)), [AnchorSamples.leaf(1, 2), AnchorSamples.leaf(2, 4)],
            into: scratch.path)
        let after = try AnchorSamples.put(
            AnchorSamples.head(made: Self.backup + .hours(1), previous: before.root),
            [AnchorSamples.leaf(3, 3, life: 9)], into: scratch.path)
        let (problems, figures) = try audit([entries(2, to: 3, restored: 3), entries(3, to: 5, restored: 4)])
        #expect(
            problems == [
                "4: its entries from here on are gone: anchor \(AnchorFolder.name(of: before)) has entry 4",
                "3: it has another history: this entry has another hash than in anchor \(AnchorFolder.name(of: after))",
                "case KLR-261123-B1-1: it is not there at all: anchor \(AnchorFolder.name(of: before)) has its entry 2",
            ])
        #expect(figures.lostByRestore == [:])
    }

    @Test func `a life that was given up proves nothing`() throws {
        try AnchorSamples.put(
            AnchorSamples.head(life: 2, made: Self.backup + .hours(1)),
            [AnchorSamples.leaf(1, 2, life: 2), AnchorSamples.leaf(2, 3, life: 2)], into: scratch.path)
        let (problems, figures) = try audit([entries(2, to: 3, restored: 3)])
        #expect(problems == [])
        #expect(figures.lostByRestore == [2: 2])
    }

    @Test func `an anchor of a later life, and of another site, is told of`() throws {
        let later = try AnchorSamples.put(
            AnchorSamples.head(life: 4, made: Self.backup + .hours(1)), [AnchorSamples.leaf(2, 1)], into: scratch.path)
        let strange = try AnchorSamples.put(
            AnchorSamples.head(made: Self.backup, offices: ["32.15.06"]), [AnchorSamples.leaf(2, 9)],
            into: scratch.path)
        let (problems, figures) = try audit([entries(2, to: 3, restored: 3)])
        let place = { "anchor \(scratch.file(AnchorFolder.name(of: $0)))" }
        #expect(
            Set(problems) == [
                "\(place(later)): it is of life 4 of the site, which is in life 3: an older database lies here",
                "\(place(strange)): it is of the site of 32.15.06, and this is the site of 32.15.05",
            ])
        #expect(figures.files == 1 && figures.leaves == 1)
        #expect(figures.until == Self.backup + .hours(1))
    }
}
