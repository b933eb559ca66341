import Civil

/// Whether a catalogue can be used, and everything that is wrong with it.
struct CatalogueCheckReport: Report {
    struct Mistake: Encodable {
        let file: String
        let line: Int
        let path: String
        let problem: String
        let fix: String
    }

    let file: String
    let version: String
    let effective: String
    let decision: String
    let offices: [String]
    let products: Int
    let papers: Int
    let mistakes: [Mistake]

    init(_ file: String, _ read: Result<Catalogue, CatalogueMistakes>) {
        self.file = file
        switch read {
        case .success(let catalogue):
            version = catalogue.version
            effective = catalogue.effectiveFrom.description
            decision = catalogue.decision
            offices = catalogue.offices.map { "\($0.code) \($0.name)" }
            products = catalogue.products.count
            papers = catalogue.documentIDsInOrder.count
            mistakes = []
        case .failure(let found):
            (version, effective, decision, offices, products, papers) = ("", "", "", [], 0, 0)
            mistakes = found.mistakes.map {
                Mistake(file: $0.file, line: $0.line, path: $0.path, problem: $0.problem, fix: $0.fix)
            }
        }
    }

    func lines(on screen: Screen) -> [String] {
        guard mistakes.isEmpty else {
            let count = mistakes.count == 1 ? "1 mistake" : "\(mistakes.count) mistakes"
            return [screen.alarm("\(file) can't be used: \(count).")]
                + mistakes.flatMap { mistake in
                    [
                        "  \(mistake.file) line \(mistake.line): \(mistake.path): \(mistake.problem)",
                        "      \(mistake.fix)",
                    ]
                }
        }
        var facts = Facts()
        facts.add("Version", "\(version), in force from \(effective)")
        facts.add("Decision", decision)
        facts.add("Offices", each: offices)
        facts.add("Products", "\(products), with \(papers) papers")
        return ["\(file) can be used."] + facts.lines(on: screen)
    }
}

/// What changes from one catalogue to another.
struct CatalogueDiffReport: Report {
    struct Change: Encodable {
        let office: String
        let product: String
        let what: String
        let before: String
        let after: String
    }

    let from: String
    let to: String
    let changes: [Change]

    init(from: String, to: String, _ difference: CatalogueDifference) {
        self.from = from
        self.to = to
        changes = difference.changes.map {
            Change(office: $0.office, product: $0.product, what: $0.what, before: $0.before, after: $0.after)
        }
    }

    func lines(on screen: Screen) -> [String] {
        guard !changes.isEmpty else { return ["Nothing changes for the people."] }
        var lines: [String] = []
        var place = ""
        for change in changes {
            let here = [change.office, change.product].filter { !$0.isEmpty }.joined(separator: " ")
            if here != place || lines.isEmpty {
                lines.append(screen.strong(here.isEmpty ? "The whole catalogue" : here))
                place = here
            }
            if !change.before.isEmpty { lines.append("  - \(change.what): \(change.before)") }
            if !change.after.isEmpty { lines.append("  + \(change.what): \(change.after)") }
        }
        return lines
    }
}
