import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Casework

extension BetweenSites {
    /// Messages that come again after more time than receipts are kept for: from a site whose line was down, or from one
    /// that was restored from an old backup.
    struct OldMessagesTests {
        @Test func `whatever passed between two sites comes again two years later, and nothing is done a second time`()
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
            let before = try [sites.klari, sites.district].map { try $0.entries(filed) }
            let messages = sites.line.passed.contents
            for site in [sites.klari, sites.district] { try forget(at: site) }
            let copies = messages.filter { if case .noteCopy? = $0.command { true } else { false } }
            #expect(copies.count >= 2 && copies.count < messages.count)
            // The copies' receipts are gone and the others' are not.
            for passing in messages {
                let isCopy = copies.contains { $0.id == passing.id }
                let site = passing.name.hasSuffix("@32.15.05") ? sites.klari : sites.district
                let kept = try site.database.count(
                    "SELECT count(*) FROM casework.receipt WHERE id = '\(passing.id)'")
                #expect(kept == (isCopy ? 0 : 1), "\(passing.name) \(String(describing: passing.command))")
                let sender = passing.name.hasSuffix("@32.15.05") ? "district" : "klari"
                let outcome = await withCheckedContinuation { continuation in
                    sites.line.carrier(of: sender).send(
                        service: passing.name, id: passing.id, body: written(passing.request), deadline: .seconds(60)
                    ) { continuation.resume(returning: $0) }
                }
                guard case .ok(let bytes) = outcome else { throw Unexpected("\(passing.name): \(outcome)") }
                guard case .accepted = try WireReply(serializedBytes: bytes).outcome else {
                    throw Unexpected("\(passing.name): \(try WireReply(serializedBytes: bytes))")
                }
            }
            try sites.rest()
            #expect(try [sites.klari, sites.district].map { try $0.entries(filed) } == before)
            for site in [sites.klari, sites.district] { #expect(try site.audit == []) }
        }

        private func forget(at site: Site) throws {
            try site.tamper("UPDATE casework.receipt SET received_at = received_at - interval '2 years'")
            let settings = EngineSettings(
                database: site.database.conninfo(role: "loket_recording"), instance: "upkeep",
                logger: .init(label: "test"))
            // The step is three times that.
            var quick = settings
            quick.upkeepEvery = .seconds(86_400)
            for _ in 1...2 { try Upkeep(service: "recording", settings: quick).look() }
        }
    }
}
