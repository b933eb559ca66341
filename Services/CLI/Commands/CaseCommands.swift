import ArgumentParser
import Contracts
import ServiceClient

struct AddDocuments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "documents",
        abstract: "Add papers that an applicant brought later.",
        discussion: """
            The case is judged again by the standard it was filed under, and goes on when nothing is missing. A paper
            is named as the checklist names it, or by its old code.

            Examples:
              loket documents KLR-261123-A042-1 surat-kehilangan
              loket documents KLR-261123-A042-1 F1.21 kk --json

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Argument(help: ArgumentHelp("The papers.", valueName: "document"))
    var documents: [String]

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofNumber: number)
            let add = WireAddDocuments.with {
                $0.caseNumber = number
                $0.documents = documents
            }
            let reply = try await counter.ask(IntakeDialect.self, office, .addDocuments(add), id: action.requestID)
            guard case .case(let view) = reply else { throw counter.unreadable("intake", office) }
            counter.screen.show(CaseReport(view, counter.directory))
        }
    }
}

struct WithdrawCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take an application back, as the applicant wants.",
        discussion: """
            Whoever holds the case is asked; a case at the printer has to wait for the printer's answer.

            Example:
              loket withdraw KLR-261123-A042-1 --reason "found the card again"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "Why; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.ask(holderOf: number, site, id: action.requestID) { number in
            .withdraw(
                .with {
                    $0.caseNumber = number
                    $0.reason = reason
                })
        }
    }
}

struct RefuseCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse",
        abstract: "Refuse an application that the office can't give, and say by which rule.",
        discussion: """
            Example:
              loket refuse KLR-261123-A042-1 --reason "not a resident of this district" --law "UU 24/2013 ps. 5"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "Why; tell the applicant, nobody else does.")
    var reason: String

    @Option(help: "The law or rule that it rests on.")
    var law: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.ask(holderOf: number, site, id: action.requestID) { number in
            .refuse(
                .with {
                    $0.caseNumber = number
                    $0.reason = reason
                    $0.law = law
                })
        }
    }
}

struct ReleaseCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Let a case that is held go on.",
        discussion: """
            Example:
              loket release KLR-261123-A042-1 --reason "the centre confirmed that it is one person"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "Why it may go on; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.ask(holderOf: number, site, id: action.requestID) { number in
            .releaseHold(
                .with {
                    $0.caseNumber = number
                    $0.reason = reason
                })
        }
    }
}
