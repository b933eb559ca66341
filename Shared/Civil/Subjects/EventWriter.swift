extension Event {
    /// The office that writes it into a subject: for a case whoever has it then; nil for everything else, which stays at
    /// home.
    public func writer(into subject: Subject?) -> String? {
        switch self {
        case .caseFile(.filed(let filing)): return filing.office
        case .caseFile(.returned(_, let office, _, _)): return office
        default:
            guard case .caseFile(let file)? = subject else { return nil }
            return file.office
        }
    }
}
