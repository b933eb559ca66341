import Casework
import Civil
import Contracts
import Foundation
import Logging
import Records
import TestKit
import Testing

@testable import Intake

/// With the clock held, how a sequence of requests is cut into batches changes nothing: not the journal, not
/// the receipts, not the replies.
struct BatchSplitTests {
    private static let wholeHistory = """
        SELECT subject_id::text || version || encode(hash, 'hex') || actor FROM casework.journal
        ORDER BY subject_id, version
        """
    private static let wholeState = """
        SELECT subject_id::text || version || holder || encode(state, 'hex') || coalesce(queue::text, '') ||
            coalesce(encode(position, 'hex'), '') FROM casework.subject WHERE version > 0 ORDER BY subject_id
        """
    private static let receipts =
        "SELECT id::text || encode(body_hash, 'hex') || encode(reply, 'hex') FROM casework.receipt ORDER BY id"

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func `any split into batches gives the same journal`(seed: UInt64)
        async throws
    {
        var random = SplitMix64(seed: seed)
        let requests = Self.requests(60, &random)
        let whole = try await Self.outcome(of: requests, cuts: [])
        for _ in 0..<3 {
            var cuts: Set<Int> = []
            for index in requests.indices where random.next() % 4 == 0 { cuts.insert(index) }
            let split = try await Self.outcome(of: requests, cuts: cuts)
            #expect(split.replies == whole.replies)
            #expect(split.journal == whole.journal)
            #expect(split.state == whole.state)
            #expect(split.receipts == whole.receipts)
        }
        let alone = try await Self.outcome(of: requests, cuts: Set(requests.indices))
        #expect(alone == whole)
    }

    private struct Request {
        var id: UUID
        var body: [UInt8]
        var seed: Draw.Seed
    }

    private struct Outcome: Equatable {
        var replies: [[UInt8]]
        var journal: [[String?]]
        var state: [[String?]]
        var receipts: [[String?]]
    }

    /// Arrivals, calls, closings, second thoughts and mistakes, with resends among them.
    private static func requests(_ count: Int, _ random: inout SplitMix64) -> [Request] {
        var requests: [Request] = []
        for index in 1...count {
            let body: [UInt8]
            switch random.next() % 10 {
            case 0: body = written(WireIntakeCommand.with { $0.callNext.desk = "3" })
            case 1: body = written(WireIntakeCommand.with { $0.callNext.desk = "5" })
            case 2:
                let number = Int(random.next() % 20) + 1
                body = written(
                    WireIntakeCommand.with {
                        $0.closeVisit.visit = "KLR-261123-B" + String(String(1000 + number).suffix(3))
                        $0.closeVisit.outcome = ["served", "left", "no_show"][number % 3]
                    })
            case 3: body = openVisit(visit(index, product: "no-such-product"))
            case 4: body = openVisit(visit(Int(random.next() % 8) + 1))
            case 5: body = openVisit(visit(1000 + index, documents: ["kk-lama"]))
            case 6 where !requests.isEmpty:
                requests.append(requests[Int(random.next() % UInt64(requests.count))])
                continue
            default: body = openVisit(visit(1000 + index, need: random.next() % 5 == 0 ? "childbirth" : ""))
            }
            requests.append(
                Request(
                    id: SubjectID.v8(naming: ["request", String(index)]), body: body,
                    seed: Draw.Seed(random.next(), random.next(), random.next(), random.next())))
        }
        return requests
    }

    /// Runs the requests in the given cuts: a cut before a request waits for everything before it.
    private static func outcome(of requests: [Request], cuts: Set<Int>) async throws -> Outcome {
        let database = try TestDatabase()
        try database.makeSite(clock: opening.microseconds)
        let department = IntakeService(catalogue: try sampleCatalogue())
        let rig = EngineRig(department, database: database.conninfo(role: "loket_intake"))
        var replies: [[UInt8]] = []
        var batch: [Request] = []
        for (index, request) in requests.enumerated() {
            if cuts.contains(index), !batch.isEmpty {
                replies += try await submit(batch, department, rig)
                batch = []
            }
            batch.append(request)
        }
        replies += try await submit(batch, department, rig)
        rig.stop()
        return Outcome(
            replies: replies, journal: try database.rows(wholeHistory), state: try database.rows(wholeState),
            receipts: try database.rows(receipts))
    }

    /// All at once, so that they meet in one batch.
    private static func submit(
        _ requests: [Request], _ department: IntakeService, _ rig: EngineRig<IntakeService>
    ) async throws -> [[UInt8]] {
        let replies = Mailbox<(Int, [UInt8])>()
        var admissions: [Admission<IntakeService.Command>] = []
        for (index, request) in requests.enumerated() {
            guard case .command(let command) = try department.read(request.body) else { continue }
            let asking = Asking(id: request.id, principal: "site", office: "32.15.05", operatorName: "rina")
            admissions.append(
                Admission(asking: asking, command: command, body: request.body, seed: request.seed) {
                    replies.put((index, $0))
                })
        }
        rig.engine.submit(admissions)
        return try replies.take(admissions.count).sorted { $0.0 < $1.0 }.map(\.1)
    }
}
