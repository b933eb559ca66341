import Foundation

/// What many rounds counted, by the kind of fault.
struct FaultReport {
    private struct Kind {
        var rounds = 0
        var missed = 0
        var count = Checks.Count()
        var slowestAnswer = Duration.zero
        var slowestRest = Duration.zero
    }

    let seed: UInt64
    private var kinds: [String: Kind] = [:]
    private(set) var rounds = 0

    init(seed: UInt64) { self.seed = seed }

    /// - Parameter before: what had been counted of the same sites before the round.
    mutating func take(_ outcome: Round.Outcome, before: Checks.Count) {
        rounds += 1
        var kind = kinds[outcome.fault.kind, default: Kind()]
        kind.rounds += 1
        if !outcome.hit { kind.missed += 1 }
        kind.count.attempted += outcome.count.attempted - before.attempted
        kind.count.acknowledged += outcome.count.acknowledged - before.acknowledged
        kind.count.lost += outcome.count.lost - before.lost
        kind.count.doubled += outcome.count.doubled - before.doubled
        kind.count.unexpected += outcome.count.unexpected - before.unexpected
        kind.count.recovered += outcome.count.recovered - before.recovered
        kind.slowestAnswer = max(kind.slowestAnswer, outcome.answeredAfter ?? .zero)
        kind.slowestRest = max(kind.slowestRest, outcome.restAfter)
        kinds[outcome.fault.kind] = kind
    }

    /// Slowest answer and rest are counted from the moment when the fault was over.
    var table: String {
        var lines = [
            "| fault | rounds | attempted | acknowledged | lost | doubled | unexpected | recovered | slowest answer s "
                + "| slowest rest s |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        var total = Kind()
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            lines.append(Self.line(name, kind))
            total.rounds += kind.rounds
            total.missed += kind.missed
            total.count.attempted += kind.count.attempted
            total.count.acknowledged += kind.count.acknowledged
            total.count.lost += kind.count.lost
            total.count.doubled += kind.count.doubled
            total.count.unexpected += kind.count.unexpected
            total.count.recovered += kind.count.recovered
            total.slowestAnswer = max(total.slowestAnswer, kind.slowestAnswer)
            total.slowestRest = max(total.slowestRest, kind.slowestRest)
        }
        lines.append(Self.line("all, seed \(seed)", total))
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ kind: Kind) -> String {
        let count = kind.count
        let rounds = kind.missed == 0 ? "\(kind.rounds)" : "\(kind.rounds) (\(kind.missed) met nobody)"
        let cells: [String] = [
            name, rounds, "\(count.attempted)", "\(count.acknowledged)", "\(count.lost)", "\(count.doubled)",
            "\(count.unexpected)", "\(count.recovered)", short(kind.slowestAnswer), short(kind.slowestRest),
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    static func short(_ duration: Duration) -> String { String(format: "%.1f", duration / .seconds(1)) }
}
