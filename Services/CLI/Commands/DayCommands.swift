import ArgumentParser
import Contracts
import ServiceClient

struct CloseDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close-day",
        abstract: "End the office's day: whoever still waits is carried over, and no more tickets are given.",
        discussion: """
            Whoever stands at a desk is served to the end. Closing a day again changes nothing.

            Examples:
              loket close-day
              loket close-day --day 2026-11-23 --json

            JSON: office, carried_over.

            \(ExitStatus.help)
            """)

    @Option(help: ArgumentHelp("A day that has passed (default: today).", valueName: "2026-11-23"))
    var day: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let close = try WireCloseLanes.with { $0.day = try counter.day(day) }
            let reply = try await counter.ask(IntakeDialect.self, office, .closeLanes(close), id: action.requestID)
            guard case .lanesClosed(let closed) = reply else { throw counter.unreadable("intake", office) }
            counter.screen.show(ClosedDayReport(office: office, carriedOver: Int(closed.carriedOver)))
        }
    }
}

private struct ClosedDayReport: Report {
    let office: String
    let carriedOver: Int

    func lines(on screen: Screen) -> [String] {
        switch carriedOver {
        case 0: ["The day is closed; nobody was left waiting."]
        case 1: ["The day is closed; 1 visit is carried over."]
        default: ["The day is closed; \(carriedOver) visits are carried over."]
        }
    }
}

struct ShowClosing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "closing",
        abstract: "Show the day in figures, and whether it balances.",
        discussion: """
            What was filed or carried in must be somewhere, and every ticket must have ended.

            Examples:
              loket closing
              loket closing --day 2026-11-23 --json

            JSON: office, office_name, day, filed, carried_in, collected, ready, waiting (step, cases), incomplete,
            refused, withdrawn, elsewhere, held, unknown, tickets, served, no_show, left, carried_over, open_visits,
            balanced, complaint and waits (called, median_minutes, p90_minutes, longest_minutes).

            \(ExitStatus.help) Here 5 means that the day doesn't balance.
            """)

    @Option(help: ArgumentHelp("Another day than today.", valueName: "2026-11-23"))
    var day: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let show = try WireShowClosing.with { $0.day = try counter.day(day) }
            let reply = try await counter.ask(IntakeDialect.self, office, .showClosing(show))
            guard case .closing(let closing) = reply else { throw counter.unreadable("intake", office) }
            let report = ClosingReport(closing, office: office, counter.directory)
            counter.screen.show(report)
            if !report.balanced { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}
