import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct ShowServices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "Show who serves at the broker, what is waiting there and what it counted.",
        discussion: """
            Examples:
              loket services
              loket services --json

            JSON: broker (incarnation, uptime_seconds), services (name, workers, credit, outstanding, queued) and
            counters since the broker's start.

            \(ExitStatus.help)
            """)

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        let screen = Screen(isJSON: site.json)
        do {
            let client = try Counter.line(site)
            defer { client.stop() }
            screen.show(ServicesReport(try await Counter.services(of: client, site)))
        } catch let complaint as Complaint {
            throw screen.complain(complaint)
        }
    }
}

struct SiteClock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Show the site's clock; at a demo site, advance it.",
        discussion: """
            A demo site's clock stands still until it is advanced, and never goes back.

            Examples:
              loket clock
              loket clock --set 2026-11-24T08:00:00+07:00

            JSON: now, demo, incarnation, offices (code, short_code, name, zone), due (what should have happened by
            now and has not), outgoing (messages and effects on their way), reachable (offices of other sites that
            cases may go to), leaving (messages for them that were not taken there yet)
            and counter_closed (restored from a backup, and not opened since).

            \(ExitStatus.help)
            """)

    @Option(help: ArgumentHelp("Advance a demo site's clock to this moment.", valueName: "2026-11-24T08:00:00+07:00"))
    var set: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            guard let office = counter.directory.entries.first?.code else {
                throw Complaint(.impossible, "this site has no office: its catalogue and its database don't fit")
            }
            var asked: Moment?
            var question = WireIntakeCommand.OneOf_Command.showSite(.init())
            if let set {
                let moment = try moment(set)
                asked = moment
                question = .setClock(.with { $0.to = moment.microseconds })
            }
            let reply = try await counter.ask(IntakeDialect.self, office, question)
            guard case .site(let view) = reply else { throw counter.unreadable("intake", office) }
            counter.screen.show(ClockReport(view, asked: asked))
        }
    }

    private func moment(_ text: String) throws -> Moment {
        do throws(Rejection) {
            return try Moment(iso8601: text, field: "--set")
        } catch {
            throw Complaint(.usage, "\(error.field): \(error.problem); \(error.fix)")
        }
    }
}

private struct ClockReport: Report {
    struct Office: Encodable {
        let code: String
        let shortCode: String
        let name: String
        let zone: String
    }

    let now: OfficeTime
    let demo: Bool
    let incarnation: Int
    let offices: [Office]
    let due: Int
    let outgoing: Int
    let reachable: [String]
    let leaving: Int
    let counterClosed: Bool
    private let isPastAsked: Bool
    private let directory: SiteDirectory

    private enum CodingKeys: CodingKey {
        case now, demo, incarnation, offices, due, outgoing, reachable, leaving, counterClosed
    }

    /// - Parameter asked: where the clock was to be set, if it was.
    init(_ site: WireSiteView, asked: Moment?) {
        let directory = SiteDirectory(site)
        self.directory = directory
        now = OfficeTime(directory.now, directory.entries.first?.zone ?? .wib)
        demo = site.demo
        incarnation = Int(site.incarnation)
        offices = directory.entries.map {
            Office(code: $0.code, shortCode: $0.shortCode, name: $0.name, zone: $0.zone.rawValue)
        }
        due = Int(site.due)
        outgoing = Int(site.outgoing)
        reachable = site.reachable
        leaving = Int(site.leaving)
        counterClosed = site.counterClosed
        isPastAsked = asked.map { directory.now > $0 } ?? false
    }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Not set", isPastAsked ? "the clock is past that already; it stays at \(now.full)" : "")
        facts.add("Kind", demo ? "a demo site: its clock stands still until it is advanced" : "a real site")
        facts.add("Offices", offices.map { "\($0.name) (\($0.code), \($0.shortCode))" }.joined(separator: ", "))
        facts.add("At work", due + outgoing == 0 ? "nothing" : "\(due) due now, \(outgoing) on their way")
        facts.add("Lines to", reachable.map(directory.name).joined(separator: ", "))
        facts.add("For other sites", leaving == 0 ? "" : "\(leaving) messages wait")
        if incarnation > 1 { facts.add("Life", "\(incarnation), from a backup") }
        facts.add("Counter", counterClosed ? "closed until loket restore open" : "")
        return [screen.strong(now.full)] + facts.lines(on: screen)
    }
}
