import ArgumentParser
import Civil
import Contracts
import Foundation
import Records
import ServiceClient

struct PaperFormCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper-forms",
        abstract: "Forms on paper for the hours without power: printed ahead, entered later.",
        discussion: """
            Their numbers are a lane of their own (KLR-261123-FK001, by the day of printing), so whoever comes while the
            power is off gets a number that nobody else has. Keep a pad of them in the drawer. Afterwards each is entered
            with the time that stands on it, once; void what stays unused.

            Examples:
              loket paper-forms print --count 20
              loket paper-forms list
              loket paper-forms enter KLR-261123-FK001 --from line.json --at 09.40
              loket paper-forms void KLR-261123-FK019 KLR-261123-FK020 --reason "torn"

            JSON: print, list and void give forms (number, state) and print also file; enter gives lines (line, number,
            outcome: entered or refused, cases, tracking_codes, code, problem, fix).

            \(ExitStatus.help)
            """,
        subcommands: [PrintPaperForms.self, EnterPaperForm.self, VoidPaperForms.self, ListPaperForms.self],
        defaultSubcommand: ListPaperForms.self)
}

struct PrintPaperForms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Number forms and make a PDF with a sheet for each.",
        discussion: """
            Print the PDF on A4, one side. Where its making fails, the numbers are there all the same: the same command
            with --request and the id that it names makes the sheets of those.

            Examples:
              loket paper-forms print --count 20
              loket paper-forms print --count 50 --output drawer.pdf --office 32.15.05

            \(ExitStatus.help)
            """)

    @Option(help: "How many, up to \(PaperFormRules.mostAtOnce).")
    var count = 20

    @Option(
        help: ArgumentHelp("Where to write it; by default the first number with .pdf, here.", valueName: "file"),
        completion: .file(extensions: ["pdf"]))
    var output: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func validate() throws {
        guard (1...PaperFormRules.mostAtOnce).contains(count) else {
            throw ValidationError("--count is from 1 to \(PaperFormRules.mostAtOnce).")
        }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let id = action.requestID ?? .freshRequest()
            let print = WirePrintForms.with { $0.count = Int32(count) }
            let reply = try await counter.ask(IntakeDialect.self, office, .printForms(print), id: id)
            guard case .forms(let list) = reply else { throw counter.unreadable("intake", office) }
            let numbers = list.forms.map(\.number)
            do {
                let file = output ?? "\(numbers.first ?? "forms").pdf"
                let show = WireShowFormSheets.with { $0.numbers = numbers }
                guard
                    case .slip(let slip) = try await counter.ask(PrintingDialect.self, office, .showFormSheets(show))
                else { throw counter.unreadable("printing", office) }
                do {
                    try slip.pdf.write(to: URL(fileURLWithPath: file), options: .atomic)
                } catch {
                    throw Complaint(.usage, "\(file) can't be written: look whether the folder is there")
                }
                counter.screen.show(FormsReport(list, file: file))
            } catch {
                let words = (error as? RequestFailure)?.description ?? "\(error)"
                throw Complaint(
                    .partial,
                    "\(numbers.count) forms are numbered, and their sheets are not made: \(words). The same with --request "
                        + "\(id.uuidString.lowercased()) makes them")
            }
        }
    }
}

struct VoidPaperForms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void", abstract: "Say that forms stay unused, for good.",
        discussion: """
            Example:
              loket paper-forms void KLR-261123-FK019 KLR-261123-FK020 --reason "torn"

            \(ExitStatus.help)
            """)

    @Argument(help: ArgumentHelp("The forms, of one day's printing.", valueName: "number"))
    var numbers: [String]

    @Option(help: "Why; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofNumber: numbers.first ?? "")
            let void = WireVoidForms.with {
                $0.numbers = numbers
                $0.reason = reason
            }
            let reply = try await counter.ask(IntakeDialect.self, office, .voidForms(void), id: action.requestID)
            guard case .forms(let list) = reply else { throw counter.unreadable("intake", office) }
            counter.screen.show(FormsReport(list))
        }
    }
}

struct ListPaperForms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show which forms are open, entered and void.",
        discussion: """
            Without a day: all printings that have open forms.

            Examples:
              loket paper-forms list
              loket paper-forms list --day 2026-11-23 --json

            \(ExitStatus.help)
            """)

    @Option(help: ArgumentHelp("All forms that were printed on this day.", valueName: "2026-11-23"))
    var day: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let show = try WireShowForms.with { $0.day = try counter.day(day) }
            let reply = try await counter.ask(IntakeDialect.self, office, .showForms(show))
            guard case .forms(let list) = reply else { throw counter.unreadable("intake", office) }
            counter.screen.show(FormsReport(list))
        }
    }
}

/// Forms and where each stands.
private struct FormsReport: Report {
    struct Form: Encodable {
        let number: String
        let state: String
    }

    let forms: [Form]
    let file: String?

    init(_ list: WireFormList, file: String? = nil) {
        forms = list.forms.map { Form(number: $0.number, state: $0.state) }
        self.file = file
    }

    func lines(on screen: Screen) -> [String] {
        guard let first = forms.first, let last = forms.last else { return ["No form is in the drawer."] }
        if let file { return ["\(forms.count) forms, \(first.number) to \(last.number), are in \(file)"] }
        var lines: [String] = []
        for state in ["open", "entered", "void"] {
            let numbers = forms.filter { $0.state == state }.map(\.number)
            if numbers.isEmpty { continue }
            var facts = Facts()
            facts.add("\(numbers.count) \(state)", numbers.joined(separator: ", "))
            lines += facts.lines(on: screen)
        }
        return lines
    }
}
