import ArgumentParser
import Civil
import Documents

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
