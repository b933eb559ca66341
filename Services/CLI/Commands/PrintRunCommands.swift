import ArgumentParser
import Contracts
import Foundation
import ServiceClient

struct PrintRunCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print-run",
        abstract: "Plan a print run, print it, and count the paper against its list.",
        discussion: """
            A run goes through: plan, close-list (it happens by itself at the cut-off), start, reconcile, finish.

            Examples:
              loket print-run plan --day 2026-11-24
              loket print-run close-list KLR-261124-P1
              loket print-run start KLR-261124-P1
              loket print-run reconcile KLR-261124-P1 KLR-261123-A007-1 --spoiled --reason "paper jam"
              loket print-run reconcile KLR-261124-P1 --rest --printed
              loket print-run finish KLR-261124-P1

            JSON: a run has number, office, office_name, day, stage, cut_off, list_file and items (number, product,
            applicant, medium, urgent, result, reason); list gives runs.

            \(ExitStatus.help)
            """,
        subcommands: [
            PlanRun.self, CloseRunList.self, StartRun.self, ShowRun.self, ReconcileRun.self, FinishRun.self,
            ListRuns.self,
        ])
}

extension Counter {
    /// Asks printing something that it answers with a run.
    func run(
        _ office: String, _ command: WirePrintingCommand.OneOf_Command, id: UUID? = nil
    ) async throws -> RunReport {
        guard case .run(let view) = try await ask(PrintingDialect.self, office, command, id: id) else {
            throw unreadable("printing", office)
        }
        return RunReport(view, directory)
    }
}

struct PlanRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Open the list of a day's run.",
        discussion: """
            Examples:
              loket print-run plan
              loket print-run plan --day 2026-11-24

            \(ExitStatus.help)
            """)

    @Option(help: ArgumentHelp("The day on which it is printed (default: today).", valueName: "2026-11-24"))
    var day: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let plan = try WirePlanRun.with { $0.day = try counter.day(day) }
            let run = try await counter.run(try counter.office(), .planRun(plan), id: action.requestID)
            counter.screen.show(try await Self.settled(run, counter))
        }
    }

    /// The run with its list closed where its cut-off is over already, which happens a moment after it was planned.
    private static func settled(_ planned: RunReport, _ counter: Counter) async throws -> RunReport {
        guard let cutOff = planned.cutOff, cutOff.moment <= counter.directory.now else { return planned }
        let deadline = ContinuousClock.now + .seconds(2)
        var run = planned
        while run.stage == "open", ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
            // It is planned in any case: where it can't be asked for now, it is shown as it was.
            guard
                let seen = try? await counter.run(planned.office, .showRun(.with { $0.run = planned.number }))
            else { break }
            run = seen
        }
        return run
    }
}

struct CloseRunList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close-list", abstract: "Close a run's list before its cut-off.",
        discussion: """
            Example:
              loket print-run close-list KLR-261124-P1

            \(ExitStatus.help)
            """)

    @Argument(help: "The run.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofRun: number)
            counter.screen.show(
                try await counter.run(office, .closeRunList(.with { $0.run = number }), id: action.requestID))
        }
    }
}

struct StartRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Print a run whose list is closed.",
        discussion: """
            Example:
              loket print-run start KLR-261124-P1

            \(ExitStatus.help)
            """)

    @Argument(help: "The run.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofRun: number)
            counter.screen.show(
                try await counter.run(office, .startRun(.with { $0.run = number }), id: action.requestID))
        }
    }
}

struct ShowRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run and its lines.",
        discussion: """
            Examples:
              loket print-run show KLR-261124-P1
              loket print-run show KLR-261124-P1 --json

            \(ExitStatus.help)
            """)

    @Argument(help: "The run.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofRun: number)
            counter.screen.show(try await counter.run(office, .showRun(.with { $0.run = number })))
        }
    }
}

struct FinishRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "End a run in which every line is counted.",
        discussion: """
            Example:
              loket print-run finish KLR-261124-P1

            \(ExitStatus.help)
            """)

    @Argument(help: "The run.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofRun: number)
            do {
                counter.screen.show(
                    try await counter.run(office, .closeRun(.with { $0.run = number }), id: action.requestID))
            } catch RequestFailure.rejected(let no) where no.code == "wrong_stage" {
                let run = try? await counter.run(office, .showRun(.with { $0.run = number }))
                throw Self.advised(no, run)
            }
        }
    }

    /// The refusal with what is possible for each line that it names.
    private static func advised(_ no: WireRejection, _ run: RunReport?) -> RequestFailure {
        guard let advice = run.flatMap({ OpenLines(of: $0).advice }) else { return .rejected(no) }
        var advised = no
        advised.fix = advice
        return .rejected(advised)
    }
}

struct ListRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List runs.",
        discussion: """
            Examples:
              loket print-run list
              loket print-run list --day 2026-11-24 --json

            \(ExitStatus.help)
            """)

    @Option(help: ArgumentHelp("The day on which they print (default: today).", valueName: "2026-11-24"))
    var day: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let show = try WireShowRuns.with { $0.day = try counter.day(day) }
            guard case .runs(let list) = try await counter.ask(PrintingDialect.self, office, .showRuns(show)) else {
                throw counter.unreadable("printing", office)
            }
            counter.screen.show(RunListReport(runs: list.runs.map { RunReport($0, counter.directory) }))
        }
    }
}
