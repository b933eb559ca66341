import Civil
import Foundation
import Postgres
import PostgresServer

/// Runs everything in turn, round after round, and compares the medians.
struct IntakeBench {
    let seconds: Int
    let rounds: Int

    func run(progress: (String) -> Void) throws -> Report {
        let executables = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .path
        let yaml = try Self.catalogueText()
        let catalogue = try Catalogue(yaml: yaml)
        var payloads = try SamplePayloads(catalogue: catalogue)
        let site = try BenchSite(executables: executables, catalogue: yaml)
        defer { site.stop() }
        var accepted = 0
        var cases = 0
        func load(_ outstanding: Int, seconds: Int) throws -> Figure {
            let most = min(60_000, outstanding * 400 * seconds) + 2_000
            let load = BrokerLoad(client: site.client, payloads: payloads.make(most))
            let figure = load.run(
                "Loket, \(outstanding) outstanding", outstanding: outstanding, seconds: seconds)
            guard load.failures.isEmpty else { throw LoadFailed(failures: load.failures) }
            accepted += load.accepted
            cases += load.cases
            return figure
        }
        progress("warming up")
        _ = try load(64, seconds: 2)
        let store = try Connection(site.server.conninfo(database: "loket"), applicationName: "bench", planning: .free)
        let shape = try RowShape(of: store)
        store.close()
        let peers = try Connection(site.server.conninfo(database: "peers"), applicationName: "bench")
        let pgbench = PgbenchPeer(
            server: site.server, program: try EmbeddedPostgres.program("pgbench"), shape: shape)
        try pgbench.prepare(peers)
        peers.close()
        let bare = BareBatches(conninfo: site.server.conninfo(database: "peers"), shape: shape)

        var measured: [[Figure]] = []
        for round in 1...rounds {
            progress("round \(round) of \(rounds)")
            measured.append([
                try load(1, seconds: seconds), try load(16, seconds: seconds), try load(256, seconds: seconds),
                try pgbench.run(clients: 1, seconds: seconds), try pgbench.run(clients: 16, seconds: seconds),
                try bare.run(connections: 1, seconds: seconds), try bare.run(connections: 2, seconds: seconds),
            ])
        }
        let figures = measured[0].indices.map { index in Figure.median(measured.map { $0[index] }) }
        let receipts = try site.count("SELECT count(*) FROM casework.receipt WHERE reply IS NOT NULL")
        let files = try site.count("SELECT count(*) FROM casework.subject WHERE kind = 3")
        let outbox = try site.count("SELECT count(*) FROM casework.journal WHERE kind = 3 AND version = 1")
        guard receipts == accepted, files == cases, outbox == cases else {
            throw CountsDiffer(what: "\(accepted) replies and \(receipts) receipts, \(cases) cases and \(files) rows")
        }
        return Report(
            machine: Self.machine(), figures: figures, ratios: Self.ratios(figures),
            verified:
                "Counted afterwards: \(receipts) receipts for \(accepted) replies, \(files) case rows for \(cases) cases."
        )
    }

    private static func ratios(_ figures: [Figure]) -> [(what: String, value: Double, wanted: String, isMet: Bool)] {
        let (one, many, pgbench1, pgbench16) = (figures[0], figures[2], figures[3], figures[4])
        let limit = max(figures[5].casesPerSecond, figures[6].casesPerSecond)
        let overPgbench = many.casesPerSecond / pgbench16.casesPerSecond
        let ofLimit = many.casesPerSecond / limit
        let tail = many.p99 / many.p50
        let alone = one.p50 / pgbench1.p50
        return [
            ("256 outstanding ÷ pgbench with 16 clients", overPgbench, "≥ 8", overPgbench >= 8),
            ("256 outstanding ÷ bare batches", ofLimit, "≥ 0.6", ofLimit >= 0.6),
            ("p99 ÷ p50 at 256 outstanding", tail, "≤ 3", tail <= 3),
            ("p50 with 1 outstanding ÷ pgbench with 1 client", alone, "≤ 2", alone <= 2),
        ]
    }

    /// The sample catalogue with twelve offices like Klari.
    static func catalogueText() throws -> String {
        let root = ProcessInfo.processInfo.environment["LOKET_ROOT"] ?? "."
        let text = try String(contentsOfFile: "\(root)/ops/sample/catalogue.yaml", encoding: .utf8)
        guard let start = text.range(of: "  - code: 32.15.05\n"), let end = text.range(of: "  - code: 32.15\n") else {
            throw CountsDiffer(what: "the sample catalogue has no office 32.15.05 before 32.15")
        }
        let block = text[start.lowerBound..<end.lowerBound]
        let others = SamplePayloads.offices.filter { $0 != "32.15.05" }.enumerated().map { index, office in
            block.replacing("code: 32.15.05", with: "code: \(office)")
                .replacing("short: KLR", with: "short: B\(Character(UnicodeScalar(UInt8(65 + index))))")
        }
        return text.replacing(block, with: block + others.joined())
    }

    static func machine() -> String {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var model = ""
        if let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") })
        {
            model = line.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        }
        return "\(cores) cores (\(model)), fsync and synchronous_commit on, 12 offices, medians of the rounds"
    }
}

struct LoadFailed: Error, CustomStringConvertible {
    let failures: [String: Int]
    var description: String { "requests were not carried out: \(failures)" }
}

struct CountsDiffer: Error, CustomStringConvertible {
    let what: String
    var description: String { "the rows don't agree with the replies: \(what)" }
}
