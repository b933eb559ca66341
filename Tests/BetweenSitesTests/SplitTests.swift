import Casework
import Civil
import Contracts
import Documents
import Foundation
import Logging
import Records
import TestKit
import Testing

@testable import Printing

extension BetweenSites {
    /// With the clock held, how what comes from another site is cut into batches changes nothing: not the journal, not
    /// the receipts, not the replies, and not the forks that are found.
    struct SplitTests {
        private static let journal = """
            SELECT subject_id::text || version || encode(hash, 'hex') || actor FROM casework.journal
            ORDER BY subject_id, version
            """
        private static let state = """
            SELECT subject_id::text || version || holder || office || encode(state, 'hex') || coalesce(queue::text, '') ||
                coalesce(encode(position, 'hex'), '') || coalesce(known_at::text, '') FROM casework.subject
            WHERE version > 0 ORDER BY subject_id
            """
        private static let receipts =
            "SELECT id::text || encode(body_hash, 'hex') || encode(reply, 'hex') FROM casework.receipt ORDER BY id"
        private static let forks =
            "SELECT message_id::text || number || sender || version || found_at FROM casework.fork ORDER BY message_id"

        private struct Outcome: Equatable {
            var replies: [[UInt8]]
            var rows: [[[String?]]]
        }

        @Test(arguments: [1, 2, 3] as [UInt64]) func `any split into batches gives the same`(_ seed: UInt64)
            async throws
        {
            var random = SplitMix64(seed: seed)
            let (requests, catalogue) = try await Self.requests(&random)
            let whole = try Self.outcome(of: requests, cuts: [], catalogue)
            #expect(whole.rows[3].count == 2, "both forks are found")
            #expect(whole.rows[0].count > 60)
            for _ in 0..<3 {
                var cuts: Set<Int> = []
                for index in requests.indices where random.next() % 4 == 0 { cuts.insert(index) }
                #expect(try Self.outcome(of: requests, cuts: cuts, catalogue) == whole)
            }
            #expect(try Self.outcome(of: requests, cuts: Set(requests.indices), catalogue) == whole)
        }

        /// Hand-overs as Klari sent them, some twice, two of them forged, and withdrawals in between; in any order.
        private static func requests(_ random: inout SplitMix64) async throws -> ([WireRequest], Catalogue) {
            let sites = try TwoSites()
            defer { sites.stop() }
            sites.line.decide { _ in .keptBack }
            var requests: [WireRequest] = []
            for person in 1...12 {
                let filed = try await sites.record(person: person)
                var passing = try sites.line.passed.take()
                while passing.name != "printing@32.15" { passing = try sites.line.passed.take() }
                requests.append(passing.request)
                guard person % 4 == 0 else { continue }
                requests.append(
                    .with {
                        $0.contract = 1
                        $0.id = Data(SubjectID.v8(naming: ["withdraw", String(person)]).bytes)
                        $0.office = "32.15"
                        $0.body = Data(
                            CaseDesk.body(
                                .with {
                                    $0.withdraw.caseNumber = filed.number
                                    $0.withdraw.reason = "moved"
                                }))
                    })
            }
            for index in [0, 3] {
                var forged = requests[index]
                forged.id = Data(SubjectID.v8(naming: ["forged", String(index)]).bytes)
                forged.carried.entries[1].hash = Data(repeating: 7, count: 32)
                requests.append(forged)
            }
            // The forged ones after what they contradict; the others anyhow.
            var order = Array(requests.indices.dropLast(2))
            for index in order.indices { order.swapAt(index, Int(random.next() % UInt64(order.count))) }
            var shuffled = order.map { requests[$0] } + requests.suffix(2)
            for _ in 1...4 { shuffled.append(requests[Int(random.next() % 12)]) }
            return (shuffled, sites.catalogue)
        }

        private static func outcome(of requests: [WireRequest], cuts: Set<Int>, _ catalogue: Catalogue) throws
            -> Outcome
        {
            let database = try TestDatabase()
            try database.makeSite(
                offices: ["32.15"], clock: Moment(iso8601: "2026-11-23T08:00:00+07:00").microseconds)
            let desk = PrintingService(catalogue: catalogue, press: try Press())
            let rig = EngineRig(desk, database: database.conninfo(role: "loket_printing"))
            defer { rig.stop() }
            var replies: [[UInt8]] = []
            var batch: [(Int, WireRequest)] = []
            for (index, request) in requests.enumerated() {
                if cuts.contains(index), !batch.isEmpty {
                    replies += try submit(batch, desk, rig)
                    batch = []
                }
                batch.append((index, request))
            }
            replies += try submit(batch, desk, rig)
            return Outcome(
                replies: replies, rows: try [journal, state, receipts, forks].map { try database.rows($0) })
        }

        private static func submit(
            _ requests: [(Int, WireRequest)], _ desk: PrintingService, _ rig: EngineRig<PrintingService>
        ) throws -> [[UInt8]] {
            let replies = Mailbox<(Int, [UInt8])>()
            var admissions: [Admission<PrintingService.Command>] = []
            for (index, request) in requests {
                guard case .command(let command) = try desk.read(Array(request.body)),
                    let id = UUID(checking: request.id)
                else { throw Unexpected("no command") }
                admissions.append(
                    Admission(
                        asking: Asking(
                            id: id, principal: "site>klari", office: "32.15", service: request.actor.service),
                        command: command, body: Array(request.body), seed: Draw.Seed(UInt64(index), 2, 3, 4),
                        carried: request.hasCarried ? try CarriedHistory(request.carried) : nil
                    ) { replies.put((index, $0)) })
            }
            rig.engine.submit(admissions)
            return try replies.take(admissions.count).sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
