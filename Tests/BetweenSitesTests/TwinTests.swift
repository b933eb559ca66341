import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

extension BetweenSites {
    /// The same person at both offices.
    struct TwinTests {
        private static let product = "ktp-el-ganti"
        private static let minuteLater = "UPDATE casework.site SET held_clock = held_clock + interval '1 minute'"

        /// Filed at Klari, and then at the district, while the line was down.
        private func twins(_ sites: TwoSites) async throws -> (first: Filed, later: Filed) {
            sites.line.decide { _ in .cut }
            let first = try await sites.file(Self.product)
            try sites.klari.tamper(Self.minuteLater)
            try sites.district.tamper(Self.minuteLater)
            let later = try await sites.file(Self.product, at: sites.district)
            try sites.district.wait(later, "with recording") { $0.service == "recording" && !$0.inTransit }
            sites.line.decide { _ in .arrives }
            return (first, later)
        }

        private func list(_ site: Site) throws -> WireTwinList {
            try site.archive { try site.intakeDesk.answer(.showTwins(.init()), asking: site.asking, from: $0) }
                .asIntakeReply().twins
        }

        @Test func `whoever has the later one stops it as soon as the line is back, and says which is the first`()
            async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            let (first, later) = try await twins(sites)
            try sites.district.wait(later, "held") {
                $0.held == Self.reason(first.number, at: "32.15.05") && $0.stage == .toRecord
            }
            try sites.rest()
            #expect(try sites.klari.caseFile(first)?.held == "")
            let found = try list(sites.district)
            #expect(found.total == 1 && found.twins[0].first.number == first.number)
            #expect(found.twins[0].later.number == later.number && found.twins[0].first.knownAt > 0)
            #expect(try list(sites.klari).total == 0)
            for site in [sites.klari, sites.district] { #expect(try site.audit == []) }
        }

        @Test func `the later one is stopped at the kecamatan too, and both lists have it`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.line.decide { _ in .cut }
            let first = try await sites.file(Self.product, at: sites.district)
            try sites.klari.tamper(Self.minuteLater)
            let later = try await sites.file(Self.product)
            try sites.klari.wait(later, "with recording") { $0.service == "recording" && !$0.inTransit }
            sites.line.decide { _ in .arrives }
            try sites.klari.wait(later, "held") { $0.held == Self.reason(first.number, at: "32.15") }
            try sites.rest()
            for site in [sites.klari, sites.district] {
                let found = try list(site)
                #expect(found.total == 1 && found.twins[0].first.number == first.number)
                #expect(found.twins[0].later.held.contains("see loket duplicates"))
                #expect(try site.audit == [])
            }
            #expect(try list(sites.klari).twins[0].first.stage == "", "the first is not Klari's to know")
        }

        @Test func `a person ends one of them or lets both go on, and nothing is left open`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            let (first, later) = try await twins(sites)
            try sites.district.wait(later, "held") { !$0.held.isEmpty }
            // From the district's counter the first one is ended where it is.
            let withdraw = sites.district.anyCase {
                $0.withdraw.caseNumber = first.number
                $0.withdraw.reason = "joined with \(later.number)"
            }
            try await sites.district.must("recording", withdraw, at: "32.15.05")
            #expect(try list(sites.district).total == 1, "the later one still waits")
            let release = sites.district.anyCase {
                $0.releaseHold.caseNumber = later.number
                $0.releaseHold.reason = "the other is ended"
            }
            try await sites.district.must("recording", release)
            try sites.rest()
            #expect(try list(sites.district).total == 0)
            #expect(try sites.klari.caseFile(first)?.stage == .withdrawn)
            #expect(try sites.district.caseFile(first)?.stage == .withdrawn, "as a copy says")
            #expect(try sites.district.caseFile(later)?.held == "")
            for site in [sites.klari, sites.district] { #expect(try site.audit == []) }
        }

        @Test func `with the line up the second is refused at the counter, and one that is over is no duplicate`()
            async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            let first = try await sites.file(Self.product)
            try sites.district.wait(first, "known") { $0.service == "recording" && !$0.inTransit }
            do {
                _ = try await sites.file(Self.product, at: sites.district)
                Issue.record("it was filed")
            } catch let refused as Unexpected {
                #expect(refused.description.contains("already open as \(first.number)"))
            }
            let withdraw = sites.klari.anyCase {
                $0.withdraw.caseNumber = first.number
                $0.withdraw.reason = "goes to the district"
            }
            try await sites.klari.must("recording", withdraw)
            try sites.district.wait(first, "over, as a copy says") { $0.stage == .withdrawn }
            let second = try await sites.file(Self.product, at: sites.district)
            try sites.rest()
            #expect(try sites.district.caseFile(second)?.held == "")
            #expect(try list(sites.district).total == 0)
        }

        @Test func `a release for something else settles no twin, and what else holds a case is looked at first`()
            async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.line.decide { _ in .cut }
            let first = try await sites.file(Self.product, at: sites.district)
            try sites.klari.tamper(Self.minuteLater)
            let later = try await sites.file(Self.product)
            try sites.klari.wait(later, "with recording") { $0.service == "recording" && !$0.inTransit }
            let fork = sites.klari.anyCase {
                $0.noteFork.caseID = Data(later.id.bytes)
                $0.noteFork.reason = "for a look at the paper"
            }
            try await sites.klari.must("recording", fork)
            let release = sites.klari.anyCase {
                $0.releaseHold.caseNumber = later.number
                $0.releaseHold.reason = "looked at it"
            }
            try await sites.klari.must("recording", release)
            sites.line.decide { _ in .arrives }
            try sites.klari.wait(later, "held") { $0.held == Self.reason(first.number, at: "32.15") }
            try sites.rest()
            #expect(try list(sites.district).total == 1 && list(sites.klari).total == 1)
            #expect(TwinHold.isAll(of: Self.reason(first.number, at: "32.15")))
            #expect(!TwinHold.isAll(of: "for a look; " + Self.reason(first.number, at: "32.15")))
            #expect(!TwinHold.isAll(of: ""))
        }

        @Test func `news of a twin that comes twice, or after the case has gone on, stops it once`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.district.printer.answer(.unknown(reason: "jammed"))
            let filed = try await sites.record()
            try sites.district.wait(filed, "at the district") { $0.stage == .printUnknown && !$0.inTransit }
            let twin = sites.klari.anyCase {
                $0.noteTwin.caseID = Data(filed.id.bytes)
                $0.noteTwin.firstID = Data(UUID().bytes)
                $0.noteTwin.firstNumber = "KRW-261123-A001-1"
                $0.noteTwin.firstOffice = "32.15"
            }
            // Until Klari has heard that, it asks whoever knows of a twin to come again.
            try sites.klari.wait(filed, "known to be at the district") { $0.office == "32.15" && !$0.inTransit }
            // Klari had it before, and sends it after the case.
            try await sites.klari.must("recording", twin)
            try await sites.klari.must("recording", twin)
            let reason = Self.reason("KRW-261123-A001-1", at: "32.15")
            try sites.district.wait(filed, "held") { $0.held == reason }
            try sites.rest()
            #expect(try sites.district.history(filed).filter { $0.hasPrefix("held:") }.count == 1)
        }

        static func reason(_ number: String, at office: String) -> String {
            "the same person's same product is open as \(number) at office \(office), filed before: see loket duplicates"
        }
    }
}
