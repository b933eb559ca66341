import ArgumentParser
import Civil
import Documents
import Foundation

/// A product at an office on a day: what `loket requirements` and `loket catalogue standard` are asked for.
struct PublishedProduct: ParsableArguments {
    @Argument(help: ArgumentHelp("The product, as the catalogue calls it.", valueName: "product"))
    var product: String

    @Option(help: ArgumentHelp("The office (default: the catalogue's first).", valueName: "region code"))
    var office: String?

    @Option(help: ArgumentHelp("The day on which it is to hold (default: today).", valueName: "2026-11-23"))
    var on: String?

    @Option(
        help: "The catalogue (default: the one in the site's folder, else the sample's).",
        completion: .file(extensions: ["yaml", "yml"]))
    var catalogue: String?

    @Option(help: ArgumentHelp("The site's folder (LOKET_DATA).", valueName: "folder"))
    var data: String?

    @Flag(help: "Make a PDF of it.")
    var pdf = false

    @Option(
        help: ArgumentHelp("Where to write the PDF; by default its name with .pdf, here.", valueName: "file"),
        completion: .file(extensions: ["pdf"]))
    var output: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    struct Found {
        let catalogue: Catalogue
        let office: Civil.Office
        let standard: Standard
        let day: Day
        /// The day's first moment, which becomes the PDF's time: the same question is the same file.
        var moment: PrintedMoment {
            PrintedMoment(
                microsecondsSince1970: office.zone.moment(day).microseconds, zoneHours: office.zone.offsetHours)
        }
    }

    /// The standard in force, or the refusal with the law that says so.
    func find() throws -> Found {
        let catalogue = try SiteCatalogue.read(catalogue, in: SiteFolder(data))
        let code = office ?? ProcessInfo.processInfo.environment["LOKET_OFFICE"] ?? catalogue.offices[0].code.text
        let office = try catalogue.office(written: code)
        let now = Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let day = try NamedCatalogue.day(on, "--on") ?? max(office.zone.day(of: now), catalogue.effectiveFrom)
        let standard = try catalogue.standard(for: product, office: office.code, at: office.zone.moment(day))
        return Found(catalogue: catalogue, office: office, standard: standard, day: day)
    }

    /// Writes the PDF where one is wanted; gives its path.
    func print(_ document: Document, of found: Found, named name: String) throws -> String? {
        guard pdf || output != nil else { return nil }
        let path = output ?? "\(name).pdf"
        try PaperFile.write(Press().render(document, createdAt: found.moment), to: path)
        return path
    }
}
