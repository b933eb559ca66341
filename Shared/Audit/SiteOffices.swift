import Civil
import Foundation

/// The offices of the audited site: what another site's offices wrote is checked as it stands, and nothing beside it
/// is missed here.
struct SiteOffices: Sendable {
    /// Nil where every office is this site's.
    let codes: [String]?
    /// Entries of lives that are over, which came back from neighbours: what stood beside them here is lost.
    private let cameBack: [UUID: [ClosedRange<Int64>]]

    init(codes: [String]?, cameBack: [UUID: [ClosedRange<Int64>]] = [:]) {
        self.codes = codes
        self.cameBack = cameBack
    }

    func didComeBack(_ entry: ReadEntry) -> Bool {
        cameBack[entry.subject]?.contains { $0.contains(entry.version) } ?? false
    }

    static let all = SiteOffices(codes: nil)

    func isOurs(_ office: String) -> Bool { codes?.contains(office) ?? true }

    func place(of subject: Subject) -> Subject.Place? { codes.map { subject.place(at: $0) } ?? subject.place }
}
