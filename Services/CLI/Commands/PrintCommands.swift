import ArgumentParser
import Contracts
import Foundation
import ServiceClient

extension Counter {
    /// Asks printing something that it answers with a case.
    func printing(
        _ number: String, _ command: (_ office: String) throws -> WirePrintingCommand.OneOf_Command, id: UUID?
    ) async throws -> CaseReport {
        let office = try office(ofNumber: number)
        guard case .case(let view) = try await ask(PrintingDialect.self, office, try command(office), id: id) else {
            throw unreadable("printing", office)
        }
        return CaseReport(view, directory)
    }
}

struct PrintCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Print a case now, before its run or again, and say why.",
        discussion: """
            Examples:
              loket print KLR-261123-B007-1 --reason "the family leaves tonight"
              loket print KLR-261123-B007-1 --reason "coffee on the first one"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "Why it is printed again or before others; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let print = WirePrintCase.with {
                $0.caseNumber = number
                $0.reason = reason
            }
            counter.screen.show(
                try await counter.printing(number, { _ in .printCase(print) }, id: action.requestID))
        }
    }
}

struct CollectCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Hand a document out.",
        discussion: """
            The tracking code on the receipt and the collector's identity are looked at; old documents are taken in.

            Examples:
              loket collect KLR-261123-A042-1 --code KLR-261123-A042-1-7F3K9Q --collector "BUDI SANTOSO"
              loket collect KLR-261123-A042-1 --code KLR-261123-A042-1-7F3K9Q --collector "SITI AMINAH" \\
                --relation same-family-card --surrendered 1

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "The tracking code on the receipt.")
    var code: String

    @Option(help: "The name on the identity that was shown.")
    var collector: String

    @Option(help: "Who that is: owner or same-family-card.")
    var relation = "owner"

    @Option(help: "How many old documents were handed in.")
    var surrendered = 0

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func validate() throws {
        if !(0...100).contains(surrendered) { throw ValidationError("--surrendered is from 0 to 100.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let collect = WireCollect.with {
                $0.caseNumber = number
                $0.trackingCode = code
                $0.collector = collector
                $0.relation = relation
                $0.surrendered = Int32(surrendered)
            }
            counter.screen.show(
                try await counter.printing(number, { _ in .collect(collect) }, id: action.requestID))
        }
    }
}

struct TakeInDocument: AsyncParsableCommand {
    /// A whole message fits in a MiB, and something stands around the document.
    private static let most = 1_000_000

    static let configuration = CommandConfiguration(
        commandName: "take-in",
        abstract: "Take in the signed PDF that SIAK made for a case.",
        discussion: """
            Example:
              loket take-in KLR-261123-B007-1 --pdf kk-3215050102150002.pdf

            The PDF is kept and printed as it is, never changed. At most 1 MB.

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: ArgumentHelp("SIAK's document.", valueName: "file"), completion: .file(extensions: ["pdf"]))
    var pdf: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let bytes = try NamedFile(pdf).bytes()
            guard bytes.count <= Self.most else {
                throw Complaint(
                    .refused, "\(pdf) has \(bytes.count / 1_000_000) MB, at most 1 MB is taken: ask SIAK for it again")
            }
            let document = WireTakeInDocument.with {
                $0.caseNumber = number
                $0.pdf = bytes
            }
            counter.screen.show(
                try await counter.printing(number, { _ in .takeInDocument(document) }, id: action.requestID))
        }
    }
}
