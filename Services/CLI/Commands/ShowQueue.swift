import ArgumentParser
import Contracts
import ServiceClient

struct ShowQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Show who waits in each lane, who is at which desk, and how many cases wait at each step.",
        discussion: """
            At Dukcapil the other offices of the district follow, a line each, with the age of what is known of them.

            Examples:
              loket queue
              loket queue --lane A --limit 30
              loket queue --day 2026-11-23 --json

            JSON: office, office_name, day, as_of, lanes (letter, name, issued, waiting, next and at_desks: visits as in
            loket status), steps (step, cases) and district (office, name, waiting, steps, age_seconds; null where it
            never reported).

            \(ExitStatus.help)
            """)

    @Option(help: ArgumentHelp("One lane only.", valueName: "letter"))
    var lane: String?

    @Option(help: ArgumentHelp("Another day than today.", valueName: "2026-11-23"))
    var day: String?

    @Option(help: "How many of each lane to name.")
    var limit = 10

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let show = try WireShowQueue.with {
                $0.lane = lane ?? ""
                $0.day = try counter.day(day)
                $0.limit = Int32(limit)
            }
            let reply = try await counter.ask(IntakeDialect.self, office, .showQueue(show))
            guard case .queue(let view) = reply else { throw counter.unreadable("intake", office) }
            var district = WireDistrictView()
            if lane == nil, day == nil {
                guard
                    case .district(let known) = try await counter.ask(
                        IntakeDialect.self, office, .showDistrict(.init()))
                else { throw counter.unreadable("intake", office) }
                district = known
            }
            counter.screen.show(
                QueueReport(view, office: office, day: show.day, district: district, counter.directory))
        }
    }
}
