import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

extension BetweenSites {
    /// A receiver never refuses: what it can't serve it gives back, and a person reads why.
    struct HandBackTests {
        private func release(_ filed: Filed, at site: Site, _ service: String) async throws {
            let command = site.anyCase {
                $0.releaseHold.caseNumber = filed.number
                $0.releaseHold.reason = "seen"
            }
            try await site.must(service, command)
        }

        private func handBack(_ filed: Filed, at site: Site, because reason: String) async throws -> WireReply {
            let command = site.anyCase {
                $0.handBack.caseNumber = filed.number
                $0.handBack.reason = reason
            }
            return try await site.ask("printing", command)
        }

        @Test func `a product that the district doesn't know comes back and is held with the reason`() async throws {
            let sites = try TwoSites(elsewhere: { text in
                // The district's catalogue calls it something else.
                text.replacing("ktp-el-ganti", with: "ktp-el-lama")
            })
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "back and held") {
                $0.office == "32.15.05" && !$0.inTransit && !$0.held.isEmpty
            }
            #expect(
                try sites.klari.caseFile(filed)?.held
                    == "handed back by printing@32.15: the catalogue there has no product ktp-el-ganti")
            #expect(try sites.klari.find(filed.number).stage == "to-print")
            // Released, it goes there again, and comes back again: the catalogue is as it was.
            let before = try sites.klari.entries(filed).count
            try await release(filed, at: sites.klari, "recording")
            try sites.klari.wait(filed, "back again") { $0.office == "32.15.05" && !$0.inTransit && !$0.held.isEmpty }
            try sites.rest()
            #expect(try sites.klari.entries(filed).count == before + 6)
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `a step that isn't the receiver's by its own catalogue comes back`() async throws {
            let sites = try TwoSites(elsewhere: { text in
                // At the district nobody knows that Klari belongs to it.
                text.replacing("    district: 32.15\n    printed_at_district: [ktp-el-ganti, sktm]\n", with: "")
            })
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "back and held") {
                $0.office == "32.15.05" && !$0.inTransit && !$0.held.isEmpty
            }
            #expect(
                try sites.klari.caseFile(filed)?.held.hasSuffix("its next step is printing@32.15.05's") == true)
        }

        @Test func `an officer at the district gives a case back, and it is held where it came from`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.district.printer.answer(.refused(reason: "no cards"))
            let filed = try await sites.record()
            try sites.district.wait(filed, "refused by the printer") { !$0.held.isEmpty }
            guard
                case .accepted = try await handBack(filed, at: sites.district, because: "no cards until Friday").outcome
            else {
                throw Unexpected("not handed back")
            }
            try sites.klari.wait(filed, "back and held") { $0.office == "32.15.05" && !$0.inTransit }
            #expect(
                try sites.klari.caseFile(filed)?.held == "handed back by printing@32.15: no cards until Friday")
            #expect(try sites.klari.caseFile(filed)?.service == "recording")
            // At the district it is nobody's work any more.
            #expect(try await handBack(filed, at: sites.district, because: "again").rejected.code == "moved_to")
            sites.district.printer.answer(.confirmed(reference: "done"))
            try await release(filed, at: sites.klari, "recording")
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            try sites.rest()
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `a card that came broken is printed again at the district, and its applicant told once`()
            async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            _ = try await sites.arrive(filed)
            try sites.rest()
            let print = written(
                WirePrintingCommand.with {
                    $0.printCase.caseNumber = filed.number
                    $0.printCase.reason = "broken"
                })
            #expect(
                try await sites.klari.ask("printing", print).rejected.code == "wrong_stage", "Klari prints no cards")
            guard case .accepted = try await handBack(filed, at: sites.klari, because: "it came broken").outcome else {
                throw Unexpected("not handed back")
            }
            try sites.district.wait(filed, "held there") { $0.held.hasSuffix("it came broken") && !$0.inTransit }
            try await release(filed, at: sites.district, "printing")
            #expect(try sites.district.caseFile(filed)?.stage == .missing)
            try await sites.district.must("printing", print)
            try sites.klari.wait(filed, "came home again") { $0.stage == .arriving && !$0.inTransit && $0.prints == 2 }
            _ = try await sites.arrive(filed)
            try sites.rest()
            #expect(try sites.klari.caseFile(filed)?.stage == .ready)
            #expect(sites.district.printer.done.count == 2)
            #expect(sites.klari.gateway.done.count == 1)
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `a history that no message can carry comes back as a dead letter, and the case is held`()
            async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.file()
            let other = try await sites.file(person: 2)
            try sites.klari.wait(filed, "with recording") { $0.service == "recording" && !$0.inTransit }
            try sites.klari.tamper(
                """
                UPDATE casework.journal SET body = body || convert_to(repeat('x', 1100000), 'UTF8')
                WHERE subject_id = '\(filed.id)' AND version = 1
                """)
            try await sites.record(filed)
            try await sites.record(other)
            try sites.klari.wait(filed, "back and held") {
                !$0.inTransit && !$0.held.isEmpty && $0.office == "32.15.05"
            }
            #expect(try sites.klari.caseFile(filed)?.held.contains("a message takes 1048576") == true)
            #expect(try sites.klari.find(filed.number).knownAt == 0, "it is Klari's own again")
            #expect(try sites.klari.database.count("SELECT count(*) FROM casework.dead_letter") == 1)
            try sites.klari.wait(other, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            #expect(try sites.district.caseFile(filed)?.office == "32.15.05", "it never came there")
        }
    }
}
