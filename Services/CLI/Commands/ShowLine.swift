import ArgumentParser
import Contracts
import ServiceClient

struct ShowLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line",
        abstract: "Show the lines to other sites: up since when, what waits in each direction, how long it takes.",
        discussion: """
            At a kecamatan that is the line to the district; at Dukcapil, the line of each kecamatan. What waits to go
            is counted from the store: it is sent again until it is acknowledged, however often the line breaks.

            Examples:
              loket line
              loket line --json

            JSON: lines (name, offices, up, since_seconds, heard_seconds, round_trip_ms, broker, breaks, under_way and
            at_work with requests, bytes and oldest_seconds), waiting here and waiting there (office, messages, bytes,
            oldest_seconds); there is null where the other side can't be asked now.

            Exit codes: 0 every line is up, 3 one is down or no broker answers, 2 not understood.
            """)

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        var isDown = false
        try await Counter.open(site) { counter in
            let status = try await Counter.services(of: counter.client, site)
            let here = try await backlog(of: counter.directory.entries.first?.code ?? "", counter)
            var there: [WireOfficeBacklog]?
            if let district = counter.directory.district,
                status.lines.contains(where: { $0.name == "district" && $0.up })
            {
                // The line may break at this very moment: then the other side is not known, which the page says.
                there = try? await backlog(of: district, counter)
            }
            let own = Set(counter.directory.entries.map(\.code))
            let report = LineReport(status, here: here, there: there?.filter { own.contains($0.office) })
            counter.screen.show(report)
            isDown = report.lines.contains { !$0.up }
        }
        if isDown { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }

    private func backlog(of office: String, _ counter: Counter) async throws -> [WireOfficeBacklog] {
        let reply = try await counter.ask(IntakeDialect.self, office, .showBacklog(.init()))
        guard case .backlog(let backlog) = reply else { throw counter.unreadable("intake", office) }
        return backlog.offices
    }
}
