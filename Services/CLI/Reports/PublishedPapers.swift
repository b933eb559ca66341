import Civil
import Documents

extension Checklist {
    init(_ found: PublishedProduct.Found) {
        let standard = found.standard
        let product = standard.product
        func items(on ground: String?) -> [Item] {
            standard.requirements.filter { ground.map($0.grounds.contains) ?? $0.grounds.isEmpty }.map { requirement in
                Item(
                    name: requirement.name, obtainedFrom: requirement.source,
                    alternatives: requirement.alternatives.map { found.catalogue.documentName($0) ?? $0 },
                    decision: requirement.asked.map {
                        "Ketentuan kantor ini sejak \($0.since.printed.written): \($0.decision)"
                    })
            }
        }
        let groups =
            [Group(heading: nil, items: items(on: nil))]
            + product.grounds.map { Group(heading: "Bila \($0.name.lowercased())", items: items(on: $0.id)) }
        self.init(
            office: found.catalogue.letterhead(of: found.office), product: product.name, day: found.day.printed,
            groups: groups.filter { !$0.items.isEmpty }, promise: "\(standard.promise.words) sejak berkas lengkap",
            channels: standard.channels.map(\.words).joined(separator: ", "),
            basis: product.legalBasis + [standard.catalogueDecision],
            removed: standard.localDecisions.flatMap { decision in
                decision.removed.map { id in
                    "\(found.catalogue.documentName(id) ?? id), sejak \(decision.since.printed.written): "
                        + "\(decision.decision) (\(decision.why))"
                }
            })
    }
}

extension StandardSheet {
    init(_ found: PublishedProduct.Found, _ standard: StandardComponents) {
        func part(_ part: StandardComponents.Part) -> [Component] {
            standard.components.filter { $0.part == part }.map { Component(name: $0.name, lines: $0.lines) }
        }
        self.init(
            office: found.catalogue.letterhead(of: found.office), product: found.standard.product.name,
            decision: found.standard.decision,
            since: found.standard.since.printed, day: found.day.printed, delivery: part(.delivery),
            manufacturing: part(.manufacturing))
    }
}
