import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

extension BetweenSites {
    /// A copy of Klari's data started twice: the same cases live on at both, and the district sees it.
    struct ForkTests {
        /// Two cases are recorded at Klari; then its data are copied, and the copy is a site of its own that claims to be
        /// Klari too.
        private struct Twins {
            let sites: TwoSites
            let twin: Site
            let both: Filed
            let alone: Filed

            init() async throws {
                let first = try TwoSites()
                both = try await first.file(person: 1)
                alone = try await first.file(person: 2)
                for filed in [both, alone] {
                    try first.klari.wait(filed, "with recording") { $0.service == "recording" && !$0.inTransit }
                }
                try first.rest()
                first.klari.stop()
                let line = first.line
                // The twin first: whoever comes last gets what the district sends to Klari.
                twin = try Site(
                    "twin", office: TwoSites.klariOffice, reaching: [TwoSites.districtOffice], on: line,
                    first.catalogue,
                    copying: first.klari.database)
                sites = TwoSites(
                    line: line,
                    klari: try Site(
                        "klari", office: TwoSites.klariOffice, reaching: [TwoSites.districtOffice], on: line,
                        first.catalogue, copying: first.klari.database),
                    district: first.district, catalogue: first.catalogue)
            }

            func stop() {
                twin.stop()
                sites.stop()
            }

            func record(_ filed: Filed, at site: Site) async throws { try await sites.record(filed, at: site) }
        }

        @Test
        func `a case that goes on at both is stopped everywhere, with words that say what to do, and no other is`()
            async throws
        {
            let twins = try await Twins()
            defer { twins.stop() }
            let (klari, twin, district) = (twins.sites.klari, twins.twin, twins.sites.district)
            district.printer.answer(.unknown(reason: "jammed"))
            try await twins.record(twins.both, at: klari)
            try district.wait(twins.both, "at the district's printer") { $0.stage == .printUnknown && !$0.inTransit }
            try await twins.record(twins.both, at: twin)

            let reason =
                "its history at recording@32.15.05 differs from ours from entry 4 on: compare both with loket forks"
            try district.wait(twins.both, "held") { $0.held.hasPrefix(reason) }
            try twin.wait(twins.both, "has it again, and it is held") {
                $0.service == "recording" && !$0.inTransit && $0.held.contains("printing@32.15 refused it")
            }
            try klari.wait(twins.both, "held, as a copy says") { $0.held.hasPrefix(reason) && $0.office == "32.15" }
            #expect(try district.entries(twins.both).count == klari.entries(twins.both).count, "nothing was merged")
            // Its hand-over, and the news that it has the case again.
            try eventually("what was refused is kept") {
                try twin.database.count("SELECT count(*) FROM casework.dead_letter") == 2
            }

            // The other case was never on both ways, and goes on.
            district.printer.answer(.confirmed(reference: "done"))
            try await twins.record(twins.alone, at: klari)
            try klari.wait(twins.alone, "came home") { $0.stage == .arriving && !$0.inTransit }

            let number = twins.both.number
            #expect(
                try district.audit == [
                    "case \(number), entry 4: recording@32.15.05 has another history of it from this entry on, "
                        + "and nobody has settled it"
                ])
            let forks = try district.archive { try $0.forks(most: 10) }
            #expect(forks.total == 1 && forks.forks[0].number == number && forks.forks[0].version == 4)
            #expect(forks.forks[0].theirs.count == 5)
            #expect(try district.find(number).forked == "recording@32.15.05 has another history of it from entry 4 on")
        }

        @Test func `a person who releases the right one settles it`() async throws {
            let twins = try await Twins()
            defer { twins.stop() }
            let (klari, district) = (twins.sites.klari, twins.sites.district)
            district.printer.answer(.unknown(reason: "jammed"))
            try await twins.record(twins.both, at: klari)
            try district.wait(twins.both, "at the district's printer") { $0.stage == .printUnknown && !$0.inTransit }
            try await twins.record(twins.both, at: twins.twin)
            try district.wait(twins.both, "held") { !$0.held.isEmpty }
            try twins.twin.wait(twins.both, "held there too") { !$0.held.isEmpty }
            try eventually("the twin has said all") {
                try twins.twin.database.count("SELECT count(*) FROM casework.outbox") == 0
            }
            twins.twin.stop()
            district.printer.answer(.confirmed(reference: "done"))
            let release = district.anyCase {
                $0.releaseHold.caseNumber = twins.both.number
                $0.releaseHold.reason = "the papers are with the district"
            }
            try await district.must("printing", release)
            try await district.must(
                "printing",
                written(
                    WirePrintingCommand.with {
                        $0.resolvePrint.caseNumber = twins.both.number
                        $0.resolvePrint.outcome = "printed"
                        $0.resolvePrint.reason = "it lies in the tray"
                    }))
            try klari.wait(twins.both, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            try twins.sites.rest()
            #expect(try district.audit == [])
            #expect(try klari.audit == [])
        }

        @Test func `a copy that contradicts what is known stops the case at its holder`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            // Collected at the district, so that copies go there from the start.
            let filed = try await sites.file("ktp-el-luar-domisili")
            let other = try await sites.file("ktp-el-luar-domisili", person: 2)
            try sites.district.wait(filed, "known there") { $0.service == "recording" && !$0.inTransit }
            try sites.rest()
            // Somebody changes the district's copy past Loket.
            try Forgery(of: filed, at: sites.district).changeLastActor()
            try await sites.record(filed)
            try await sites.record(other)
            try sites.klari.wait(filed, "back and held") {
                !$0.inTransit && $0.office == "32.15.05" && !$0.held.isEmpty
            }
            try sites.district.wait(other, "ready") { $0.stage == .ready }
            #expect(try sites.klari.caseFile(filed)?.held.contains("differs from entry 3 on") == true)
            #expect(try sites.district.audit.contains { $0.contains("has another history of it") })
            // The district has no more than a copy: a person says that this is known.
            let settle = IntakeService.Question.settleForks(
                .with {
                    $0.caseNumber = filed.number
                    $0.reason = "somebody wrote past Loket"
                })
            let answer = {
                try sites.district.archive {
                    try sites.district.intakeDesk.answer(settle, asking: sites.district.asking, from: $0)
                }.asIntakeReply()
            }
            #expect(try answer().forks.total == 0)
            #expect(throws: Rejection.self) { try answer() }
            #expect(try sites.district.audit == [])
        }
    }
}
