import Foundation

/// One measured figure: cases a second and the time that one of them takes.
struct Figure: Sendable {
    var name: String
    var casesPerSecond: Double
    var p50: Double
    var p99: Double

    /// The median round of each figure, by its rate.
    static func median(_ rounds: [Figure]) -> Figure {
        let sorted = rounds.sorted { $0.casesPerSecond < $1.casesPerSecond }
        return sorted[sorted.count / 2]
    }
}

/// Percentiles of latencies in milliseconds.
struct Latencies {
    private let sorted: [Double]

    init(_ milliseconds: [Double]) { sorted = milliseconds.sorted() }

    subscript(percentile: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * percentile / 100))]
    }
}

struct Report {
    var machine: String
    var figures: [Figure]
    var ratios: [(what: String, value: Double, wanted: String, isMet: Bool)]
    var verified: String

    var table: String {
        var lines = [machine, ""]
        lines.append("| | cases a second | p50 ms | p99 ms |")
        lines.append("|---|---:|---:|---:|")
        for figure in figures {
            lines.append(
                "| \(figure.name) | \(Int(figure.casesPerSecond)) | \(Self.short(figure.p50)) | \(Self.short(figure.p99)) |"
            )
        }
        lines += ["", "| ratio | | wanted |", "|---|---:|---:|"]
        for ratio in ratios {
            lines.append(
                "| \(ratio.what) | \(Self.short(ratio.value)) | \(ratio.wanted)\(ratio.isMet ? "" : " (missed)") |")
        }
        return (lines + ["", verified]).joined(separator: "\n")
    }

    var json: String {
        let object: [String: Any] = [
            "machine": machine, "verified": verified,
            "figures": figures.map {
                ["name": $0.name, "cases_per_second": $0.casesPerSecond, "p50_ms": $0.p50, "p99_ms": $0.p99]
            },
            "ratios": ratios.map { ["what": $0.what, "value": $0.value, "wanted": $0.wanted, "met": $0.isMet] },
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func short(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }
}
