import Foundation

/// The number of a print run, `KLR-261124-P1`: the first run of 24 November.
///
/// It alone leads to the run: the id is computed from it. A site that was restored from backup carries its
/// incarnation (`KLR2-…`).
public struct RunNumber: Hashable, Sendable {
    public var shortCode: String
    public var incarnation: Int
    public var day: Day
    public var run: Int

    public init(shortCode: String, incarnation: Int, day: Day, run: Int) {
        self.shortCode = shortCode
        self.incarnation = incarnation
        self.day = day
        self.run = run
    }

    public var text: String {
        "\(shortCode)\(incarnation > 1 ? String(incarnation) : "")-\(day.compact)-P\(run)"
    }

    public init?(_ text: String) {
        let parts = text.uppercased().split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let day = Day(compact: parts[1]), parts[2].first == "P",
            let run = Int(parts[2].dropFirst()), run > 0
        else { return nil }
        let code = parts[0].prefix { $0.isLetter }
        let suffix = parts[0].dropFirst(code.count)
        guard !code.isEmpty, let incarnation = suffix.isEmpty ? 1 : Int(suffix), incarnation > 0 else { return nil }
        self.init(shortCode: String(code), incarnation: incarnation, day: day, run: run)
    }

    /// The id of the run with this number at an office.
    public func runID(office: String) -> UUID {
        SubjectID.v7(dayOf: day, naming: ["print-run", office, String(incarnation), String(run)])
    }
}
