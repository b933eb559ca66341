import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

extension BetweenSites {
    /// What a line does to messages: it loses, doubles and reorders them, and is down for a while.
    struct MishapTests {
        /// One case there and back while every message between the sites meets some fate the first times it is sent.
        private func journey(_ fates: [Line.Fate]) async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            let tries = Tries()
            sites.line.decide { passing in
                let count = tries.next(passing.id)
                return count < fates.count ? fates[count] : .arrives
            }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            _ = try await sites.arrive(filed)
            try sites.rest()
            #expect(sites.district.printer.done.count == 1)
            #expect(sites.klari.gateway.done.count == 1)
            #expect(try sites.klari.entries(filed).count == 13)
            #expect(try sites.klari.history(filed).count { $0.hasPrefix("taken over") } == 3)
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `messages that are lost twice come the third time`() async throws {
            try await journey([.lost, .lost])
        }

        @Test func `messages whose answers are lost are carried out once`() async throws {
            try await journey([.loseAnswer, .loseAnswer])
        }

        @Test func `messages that come twice are carried out once`() async throws {
            try await journey([.arrivesTwice, .loseAnswer, .arrivesTwice])
        }

        @Test func `while the line is down everything waits, and then goes on by itself`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.line.decide { _ in .cut }
            var cases: [Filed] = []
            for person in 1...5 { cases.append(try await sites.record(person: person)) }
            for filed in cases {
                try sites.klari.wait(filed, "on its way") { $0.inTransit && $0.office == "32.15" }
            }
            let view = try sites.klari.find(cases[0].number)
            #expect(view.inTransit && view.knownAt > 0)
            #expect(view.waitsFor.hasPrefix("printing at Dinas Kependudukan"))
            #expect(try sites.klari.archive { try $0.underWay() }.leaving >= 5, "and copies for the district")
            #expect(try sites.klari.archive { try $0.underWay() }.outgoing == 0, "what can't leave holds up no clock")
            sites.line.decide { _ in .arrives }
            for filed in cases {
                try sites.klari.wait(filed, "came home") { $0.stage == .arriving && !$0.inTransit }
            }
            try sites.rest()
            #expect(Set(sites.district.printer.done.map(\.number)) == Set(cases.map(\.number)))
            #expect(sites.district.printer.done.count == 5)
        }

        @Test func `a copy that comes before what it follows gets the rest by asking for it`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            // The district's first copy, which says that it has the case, is kept back; later ones go.
            let first = Tries()
            sites.line.decide { passing in
                guard case .noteCopy? = passing.command else { return .arrives }
                return first.next(Tries.any) == 0 ? .keptBack : .arrives
            }
            sites.district.printer.answer(.refused(reason: "no cards"))
            let filed = try await sites.record()
            try sites.klari.wait(filed, "held at the district, as a copy says") { !$0.held.isEmpty }
            #expect(try sites.klari.history(filed).last?.hasPrefix("held: the printer refused it") == true)
            #expect(sites.line.keptBack == 1)
            sites.line.letGo()
            try sites.rest()
            #expect(try sites.klari.entries(filed) == sites.district.entries(filed))
            #expect(try sites.klari.audit == [])
        }

        @Test func `a site that has lost what it knew asks for it with the next word it gets`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            let filed = try await sites.file("ktp-el-luar-domisili")
            try sites.district.wait(filed, "known") { $0.service == "recording" && !$0.inTransit }
            try sites.rest()
            try sites.district.tamper(
                """
                DELETE FROM casework.journal WHERE subject_id = '\(filed.id)';
                DELETE FROM casework.subject WHERE subject_id = '\(filed.id)'
                """)
            let withdraw = sites.klari.anyCase {
                $0.withdraw.caseNumber = filed.number
                $0.withdraw.reason = "moved"
            }
            try await sites.klari.must("recording", withdraw)
            try sites.district.wait(filed, "withdrawn") { $0.stage == .withdrawn }
            try sites.rest()
            #expect(try sites.district.entries(filed) == sites.klari.entries(filed))
            #expect(try sites.district.audit == [])
        }

        @Test func `the hand-over home may come before the copies of what happened there`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.line.decide { passing in
                if case .noteCopy? = passing.command { .keptBack } else { .arrives }
            }
            let filed = try await sites.record()
            try sites.klari.wait(filed, "came home") {
                $0.stage == .arriving && !$0.inTransit && $0.office == "32.15.05"
            }
            #expect(sites.line.keptBack > 0)
            sites.line.decide { _ in .arrives }
            sites.line.letGo()
            try sites.rest()
            #expect(try sites.klari.entries(filed).count == 11)
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }

        @Test func `two messages that bring the same new case at once make it once`() async throws {
            let sites = try TwoSites()
            defer { sites.stop() }
            // A case that is collected at the district: its copy and the case itself come to different services there.
            sites.line.decide { _ in .keptBack }
            var cases: [Filed] = []
            for person in 1...8 { cases.append(try await sites.record("ktp-el-luar-domisili", person: person)) }
            for filed in cases { try sites.klari.wait(filed, "on its way") { $0.inTransit && $0.office == "32.15" } }
            // For each case copies and the case itself.
            try eventually("all wait at the line") { sites.line.keptBack >= 24 }
            sites.line.decide { _ in .arrives }
            sites.line.letGo()
            for filed in cases { try sites.district.wait(filed, "ready there") { $0.stage == .ready } }
            try sites.rest()
            #expect(sites.district.printer.done.count == 8)
            #expect(try sites.klari.audit == [])
            #expect(try sites.district.audit == [])
        }
    }
}

/// Counts how often each message was sent.
final class Tries: @unchecked Sendable {
    static let any = UUID()

    private let lock = NSLock()
    private var counts: [UUID: Int] = [:]

    func next(_ id: UUID) -> Int {
        lock.withLock {
            defer { counts[id, default: 0] += 1 }
            return counts[id, default: 0]
        }
    }
}
