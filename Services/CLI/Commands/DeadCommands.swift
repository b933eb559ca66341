import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct DeadCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Messages between services that could not be carried out.",
        discussion: """
            There should be none. Each stops its own case and nothing else: the case is held until a person has looked. See
            why with show, mend that, and send it again with replay: safe at any time, as whoever gets it does it once. What
            shall never be done is discarded, with a reason. What you decide stands in the case's journal; the case goes on
            when you release it (loket release).

            Examples:
              loket dead
              loket dead show 0198f3a2
              loket dead replay 0198f3a2
              loket dead discard 0198f3a2 --reason "the case was filed again as KLR-261123-A044-1"

            \(ExitStatus.help)
            """,
        subcommands: [ListDead.self, ShowDead.self, ReplayDead.self, DiscardDead.self], defaultSubcommand: ListDead.self
    )
}

struct ListDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List them, the latest first. Exit code 5 when any is open.",
        discussion: """
            Examples:
              loket dead
              loket dead list --closed
              loket dead --json

            JSON: total and letters (id, at, number, what, destination, sender, service, office, subject, plain_cause, cause,
            sqlstate, obstacle, bytes, closing, closed_at, closed_by, reason). What is empty is left out.

            \(ExitStatus.help) Here 5 means that some are open.
            """)

    @Option(help: "How many to list.")
    var limit = 100

    @Flag(help: "Those too that a person has closed.")
    var closed = false

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let list = try await counter.dead(
                .showDead(
                    .with {
                        $0.limit = Int32(limit)
                        $0.closed = closed
                    }))
            let report = DeadReport(list.letters, total: Int(list.total), counter)
            counter.screen.show(report)
            let open = closed ? try await counter.dead(.showDead(.with { $0.limit = 1 })).total : list.total
            if open > 0 { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct ShowDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one: what it asks for, why it could not be carried out, what can be done.",
        discussion: """
            Example:
              loket dead show 0198f3a2

            JSON: the letter, as in loket dead list.

            \(ExitStatus.help)
            """)

    @Argument(help: "Its id, or the first letters of it.")
    var id: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            counter.screen.show(try await counter.deadLetter(.showDead(.with { $0.id = id })))
        }
    }
}

struct ReplayDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Send one again.",
        discussion: """
            Safe at any time and any number of times: it goes once, and whoever gets it does it once. If it can't be carried
            out again, it comes back as a letter of its own.

            Example:
              loket dead replay 0198f3a2 --reason "the disk has room again"

            JSON: the letter, as in loket dead list.

            \(ExitStatus.help)
            """)

    @Argument(help: "Its id, or the first letters of it.")
    var id: String

    @Option(help: "What was mended; it stands in the case's journal.")
    var reason: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let close = WireCloseDead.with {
                $0.id = id
                $0.replay = true
                $0.reason = reason ?? ""
            }
            counter.screen.show(try await counter.deadLetter(.closeDead(close)))
        }
    }
}

struct DiscardDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Put one away: it is never carried out.",
        discussion: """
            It stays in the list of the closed ones. May be asked again.

            Example:
              loket dead discard 0198f3a2 --reason "the case was filed again as KLR-261123-A044-1"

            JSON: the letter, as in loket dead list.

            \(ExitStatus.help)
            """)

    @Argument(help: "Its id, or the first letters of it.")
    var id: String

    @Option(help: "Why; it stands in the case's journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let close = WireCloseDead.with {
                $0.id = id
                $0.reason = reason
            }
            counter.screen.show(try await counter.deadLetter(.closeDead(close)))
        }
    }
}

extension Counter {
    /// Whichever office of the site: its letters are in one list.
    fileprivate func dead(_ question: WireIntakeCommand.OneOf_Command) async throws -> WireDeadList {
        let office = try options.officeAsked.map { _ in try self.office() } ?? directory.entries.first?.code ?? office()
        guard case .dead(let list) = try await ask(IntakeDialect.self, office, question) else {
            throw unreadable("intake", office)
        }
        return list
    }

    fileprivate func deadLetter(_ question: WireIntakeCommand.OneOf_Command) async throws -> DeadLetterReport {
        let list = try await dead(question)
        guard let letter = list.letters.first else { throw unreadable("intake", "") }
        return DeadLetterReport(letter, self)
    }
}
