import ArgumentParser
import Civil
import Documents

struct ShowRequirements: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requirements",
        abstract: "Show what an applicant brings for a product, and make the checklist to hand out.",
        discussion: """
            The same for everybody: nothing but product, office and day decides. Needs no site; it is what the catalogue says.

            Examples:
              loket requirements kk-perubahan
              loket requirements sktm --office 61.12.07 --on 2026-11-20 --catalogue ops/sample/rasau-jaya.yaml
              loket requirements ktp-el-ganti --pdf --output syarat.pdf

            JSON: product, name, office, office_name, on, since, decision, version, promise, channels, requirements (id, name,
            source, grounds, alternatives, since, decision: the last two where the office itself asks for it), removed (id,
            since, decision, why), file.

            Exit codes: 0 shown, 1 not given at this office or that day, with the law, 2 not understood.
            """)

    @OptionGroup
    var published: PublishedProduct

    func run() throws {
        let screen = Screen(isJSON: published.json)
        try screen.telling {
            let found = try published.find()
            let file = try published.print(
                .checklist(Checklist(found)), of: found, named: "persyaratan-\(found.standard.product.id)")
            screen.show(RequirementsReport(found, file: file))
        }
    }
}

struct PublishStandard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standard",
        abstract: "Publish a product's service standard with its fourteen components (Permenpan RB 15/2014).",
        discussion: """
            Requirements, procedure, time, cost, product and complaints, and behind them the law, facilities, competence,
            supervision, staff, guarantees and evaluation. With --pdf it is the page to sign and hang up.

            Examples:
              loket catalogue standard akta-kelahiran
              loket catalogue standard sktm --office 61.12.07 --on 2026-11-20 --catalogue ops/sample/rasau-jaya.yaml
              loket catalogue standard kia --pdf

            JSON: product, name, office, office_name, on, since, decision, version, components (number, part, name, lines),
            file.

            Exit codes: 0 shown, 1 not given at this office or that day, with the law, 2 not understood.
            """)

    @OptionGroup
    var published: PublishedProduct

    func run() throws {
        let screen = Screen(isJSON: published.json)
        try screen.telling {
            let found = try published.find()
            let components = StandardComponents(
                found.standard, at: found.office, district: found.catalogue.office(found.standard.district),
                written: { $0.printed.written })
            let file = try published.print(
                .standardSheet(StandardSheet(found, components)), of: found,
                named: "standar-\(found.standard.product.id)")
            screen.show(StandardReport(found, components, file: file))
        }
    }
}

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
            basis: product.legalBasis + [standard.decision],
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
            decision: found.standard.localDecisions.last?.decision ?? found.standard.decision,
            since: found.standard.since.printed, day: found.day.printed, delivery: part(.delivery),
            manufacturing: part(.manufacturing))
    }
}
