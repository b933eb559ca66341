import Foundation

struct PressureReport {
    var machine: String
    var minutes: Int
    var memory: [MemoryWatch.Figure]
    var mostQueued: [String: Int]
    /// Messages that waited for the consumer when it was woken.
    var waiting: Int
    var drainSeconds: Double
    var before: (phase: PressureLoad.Phase, seconds: Double)
    var during: (phase: PressureLoad.Phase, seconds: Double)
    var verified: String

    private static let phases = ["before", "stopped", "draining"]

    private func ratio(_ figure: MemoryWatch.Figure) -> Double {
        (figure.megabytes["stopped"] ?? 0) / max(0.1, figure.megabytes["before"] ?? 0)
    }

    private var together: MemoryWatch.Figure {
        var sum = MemoryWatch.Figure(name: "together")
        for phase in Self.phases { sum.megabytes[phase] = memory.reduce(0) { $0 + ($1.megabytes[phase] ?? 0) } }
        return sum
    }

    var table: String {
        var lines = [
            machine, "", "| most MB of its own | before | while printing stood | ratio | while the backlog went |",
            "|---|---:|---:|---:|---:|",
        ]
        for figure in memory + [together] {
            let megabytes = Self.phases.map { String(format: "%.1f", figure.megabytes[$0] ?? 0) }
            lines.append(
                "| \(figure.name) | \(megabytes[0]) | \(megabytes[1]) | "
                    + String(format: "%.2f", ratio(figure)) + " | \(megabytes[2]) |")
        }
        lines += [
            "", "| | before | while printing stood |", "|---|---:|---:|",
            "| cases filed a second | \(rate(before)) | \(rate(during)) |",
            "| filing p50 ms | \(latency(before, 50)) | \(latency(during, 50)) |",
            "| filing p99 ms | \(latency(before, 99)) | \(latency(during, 99)) |",
            "| most requests queued for one name | \(mostQueued["before"] ?? 0) | \(mostQueued["stopped"] ?? 0) |", "",
            "After \(minutes) minutes \(waiting) messages waited. They went in \(Int(drainSeconds.rounded())) s, "
                + "\(Int(Double(waiting) / max(drainSeconds, 0.1))) a second.", verified,
        ]
        return lines.joined(separator: "\n")
    }

    private func rate(_ page: (phase: PressureLoad.Phase, seconds: Double)) -> Int {
        Int(Double(page.phase.filing.count) / page.seconds)
    }

    private func latency(_ page: (phase: PressureLoad.Phase, seconds: Double), _ percentile: Double) -> Int {
        Int(Latencies(page.phase.filing)[percentile].rounded())
    }

    var json: String {
        let object: [String: Any] = [
            "machine": machine, "minutes": minutes, "waiting": waiting, "drain_seconds": drainSeconds,
            "verified": verified, "most_queued": mostQueued,
            "memory": (memory + [together]).map {
                ["name": $0.name, "megabytes": $0.megabytes, "ratio": ratio($0)] as [String: Any]
            },
            "before": ["cases_per_second": rate(before), "p50_ms": latency(before, 50), "p99_ms": latency(before, 99)],
            "stopped": [
                "cases_per_second": rate(during), "p50_ms": latency(during, 50), "p99_ms": latency(during, 99),
            ],
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
