import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

extension BetweenSites {
    /// Read-only copies: what origin and pick-up know of a case that another site has, and how old that is.
    struct CopyTests {
        @Test func `the office of the pick-up knows of a case from its filing on, and it is no work of its own`()
            async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.file("ktp-el-luar-domisili")
            try sites.district.wait(filed, "known") { $0.service == "recording" && !$0.inTransit }
            try sites.rest()
            let there = try sites.district.find(filed.number)
            #expect(there.holder == "recording@32.15.05" && there.stage == "to-record" && there.knownAt > 0)
            #expect(
                there.history.map(\.what) == ["filed, complete", "handed over to recording", "taken over by recording"])
            #expect(try sites.klari.find(filed.number).knownAt == 0)
            #expect(
                try sites.district.database.rows("SELECT queue, position FROM casework.subject WHERE kind = 3")
                    == [[nil, nil]])
            #expect(try queue(sites.district).isEmpty)
            #expect(try sites.district.audit == [])
        }

        @Test func `both sites show the same of a case, and whoever doesn't have it says how old that is`() async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.district.printer.answer(.refused(reason: "no cards"))
            let filed = try await sites.record()
            try sites.klari.wait(filed, "held there, as a copy says") { !$0.held.isEmpty }
            try sites.rest()
            let (here, there) = try (sites.klari.find(filed.number), sites.district.find(filed.number))
            #expect(here.holder == there.holder && here.version == there.version && here.held == there.held)
            #expect(here.history == there.history)
            #expect(here.history.contains { $0.what.hasPrefix("handed over to printing at Dinas Kependudukan") })
            let opening = try Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds
            #expect(here.knownAt == opening && there.knownAt == 0)
            #expect(try queue(sites.klari) == ["at-another-site": 1])
            let closing = try sites.klari.archive {
                try sites.klari.intakeDesk.answer(.showClosing(.init()), asking: sites.klari.asking, from: $0)
            }.asIntakeReply().closing
            #expect(closing.elsewhere == 1 && closing.held == 0 && closing.filed == 1)
            #expect(!closing.complaint.contains("cases"))
            // Only its own cases count at the district.
            let others = try sites.district.archive {
                try sites.district.intakeDesk.answer(.showClosing(.init()), asking: sites.district.asking, from: $0)
            }.asIntakeReply().closing
            #expect(others.filed == 0 && others.balanced)
        }

        @Test func `a case of an office that nobody knows, or that isn't known here, is refused in a sentence`() throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            #expect(throws: Rejection.self) { try sites.district.find("KLR-261123-A001-1") }
            #expect(throws: Rejection.self) { try sites.district.find("XYZ-261123-A001-1") }
        }

        @Test func `a product made at the district can't be filed where there is no line to it`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            try sites.klari.tamper("UPDATE casework.site SET reachable = '{}'")
            do {
                _ = try await sites.file("ktp-el-luar-domisili")
                Issue.record("it was filed")
            } catch let refused as Unexpected {
                #expect(refused.description.contains("this site has no line to it"))
            }
        }

        @Test
        func `a case that is older than the months that are made here finds its partition, and clocks may differ`()
            async throws
        {
            let sites = try TwoSites(districtClock: "2027-03-08T08:00:00+07:00")
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            try sites.rest()
            #expect(try sites.district.database.count("SELECT count(*) FROM casework.journal_default") == 0)
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `a carried entry that is changed later is found like any other`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            try sites.rest()
            // The district's own entry, as Klari has it; and Klari's, as the district has it.
            try sites.klari.tamper(
                "UPDATE casework.journal SET actor = 'operator:budi' WHERE subject_id = '\(filed.id)' AND version = 7")
            try sites.district.tamper(
                "UPDATE casework.journal SET body = body || '\\x00' WHERE subject_id = '\(filed.id)' AND version = 2")
            #expect(
                try sites.klari.audit.contains(
                    "case \(filed.number), entry 7: its hash doesn't fit: it, or the entry before it, was changed"))
            #expect(try sites.district.audit.contains("case \(filed.number), entry 2: its body was changed"))
        }

        private func queue(_ site: Site) throws -> [String: Int32] {
            let reply = try site.archive {
                try site.intakeDesk.answer(.showQueue(.init()), asking: site.asking, from: $0)
            }.asIntakeReply()
            return Dictionary(uniqueKeysWithValues: reply.queue.steps.map { ($0.step, $0.cases) })
        }
    }
}

extension Site {
    var asking: Asking { Asking(id: UUID(), principal: "site", office: office) }
}
