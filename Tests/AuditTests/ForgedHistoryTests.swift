import Civil
import Foundation
import TestKit
import Testing

/// Histories that fit in themselves, chain and row: only the others betray them.
struct ForgedHistoryTests {
    @Test func `a visit that was called before its turn is found`() async throws {
        let site = try await AuditedSite()
        let forger = Forger(database: site.database)
        // B003 was called last, to desk 4; say that it had been B006, who came later and waits.
        let (b003, b006) = (AuditedSite.visit(3), AuditedSite.visit(6))
        try forger.rewrite(AuditedSite.lane) { entries in
            for index in entries.indices {
                if case .lane(.called(let call)) = entries[index].event, call.visit == b003 {
                    entries[index].event = .lane(.called(DeskCall(desk: call.desk, visit: b006)))
                }
            }
        }
        var called: Forger.Entry?
        try forger.rewrite(b003) { called = $0.removeLast() }
        try forger.rewrite(b006) { entries in
            if var entry = called {
                entry.actor = entries[0].actor
                entries.append(entry)
            }
        }
        try site.tamper("UPDATE casework.due SET subject_id = '\(b006)' WHERE subject_id = '\(b003)'")
        let report = try site.audit()
        #expect(report.lines.count == 1)
        #expect(
            report.says(
                "lane KLR-261123-B, entry 14",
                "desk 4 called KLR-261123-B006 while KLR-261123-B003 was before it in the queue"),
            "\(report.lines)")
    }

    @Test func `a call that only the lane knows is found`() async throws {
        let site = try await AuditedSite()
        try Forger(database: site.database).rewrite(AuditedSite.visit(3)) { $0.removeLast() }
        let report = try site.audit()
        #expect(
            report.says(
                "lane KLR-261123-B, entry 14",
                "it called KLR-261123-B003 to desk 4, and that visit's history says otherwise"), "\(report.lines)")
    }

    @Test func `a case that was taken off its visit is found`() async throws {
        let site = try await AuditedSite()
        try Forger(database: site.database).rewrite(AuditedSite.visit(5)) { entries in
            if case .visit(.opened(var opening)) = entries[0].event {
                opening.cases = []
                entries[0].event = .visit(.opened(opening))
            }
        }
        let report = try site.audit()
        #expect(report.says("case KLR-261123-B005-1, entry 1", "its visit KLR-261123-B005 didn't file it"))
        #expect(
            report.says("office 32.15.05 on 2026-11-23", "5 cases were filed and 6 are accounted for"),
            "\(report.lines)")
    }

    @Test func `a last ticket that was taken back is found`() async throws {
        let site = try await AuditedSite()
        let forger = Forger(database: site.database)
        let last = AuditedSite.visit(6)
        try forger.rewrite(AuditedSite.lane) { entries in
            entries.removeAll { entry in
                if case .lane(.ticketIssued(_, last)) = entry.event { true } else { false }
            }
        }
        let report = try site.audit()
        #expect(report.says("visit KLR-261123-B006, entry 1", "never gave that ticket"))
        #expect(
            report.says("office 32.15.05 on 2026-11-23", "5 tickets were given and 6 visits are there"),
            "\(report.lines)")
    }
}
