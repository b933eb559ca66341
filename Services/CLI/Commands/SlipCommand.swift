import ArgumentParser
import Contracts
import Foundation
import ServiceClient

struct MakeSlip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slip",
        abstract: "Make what the citizen carries home: the ticket of a visit, the receipt of a case.",
        discussion: """
            A ticket's number makes the ticket for the 80 mm roll, a case's number the receipt with its tracking code
            and QR code. It is a PDF, and can be made again at any time.

            Examples:
              loket slip KLR-261123-A042
              loket slip KLR-261123-A042-1 --output resi.pdf

            JSON: number, kind (ticket, receipt), file.

            \(ExitStatus.help)
            """)

    @Argument(help: "The ticket, or the case.")
    var number: String

    @Option(
        help: ArgumentHelp("Where to write it; by default the number with .pdf, here.", valueName: "file"),
        completion: .file(extensions: ["pdf"]))
    var output: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofNumber: number)
            let show = WireShowSlip.with { $0.number = number }
            guard case .slip(let slip) = try await counter.ask(PrintingDialect.self, office, .showSlip(show)) else {
                throw counter.unreadable("printing", office)
            }
            let file = output ?? "\(slip.number).pdf"
            try PaperFile.write(slip.pdf, to: file)
            counter.screen.show(SlipReport(number: slip.number, kind: slip.kind, file: file))
        }
    }
}

private struct SlipReport: Report {
    let number: String
    let kind: String
    let file: String

    func lines(on screen: Screen) -> [String] { ["The \(kind) of \(number) is in \(file)"] }
}
