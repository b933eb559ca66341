import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct PlayDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract: "Play a day and the next one at a demo site, from the counter to the phone.",
        discussion: """
            Citizens come, wait, are called, recorded and told; the officers at all desks do their work; the next
            day the run is printed, counted and handed out. Who comes with what stands in the file, or is made up
            from a seed; everything that is decided is decided by the site's services, on the demo site's clock.

            Played again at the same site it goes on where it was cut off, and does nothing twice.

            Examples:
              loket day                          the sample day of seed 1
              loket day --seed 7
              loket day ops/sample/klari-day.jsonl
              loket day --json | jq .days

            JSON: office, seed, days (as in loket closing), happened, balanced, complaints, seconds.

            \(ExitStatus.help) Here 5 means that a day doesn't balance.
            """)

    @Argument(help: "A day as JSON lines (default: made up from the seed).", completion: .file(extensions: ["jsonl"]))
    var file: String?

    @Option(help: "Which day to make up, where no file is given (default 1).")
    var seed: Int?

    @Option(name: .customLong("on"), help: ArgumentHelp("The day that is made up.", valueName: "2026-11-23"))
    var day = "2026-11-23"

    @Option(help: "The catalogue of the office (default: the one in the site's folder, else the sample's).")
    var catalogue: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if file != nil && seed != nil { throw ValidationError("Give a file or a --seed: a file has its own day.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let began = ContinuousClock.now
            let office = try counter.office()
            let catalogue = try SiteCatalogue.read(catalogue, in: SiteFolder(site.data))
            var player = try Self.refusing { () throws(Rejection) in
                let script = try script(for: office, catalogue)
                let place = try catalogue.office(written: script.office)
                guard script.office == office, let calendar = catalogue.calendar(of: place.code) else {
                    throw Rejection(
                        .wrongOffice, field: "office", problem: "the file's day is of \(script.office)",
                        fix: "play it at a site of that office")
                }
                return try DayPlayer(script, office: place, calendar: calendar)
            }
            let line = try DayLine(site, office: office, desks: player.office.desks.map(\.id))
            defer { line.stop() }
            do {
                try await line.check(canPlay: player)
                try await line.play(&player)
            } catch let interrupted as DayLine.Interrupted {
                throw Complaint(Complaint(interrupted.failure).status, "\(interrupted)")
            }
            let report = DayReport(player, directory: counter.directory, took: .now - began)
            counter.screen.show(report)
            if !report.balanced { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }

    private func script(for office: String, _ catalogue: Catalogue) throws(Rejection) -> DayScript {
        guard let file else {
            return try SampleDay.script(
                office: RegionCode(office), on: Day(iso: day, field: "--on"), seed: seed ?? 1, catalogue: catalogue)
        }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Rejection(
                .missingField, field: file, problem: "the file can't be read", fix: "give the path of a day's lines")
        }
        return try DayScript(lines: text)
    }

    /// A refusal of the script as a complaint about the command line.
    private static func refusing<Result>(_ body: () throws(Rejection) -> Result) throws(Complaint) -> Result {
        do throws(Rejection) {
            return try body()
        } catch {
            throw Complaint(.usage, "\(error.field): \(error.problem); \(error.fix)")
        }
    }
}
