import Foundation

struct StoreReport {
    var machine: String
    var cases: Int
    var recorded: Int
    var seconds: Double
    var refused: [String: Int]
    var asWritten: [StoreGrowth.Table] = []
    var vacuumed: [StoreGrowth.Table] = []
    var grownCases = 0
    var grownEntries = 0
    var grown: [StoreGrowth.Table] = []
    var rounds: [(empty: Figure, full: Figure)] = []

    init(machine: String, cases: Int, recorded: Int, seconds: Double, refused: [String: Int]) {
        (self.machine, self.cases, self.recorded) = (machine, cases, recorded)
        (self.seconds, self.refused) = (seconds, refused)
    }

    private var ratios: [Double] { rounds.map { $0.full.casesPerSecond / $0.empty.casesPerSecond }.sorted() }
    private var ratio: Double { ratios.isEmpty ? 0 : ratios[ratios.count / 2] }
    private static let wanted = 0.9

    var table: String {
        var lines = [
            machine, "",
            "\(cases) cases through the engine in \(Int(seconds)) s: filed, taken over by recording, \(recorded) of them "
                + "recorded and taken over by printing", "",
        ]
        lines += Self.rows("as written", asWritten, cases, vacuumed)
        lines += ["", "\(grownCases) cases and \(grownEntries) entries, the rest by SQL", ""]
        lines += Self.rows("table", grown, grownCases, nil)
        lines += ["", "| 256 outstanding | empty store | p99 ms | \(grownEntries) entries | p99 ms | ratio |"]
        lines.append("|---|---:|---:|---:|---:|---:|")
        for (index, round) in rounds.enumerated() {
            let figures = [round.empty.casesPerSecond, round.empty.p99, round.full.casesPerSecond, round.full.p99]
            lines.append(
                "| round \(index + 1) | \(figures.map { String(format: "%.0f", $0) }.joined(separator: " | ")) | "
                    + "\(Self.short(round.full.casesPerSecond / round.empty.casesPerSecond)) |")
        }
        let spread = "\(Self.short(ratios.first ?? 0)) to \(Self.short(ratios.last ?? 0))"
        lines += [
            "",
            "Median ratio \(Self.short(ratio)), from \(spread); wanted ≥ \(Self.wanted)\(ratio >= Self.wanted ? "" : " (missed)").",
        ]
        return lines.joined(separator: "\n")
    }

    private static func rows(
        _ title: String, _ tables: [StoreGrowth.Table], _ cases: Int, _ after: [StoreGrowth.Table]?
    ) -> [String] {
        let more = after == nil ? "" : " dead after vacuum | MB after |"
        var lines = [
            "| \(title) | rows | MB | of rows % | MB of indexes | bytes a case | updates without an index entry % | dead rows |\(more)",
            "|---|---:|---:|---:|---:|---:|---:|---:|" + (after == nil ? "" : "---:|---:|"),
        ]
        for table in tables {
            let hot = table.updates == 0 ? "–" : "\(100 * table.hotUpdates / table.updates)"
            var line =
                "| \(table.name) | \(table.rows) | \(mega(table.heap)) | \(100 * table.filled / max(1, table.heap)) | "
                + "\(mega(table.indexes)) | \((table.heap + table.indexes) / max(1, cases)) | \(hot) | \(table.dead) |"
            if let after {
                let found = after.first { $0.name == table.name }
                line += " \(found?.dead ?? 0) | \(mega((found?.heap ?? 0) + (found?.indexes ?? 0))) |"
            }
            lines.append(line)
        }
        let whole = tables.reduce(0) { $0 + $1.heap + $1.indexes }
        let end = after.map { " | \(mega($0.reduce(0) { $0 + $1.heap + $1.indexes })) |" } ?? ""
        lines.append(
            "| together | | \(mega(tables.reduce(0) { $0 + $1.heap })) | | \(mega(tables.reduce(0) { $0 + $1.indexes })) | "
                + "\(whole / max(1, cases)) | | \(tables.reduce(0) { $0 + $1.dead }) |" + end)
        return lines
    }

    var json: String {
        func tables(_ tables: [StoreGrowth.Table]) -> [[String: Any]] {
            tables.map {
                [
                    "table": $0.name, "rows": $0.rows, "heap_bytes": $0.heap, "index_bytes": $0.indexes,
                    "row_bytes": $0.filled, "dead_rows": $0.dead, "updates": $0.updates, "hot_updates": $0.hotUpdates,
                ]
            }
        }
        let object: [String: Any] = [
            "machine": machine, "engine_cases": cases, "engine_recorded": recorded, "engine_seconds": seconds,
            "refused": refused, "as_written": tables(asWritten), "vacuumed": tables(vacuumed),
            "cases": grownCases, "entries": grownEntries, "grown": tables(grown), "ratio": ratio,
            "rounds": rounds.map {
                [
                    "empty_per_second": $0.empty.casesPerSecond, "empty_p99_ms": $0.empty.p99,
                    "full_per_second": $0.full.casesPerSecond, "full_p99_ms": $0.full.p99,
                ]
            },
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func mega(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1_048_576) }
    private static func short(_ value: Double) -> String { String(format: "%.2f", value) }
}
