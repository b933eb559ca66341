import ArgumentParser
import Contracts
import ServiceClient

struct ShowStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where a case or a visit is, why it waits, what comes next and when.",
        discussion: """
            Give what the citizen has in the hand: a ticket, a case number or a tracking code.

            Examples:
              loket status KLR-261123-A042
              loket status KLR-261123-A042-1
              loket status KLR-261123-A042-1-7F3K9Q --json

            JSON: a case has number, product, product_name, office, office_name, applicant, nik and phone (masked),
            stage, held_by, in_transit, waits_for, next, next_at, urgent, need, documents, missing (id, name, where),
            hold, visit, run, version, filed_at, as_of, known_at (another site has it and said so then), forked (why its
            history is two) and history (at, what, by). A visit has number, lane, visitor,
            stage, desk, priority, urgent, arrived_at, called_at, attended_at, closed_at, ahead, cases (numbers) and
            case_reports. A moment that isn't known is left out.

            \(ExitStatus.help)
            """)

    @Argument(help: "A ticket, a case number or a tracking code.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let (found, office) = try await counter.find(number)
            switch found {
            case .case(let view): counter.screen.show(CaseReport(view, counter.directory))
            case .visit(let view):
                let cases = view.cases.map { CaseReport($0, counter.directory) }
                counter.screen.show(VisitReport(view, counter.directory.zone(office), cases: cases))
            }
        }
    }
}
