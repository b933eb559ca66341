import Foundation

/// What the counter of the kecamatan felt while something went on.
struct CounterFigure {
    var name: String
    var filing: Latencies
    var status: Latencies
    var pairs: Int
}

struct LineReport {
    var rate: Double
    var delay: Double
    var captures: Int
    /// Seconds from the line's return to the first piece at the other end.
    var firstPieceAfter: Double
    /// From then until all were whole there.
    var captureSeconds: Double
    /// In both directions, with everything that goes beside the captures.
    var bytesCarried: Int
    var counter: [CounterFigure]
    var backlogCases: Int
    var backlogMessages: Int
    var backlogSeconds: Double

    private var kilobitsPerSecond: Double {
        Double(captures * LineBench.captureBytes * 8) / captureSeconds / 1000
    }
    private var wholeDayMinutes: Double { captureSeconds / Double(captures) * Double(LineBench.wholeDay) / 60 }

    var table: String {
        let size = LineBench.captureBytes / 1000
        var lines = [
            "A line of \(Int(rate / 1000)) kbit/s and \(Int(delay * 1000)) ms each way, between two sites as loket up makes "
                + "them, fsync on", "", "| | |", "|---|---:|",
            "| captures of \(size) kB that went up | \(captures) |",
            "| seconds from the line's return to the first piece | \(Self.short(firstPieceAfter)) |",
            "| seconds from then until all were whole at Dukcapil | \(Self.short(captureSeconds)) |",
            "| kbit/s of captures | \(Int(kilobitsPerSecond)) (\(Int(kilobitsPerSecond / rate * 100_000)) % of the line) |",
            "| \(LineBench.wholeDay) captures at that rate | \(Self.short(wholeDayMinutes)) min |",
            "| messages of \(backlogCases) cases that waited for the line | \(backlogMessages) |",
            "| seconds until they had gone | \(Self.short(backlogSeconds)) |",
            "", "| Klari's counter | filing p50 ms | p99 | status p50 ms | p99 | of each |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for figure in counter {
            let numbers = [figure.filing[50], figure.filing[99], figure.status[50], figure.status[99]]
            lines.append(
                "| \(figure.name) | \(numbers.map(Self.short).joined(separator: " | ")) | \(figure.pairs) |")
        }
        return lines.joined(separator: "\n")
    }

    var json: String {
        let object: [String: Any] = [
            "rate_bits": rate, "delay_ms": delay * 1000, "captures": captures, "capture_bytes": LineBench.captureBytes,
            "first_piece_seconds": firstPieceAfter,
            "capture_seconds": captureSeconds, "kbit_per_second": kilobitsPerSecond,
            "day_of_captures_minutes": wholeDayMinutes, "bytes_carried": bytesCarried, "backlog_cases": backlogCases,
            "backlog_messages": backlogMessages, "backlog_seconds": backlogSeconds,
            "counter": counter.map {
                [
                    "name": $0.name, "filing_p50_ms": $0.filing[50], "filing_p99_ms": $0.filing[99],
                    "status_p50_ms": $0.status[50], "status_p99_ms": $0.status[99], "pairs": $0.pairs,
                ]
            },
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func short(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }
}
