import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

extension BetweenSites {
    struct HandOverTests {
        @Test func `a case goes to the district with its whole history, is printed there and comes home`() async throws
        {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            try sites.rest()
            #expect(sites.district.printer.done.map(\.number) == [filed.number])
            #expect(sites.klari.printer.done.isEmpty)
            // The card itself is still on its way: nobody is told yet.
            #expect(sites.klari.gateway.done.isEmpty && sites.district.gateway.done.isEmpty)
            #expect(try await sites.collect(filed, at: sites.klari).rejected.code == "wrong_stage")

            #expect(try await sites.arrive(filed).rejected == .init())
            try sites.rest()
            #expect(sites.klari.gateway.done.map(\.number) == [filed.number])
            #expect(sites.district.gateway.done.isEmpty)
            guard case .accepted = try await sites.collect(filed, at: sites.klari).outcome else {
                throw Unexpected("not collected")
            }
            try sites.rest()
            #expect(
                try sites.klari.history(filed) == [
                    "filed, complete", "handed over to recording", "taken over by recording", "data recorded",
                    "handed over to printing", "taken over by printing", "to be printed",
                    "sent to the printer, attempt 1",
                    "printer: confirmed", "handed over to printing", "taken over by printing", "the document arrived",
                    "message to the applicant: sent", "collected by WARGA KLARI (owner)",
                ])
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `the same history stands in both journals, byte for byte`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            try sites.rest()
            let ours = try sites.klari.entries(filed)
            let theirs = try sites.district.entries(filed)
            #expect(theirs.count == 10, "up to the hand-over back")
            #expect(Array(ours.prefix(theirs.count)) == theirs)
        }
    }
}
