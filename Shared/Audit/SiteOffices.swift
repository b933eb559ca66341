import Civil

/// The offices of the audited site: what another site's offices wrote is checked as it stands, and nothing beside it
/// is missed here.
struct SiteOffices: Sendable {
    /// Nil where every office is this site's.
    let codes: [String]?

    static let all = SiteOffices(codes: nil)

    func isOurs(_ office: String) -> Bool { codes?.contains(office) ?? true }

    func place(of subject: Subject) -> Subject.Place? { codes.map { subject.place(at: $0) } ?? subject.place }

    /// The office that wrote an entry: for a case whoever had it then; nil for everything else, which stays at home.
    static func writer(of event: Event, into subject: Subject?) -> String? {
        switch event {
        case .caseFile(.filed(let filing)): return filing.office
        case .caseFile(.returned(_, let office, _, _)): return office
        default:
            guard case .caseFile(let file)? = subject else { return nil }
            return file.office
        }
    }
}
