import ArgumentParser
import Contracts
import ServiceClient

struct ShowDistrict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "district",
        abstract:
            "Show every office of the district at Dukcapil: its line, its queue and its cases, and how old that is.",
        discussion: """
            Each office reports every half minute while its line is up; what is shown of an office whose line is down is
            what it last said, with its age.

            Examples:
              loket district
              loket district --json

            JSON: offices (office, name, line, age_seconds, tickets, waiting, served, and cases with to_record,
            awaiting_centre, to_print, ready, held, elsewhere; null where it never reported).

            \(ExitStatus.help)
            """)

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let status = try await Counter.services(of: counter.client, site)
            let reply = try await counter.ask(IntakeDialect.self, office, .showDistrict(.init()))
            guard case .district(let view) = reply else { throw counter.unreadable("intake", office) }
            guard !view.offices.isEmpty || !view.unheard.isEmpty else {
                throw Complaint(
                    .refused,
                    "\(counter.directory.name(office)) is not a Dukcapil, so it has no district to show: ask at the Dukcapil's site"
                )
            }
            counter.screen.show(
                DistrictReport(view, lines: status.lines, own: Set(counter.directory.entries.map(\.code))))
        }
    }
}
