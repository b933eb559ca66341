import ArgumentParser
import Contracts
import Foundation
import ServiceClient

struct ForkCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forks", abstract: "Cases of which another site has another history.",
        discussion: """
            There should be none: it happens where a site was started twice, or its data were changed past Loket. Each
            such case is held, here and there. Compare both histories with the papers; release the case at the site whose
            history is right, and withdraw it at the other. Where a case is closed already, or another site's, settle it.

            Examples:
              loket forks
              loket forks settle KLR-261123-A042-1 --reason "the other one was a copy on a laptop, it is shut down"

            \(ExitStatus.help)
            """,
        subcommands: [ShowForks.self, SettleForks.self], defaultSubcommand: ShowForks.self)
}

struct ShowForks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List them, each history from where they differ.",
        discussion: """
            Examples:
              loket forks
              loket forks list --json

            JSON: total and forks (number, service, sender, entry, found_at, ours and theirs: entry, at, what, by).

            \(ExitStatus.help) Here 5 means that there are some.
            """)

    @Option(help: "How many to list.")
    var limit = 100

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            guard let office = counter.directory.entries.first else { return }
            let list = try await counter.forks(office.code, .showForks(.with { $0.limit = Int32(limit) }))
            counter.screen.show(ForkReport(list, counter.directory))
            if list.total > 0 { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct SettleForks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Say that nothing more is to be done about a case's two histories here.",
        discussion: """
            For a case that is closed, or that another site has: one that is held here is settled by its release. May be
            asked again.

            Example:
              loket forks settle KLR-261123-A042-1 --reason "the other one was a copy on a laptop, it is shut down"

            JSON: what is still open, as in loket forks list.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "What was found; it stays with the histories.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.directory.office(readingNumber: number, asked: counter.options.officeAsked)
            let settle = WireSettleForks.with {
                $0.caseNumber = number
                $0.reason = reason
            }
            counter.screen.show(
                ForkReport(try await counter.forks(office, .settleForks(settle)), counter.directory))
        }
    }
}

extension Counter {
    fileprivate func forks(
        _ office: String, _ question: WireIntakeCommand.OneOf_Command
    ) async throws -> WireForkList {
        guard case .forks(let list) = try await ask(IntakeDialect.self, office, question) else {
            throw unreadable("intake", office)
        }
        return list
    }
}
