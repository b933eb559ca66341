import Casework
import Contracts
import Foundation
import Postgres
import Records
import TestKit
import Testing

@testable import Intake

struct InstancesTests {
    @Test func `fifty clients at four instances get every number of a lane once`() async throws {
        let site = try IntakeRig()
        let others = [try site.another(), try site.another(), try site.another()]
        let all = [site.rig] + others
        defer { for rig in all { rig.stop() } }
        let tickets = try await withThrowingTaskGroup(of: [String].self) { group in
            for client in 0..<50 {
                let rig = all[client % all.count]
                group.addTask {
                    var mine: [String] = []
                    for turn in 0..<6 {
                        let form = visit(client * 10 + turn + 1)
                        mine.append(try await rig.ask(openVisit(form)).intake().visitOpened.number)
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let wanted = (1...300).map { "KLR-261123-B" + String(String(1000 + $0).suffix(3)) }
        #expect(tickets.sorted() == wanted)
        #expect(try site.database.count("SELECT count(*) FROM casework.journal_default") == 0)
    }

    @Test func `one request at two instances at once is one case and one reply`() async throws {
        let site = try IntakeRig()
        let other = try site.another()
        defer {
            site.rig.stop()
            other.stop()
        }
        for number in 1...20 {
            let id = UUID()
            async let here = site.rig.ask(openVisit(visit(number)), id: id)
            async let there = other.ask(openVisit(visit(number)), id: id)
            let (first, second) = try await (here, there)
            #expect(first == second)
            #expect(!first.accepted.isEmpty)
        }
        #expect(try site.database.count("SELECT count(*) FROM casework.subject WHERE kind = 3") == 20)
    }

    @Test func `a connection that is lost in mid-batch is answered once, from the next connection`() async throws {
        let site = try IntakeRig()
        defer { site.rig.stop() }
        _ = try await site.rig.ask(openVisit(visit(1)))
        // Holds the lane, so that the next batch waits inside its transaction.
        let holder = try site.database.connect()
        try holder.query(.begin)
        try holder.query(Statement("SELECT 1 FROM casework.subject WHERE kind = 1 FOR UPDATE", name: "hold"))
        let reply = try site.rig.submit(openVisit(visit(2)))
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        try eventually("the batch waits for the lane") { try site.database.count(waiting) == 1 }
        _ = try site.database.count(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        try holder.query(.rollback)
        #expect(try reply.get().intake().visitOpened.number == "KLR-261123-B002")
        #expect(try site.database.count("SELECT count(*) FROM casework.subject WHERE kind = 2") == 2)
    }
}
