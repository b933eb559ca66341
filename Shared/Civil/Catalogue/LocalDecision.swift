/// What an office changed of a product's requirements, since when, and on whose decision.
///
/// The standard follows the national one; an office adds and removes what its people need or find burdensome, after a
/// public forum (Permenpan RB 15/2014). Whoever asks why a paper is wanted, or isn't any more, is shown this.
public struct LocalDecision: Hashable, Sendable {
    public let product: String
    /// The first day on which it holds.
    public let since: Day
    /// The decision with its number: `Keputusan Camat Rasau Jaya Nomor 12 Tahun 2026`.
    public let decision: String
    public let why: String
    /// Documents that are no longer asked for, by their ids.
    public let removed: [String]
    /// Documents that are asked for besides.
    public let added: [Requirement]

    /// The requirements after it.
    func applied(to requirements: [Requirement]) -> [Requirement] {
        requirements.filter { !removed.contains($0.id) } + added
    }
}
