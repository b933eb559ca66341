import Civil
import Foundation
import Postgres
import TestKit
import Testing

@testable import Audit

/// A site whose database was rewritten so well that it is clean by itself: only its anchors betray it.
struct AnchorAuditTests {
    private let scratch: ScratchFolder
    private let site: AuditedSite

    init() async throws {
        scratch = try ScratchFolder()
        site = try await AuditedSite()
    }

    private func make() throws -> AnchorFolder.File? {
        let making = AnchorMaking(
            database: site.database.conninfo(role: "loket_auditor"), folder: AnchorFolder(scratch.path)
        ) { _ in .wib }
        guard case .made(let file) = try making.make().outcome else { return nil }
        return file
    }

    private func audit() throws -> AuditReport {
        try SiteAudit(database: site.database.conninfo(role: "loket_auditor"), anchors: [scratch.path]).run()
    }

    private func leaves(_ file: AnchorFolder.File) throws -> [Anchor.Leaf] {
        var leaves: [Anchor.Leaf] = []
        _ = try AnchorFolder.read(file.path) { leaves.append($0) }
        return leaves
    }

    @Test func `a site with its anchors is clean, and each has what went on since the one before`() async throws {
        let first = try #require(try make())
        #expect(first.anchor.leaves == 13 && first.anchor.head.previous == nil)
        #expect(first.anchor.head.offices == ["32.15.05"] && first.anchor.head.made == AuditedSite.opening)
        #expect(try make() == nil, "nothing went on")
        try await site.open(7)
        // Before the call of B003 would end by itself.
        try site.database.setClock((AuditedSite.opening + .minutes(2)).microseconds)
        let second = try #require(try make())
        #expect(second.anchor.head.previous == first.anchor.root)
        #expect(
            Set(try leaves(second).map { "\($0.name.kind) \($0.name.number)" }) == [
                "lane KLR-261123-B", "visit KLR-261123-B007", "case KLR-261123-B007-1",
            ])
        let report = try audit()
        #expect(report.lines == [])
        #expect(
            report.anchors == AnchorFigures(files: 2, leaves: 16, until: AuditedSite.opening + .minutes(2), zone: .wib))
        #expect(try site.audit().anchors == nil)
    }

    @Test func `an anchor that is made while the site works is never ahead of it`() async throws {
        async let work: Void = {
            for number in 10...80 { try await site.open(number) }
        }()
        for _ in 1...8 {
            _ = try make()
            #expect(try audit().lines == [])
        }
        try await work
        _ = try make()
        #expect(try audit().lines == [])
        let (files, _) = try AnchorFolder(scratch.path).read()
        #expect(AnchorFolder.broken(files).isEmpty)
    }

    @Test func `no anchor says anything about a citizen`() throws {
        let file = try #require(try make())
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(!text.contains("WARGA") && !text.contains("3215051708"))
    }

    /// The hand-over of B002's case is undone: its last entry, its message, and what its row says of them.
    @Test func `last entries that were removed with every trace are found`() throws {
        let file = try #require(try make())
        let id = AuditedSite.file(2)
        try Forger(database: site.database).rewrite(id) { $0.removeLast() }
        try site.tamper(
            """
            UPDATE casework.subject SET holder = 'intake' WHERE subject_id = '\(id)';
            DELETE FROM casework.outbox WHERE subject_id = '\(id)'
            """)
        #expect(try site.audit().lines == [], "by itself the site is clean")
        #expect(
            try audit().lines == [
                "case KLR-261123-B002-1, entry 2: its entries from here on are gone: anchor \(file.name) has entry 2"
            ])
        #expect(try audit().findings.map(\.remedy) == [.somethingLost])
    }

    /// The call of B003 never was: neither at its lane, nor in its history, nor among what is due.
    @Test func `a call that was taken back at every place is found`() throws {
        let file = try #require(try make())
        let forger = Forger(database: site.database)
        for id in [AuditedSite.lane, AuditedSite.visit(3)] { try forger.rewrite(id) { $0.removeLast() } }
        try site.tamper("DELETE FROM casework.due WHERE subject_id = '\(AuditedSite.visit(3))'")
        #expect(try site.audit().lines == [])
        let report = try audit()
        #expect(report.says("lane KLR-261123-B, entry 14", "gone: anchor \(file.name) has entry 14"))
        #expect(report.says("visit KLR-261123-B003, entry 2", "gone: anchor \(file.name) has entry 2"))
        #expect(report.count == 2, "\(report.lines)")
    }

    /// B006 never came: no ticket, no visit, no case, and nothing that speaks of them.
    @Test func `a case that was removed with every trace is found`() throws {
        let file = try #require(try make())
        let (visit, id) = (AuditedSite.visit(6), AuditedSite.file(6))
        try Forger(database: site.database).rewrite(AuditedSite.lane) { entries in
            entries.removeAll { entry in
                if case .lane(.ticketIssued(_, visit)) = entry.event { true } else { false }
            }
        }
        for table in ["journal", "subject", "outbox", "due", "effect"] {
            try site.tamper("DELETE FROM casework.\(table) WHERE subject_id IN ('\(visit)', '\(id)')")
        }
        try site.tamper("DELETE FROM casework.natural_key WHERE subject_id = '\(id)'")
        #expect(try site.audit().lines == [], "by itself the site is clean")
        let report = try audit()
        #expect(
            report.says("case KLR-261123-B006-1", "it is not there at all: anchor \(file.name) has its entry 1"),
            "\(report.lines)")
        #expect(report.says("visit KLR-261123-B006", "it is not there at all: anchor \(file.name) has its entry 1"))
        #expect(report.says("lane KLR-261123-B, entry 14", "gone: anchor \(file.name) has entry 14"))
        #expect(report.count == 3)
    }

    @Test func `a history that was written anew from its first entry on is found`() throws {
        let file = try #require(try make())
        try Forger(database: site.database).rewrite(AuditedSite.file(2)) { $0[0].actor = "operator:budi" }
        #expect(try site.audit().lines == [], "by itself the site is clean")
        let report = try audit()
        #expect(
            report.lines == [
                "case KLR-261123-B002-1, entry 2: it has another history: this entry has another hash than in anchor "
                    + file.name
            ])
        #expect(report.findings.map(\.remedy) == [.historyChanged])
    }

    @Test func `an older database in the place of the present one is found`() async throws {
        _ = try make()
        let older = try site.database.count("SELECT count(*) FROM casework.journal")
        try await site.open(7)
        try await site.open(8)
        let file = try #require(try make())
        // What the older one didn't have, by the recipe of a lost case.
        for number in [7, 8] {
            for table in ["journal", "subject", "outbox", "due"] {
                try site.tamper(
                    """
                    DELETE FROM casework.\(table)
                    WHERE subject_id IN ('\(AuditedSite.visit(number))', '\(AuditedSite.file(number))')
                    """)
            }
            try site.tamper(
                "DELETE FROM casework.natural_key WHERE subject_id = '\(AuditedSite.file(number))'")
        }
        try Forger(database: site.database).rewrite(AuditedSite.lane) { $0.removeLast(2) }
        #expect(try site.database.count("SELECT count(*) FROM casework.journal") == older)
        #expect(try site.audit().lines == [])
        let report = try audit()
        for number in [7, 8] {
            #expect(report.says("case KLR-261123-B00\(number)-1", "not there at all: anchor \(file.name)"))
        }
    }

    @Test func `an anchor that was removed, or can't be read, is found, and the others still speak`() async throws {
        var files: [AnchorFolder.File] = []
        for number in 7...9 {
            try await site.open(number)
            files.append(try #require(try make()))
        }
        try FileManager.default.removeItem(atPath: files[1].path)
        #expect(
            try audit().lines == [
                "anchor \(files[2].path): the anchor before it is missing, whose root is \(files[1].anchor.root)"
            ])
        #expect(try audit().findings.map(\.remedy) == [.anchorOff])
        #expect(try audit().anchors?.files == 2)

        try Data("loket anchor 1\noffices".utf8).write(to: URL(fileURLWithPath: files[0].path))
        let lines = try audit().lines
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("anchor \(files[0].path): line 2, text: it was cut off") == true, "\(lines)")
        // The next has what the unreadable ones had, and continues the last that can be read.
        try await site.open(10)
        let next = try #require(try make())
        #expect(next.anchor.head.previous == files[2].anchor.root)
        #expect(next.anchor.leaves > 12, "what stood in the damaged one only stands in this one too")
    }

    @Test func `a folder of another site's anchors takes none of this one's`() throws {
        try AnchorSamples.put(AnchorSamples.head(offices: ["32.15.06"]), [], into: scratch.path)
        let error = #expect(throws: AnchorProblem.self) { try make() }
        #expect(error?.what == "it is of the site of 32.15.06; give each site a folder of its own")
    }
}
