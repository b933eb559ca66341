import Foundation

struct DistrictReport {
    struct Cost {
        var office: String
        var processes: Int
        var idleMegabytes: Double
        var megabytes: Double
        var cpuSeconds: Double
        var filing: Latencies
        /// From the answer to a filing until Dukcapil knows of the case.
        var lag: Latencies
    }

    var visits: Int
    var span: Double
    /// Dukcapil first.
    var costs: [Cost]

    private var kecamatan: ArraySlice<Cost> { costs.dropFirst() }

    private func mean(_ value: (Cost) -> Double) -> Double {
        kecamatan.reduce(0) { $0 + value($1) } / Double(max(1, kecamatan.count))
    }

    var table: String {
        var lines = [
            "Dukcapil and \(kecamatan.count) kecamatan on this machine, \(visits) visits at each, one a second for "
                + "\(Int(span)) s: filed, recorded, copied to Dukcapil", "",
            "| site | processes | MB idle | MB after | CPU s | % of a core | filing p50 ms | p99 | known at Dukcapil p50 ms | p99 |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for cost in costs {
            let isDistrict = cost.office == DistrictSites.dukcapil
            let times =
                isDistrict
                ? "– | – | – | –"
                : [cost.filing[50], cost.filing[99], cost.lag[50], cost.lag[99]]
                    .map(Self.short).joined(separator: " | ")
            lines.append(
                "| \(cost.office)\(isDistrict ? " Dukcapil" : "") | \(cost.processes) | \(Self.short(cost.idleMegabytes)) | "
                    + "\(Self.short(cost.megabytes)) | \(Self.short(cost.cpuSeconds)) | "
                    + "\(Self.short(cost.cpuSeconds / span * 100)) | \(times) |")
        }
        return
            (lines + [
                "",
                "One kecamatan costs \(Self.short(mean(\.megabytes))) MB and \(Self.short(mean(\.cpuSeconds) / span * 100)) % of a "
                    + "core at this load, \(Self.short(mean(\.cpuSeconds) / Double(visits) * 1000)) ms of it for each visit.",
            ]).joined(separator: "\n")
    }

    var json: String {
        let object: [String: Any] = [
            "visits": visits, "seconds": span,
            "sites": costs.map {
                [
                    "office": $0.office, "processes": $0.processes, "idle_mb": $0.idleMegabytes, "mb": $0.megabytes,
                    "cpu_seconds": $0.cpuSeconds, "filing_p50_ms": $0.filing[50], "filing_p99_ms": $0.filing[99],
                    "lag_p50_ms": $0.lag[50], "lag_p99_ms": $0.lag[99],
                ]
            },
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func short(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }
}
