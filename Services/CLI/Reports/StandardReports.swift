import Civil

/// What an applicant brings for a product.
struct RequirementsReport: Report {
    struct Paper: Encodable {
        let id: String
        let name: String
        let source: String
        let grounds: [String]
        let alternatives: [String]
        let since: String
        let decision: String
    }

    struct Removed: Encodable {
        let id: String
        let name: String
        let since: String
        let decision: String
        let why: String
    }

    let product: String
    let name: String
    let office: String
    let officeName: String
    let on: String
    let since: String
    let decision: String
    let version: String
    let promise: String
    let channels: [String]
    let requirements: [Paper]
    let removed: [Removed]
    let file: String?

    init(_ found: PublishedProduct.Found, file: String?) {
        let standard = found.standard
        product = standard.product.id
        name = standard.product.name
        office = found.office.code.text
        officeName = found.office.name
        on = found.day.description
        since = standard.since.description
        decision = standard.decision
        version = standard.catalogueVersion
        promise = standard.promise.description
        channels = standard.channels.map(\.rawValue)
        requirements = standard.requirements.map { requirement in
            Paper(
                id: requirement.id, name: requirement.name, source: requirement.source, grounds: requirement.grounds,
                alternatives: requirement.alternatives, since: requirement.asked?.since.description ?? "",
                decision: requirement.asked?.decision ?? "")
        }
        removed = standard.localDecisions.flatMap { decision in
            decision.removed.map { id in
                Removed(
                    id: id, name: found.catalogue.documentName(id) ?? id, since: decision.since.description,
                    decision: decision.decision, why: decision.why)
            }
        }
        self.file = file
    }

    func lines(on screen: Screen) -> [String] {
        var lines = [screen.strong("\(name)   \(officeName)"), "On \(on), the same for everybody:"]
        for paper in requirements {
            let grounds = paper.grounds.isEmpty ? "" : " (where \(paper.grounds.joined(separator: " or ")))"
            let others = paper.alternatives.isEmpty ? "" : ", or \(paper.alternatives.joined(separator: ", "))"
            lines.append("  [ ] \(paper.id)\(others)\(grounds): \(paper.name)")
            lines.append("      from: \(paper.source)")
            if !paper.decision.isEmpty { lines.append("      since \(paper.since): \(paper.decision)") }
        }
        var facts = Facts()
        facts.add("Ready", "\(promise) after the file is complete")
        facts.add("By way of", channels.joined(separator: ", "))
        facts.add("Cost", "none")
        facts.add("Decision", "\(decision), in force since \(since), catalogue \(version)")
        for paper in removed {
            facts.add("Not asked for", "\(paper.id), since \(paper.since): \(paper.decision) (\(paper.why))")
        }
        lines += facts.lines(on: screen)
        return lines + (file.map { ["The checklist is in \($0)"] } ?? [])
    }
}

/// A product's service standard, ready to be published.
struct StandardReport: Report {
    struct Component: Encodable {
        let number: Int
        let part: String
        let name: String
        let lines: [String]
    }

    let product: String
    let name: String
    let office: String
    let officeName: String
    let on: String
    let since: String
    let decision: String
    let version: String
    let components: [Component]
    let file: String?

    init(_ found: PublishedProduct.Found, _ standard: StandardComponents, file: String?) {
        product = found.standard.product.id
        name = found.standard.product.name
        office = found.office.code.text
        officeName = found.office.name
        on = found.day.description
        since = found.standard.since.description
        decision = found.standard.decision
        version = found.standard.catalogueVersion
        components = standard.components.map {
            Component(number: $0.number, part: $0.part.rawValue, name: $0.name, lines: $0.lines)
        }
        self.file = file
    }

    func lines(on screen: Screen) -> [String] {
        var lines = [
            screen.strong("\(name)   \(officeName)"), "\(decision), in force since \(since); as it stands on \(on)", "",
        ]
        for component in components {
            lines.append(screen.strong("\(component.number). \(component.name)"))
            lines += component.lines.flatMap { Facts.folded($0, to: (screen.width ?? 100) - 5) }.map { "   \($0)" }
        }
        return lines + (file.map { ["", "The page is in \($0)"] } ?? [])
    }
}
