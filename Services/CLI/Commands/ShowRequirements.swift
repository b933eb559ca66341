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
