import Foundation

/// What many seeds came to.
struct Tally {
    private(set) var count = Judge.Count()
    private(set) var failed: [UInt64] = []
    private let coverage = Coverage()
    private var longest = Duration.zero

    mutating func add(_ outcome: Simulation.Outcome) {
        count += outcome.count
        coverage.add(outcome.coverage)
        longest = max(longest, outcome.lasted)
        if !outcome.problems.isEmpty { failed.append(outcome.seed) }
    }

    func report(of seeds: Range<UInt64>, took: Duration) -> String {
        var lines = CoverageTable.all.flatMap { $0.rows(of: coverage) + [""] }
        lines.append(
            "seeds \(seeds.lowerBound) to \(seeds.upperBound - 1): requests attempted \(count.attempted), acknowledged "
                + "\(count.acknowledged), recovered \(count.recovered); lost \(count.lost), doubled \(count.doubled), "
                + "unexpected \(count.unexpected); \(count.strikes) strikes, \(count.faults) meetings of a fault with work"
        )
        lines.append("longest \(longest.components.seconds) s of virtual time; took \(took.components.seconds) s")
        lines.append(
            failed.isEmpty ? "All there, once." : "WRONG: seeds \(failed.map(String.init).joined(separator: " "))")
        return lines.joined(separator: "\n")
    }

    /// What none of the faults has met in all seeds.
    var missing: [String] { CoverageTable.all.flatMap { $0.missing(from: coverage) } }
}
