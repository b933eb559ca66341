import ArgumentParser
import Casework
import Contracts
import Foundation
import ServiceClient

struct DuplicateCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "One person's cases for one product at two offices.",
        discussion: """
            While a line is down two offices can't know of each other's cases. When it is back, the one that was filed
            later is held, and nothing is printed for it until a person has said what becomes of both: join them, or say
            that they are two requests after all. The district sees all of them and joins them; a kecamatan sees those of
            which it has the later one, and can say that it is none, or withdraw it.

            Examples:
              loket duplicates
              loket duplicates join KLR-261123-A042-1 KRW-261123-A003-1 --reason "asked at both counters on one day"
              loket duplicates apart KLR-261123-A042-1 --reason "the first was for the child of the same name"

            \(ExitStatus.help)
            """,
        subcommands: [ShowDuplicates.self, JoinDuplicates.self, PartDuplicates.self],
        defaultSubcommand: ShowDuplicates.self)
}

struct ShowDuplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List them, the latest first.",
        discussion: """
            Examples:
              loket duplicates
              loket duplicates list --json

            JSON: total and duplicates (first and later: number, office, product, applicant, filed_at, stage, held_by,
            hold, known_at; found_at).

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
            let list = try await counter.twins(limit: limit)
            counter.screen.show(DuplicatesReport(list, counter.directory))
            if list.total > 0 { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct JoinDuplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Let one of two cases go on, and end the other.",
        discussion: """
            Whoever holds the other is asked to withdraw it, with your reason and the number of the one that goes on; then
            the one that goes on is released where it was held for this. After a lost answer give the same command again:
            it goes on from where it came to.

            Example:
              loket duplicates join KLR-261123-A042-1 KRW-261123-A003-1 --reason "asked at both counters on one day"

            JSON: the case that goes on, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case that goes on.")
    var keep: String

    @Argument(help: "The case that ends.")
    var end: String

    @Option(help: "How you know that they are one; it stands in the journal of both.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if keep.uppercased() == end.uppercased() {
            throw ValidationError("Name two cases, the one that goes on first.")
        }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let (kept, ended) = (try await counter.latest(keep), try await counter.latest(end))
            let pair: Set = [kept.number, ended.number]
            let isKnown = try await counter.twins(limit: 10_000).twins
                .contains { [$0.first.number, $0.later.number] == pair }
            // Cut off before its end, this command has withdrawn the other already.
            guard isKnown || (ended.stage == "withdrawn" && TwinHold.isAmong(kept.held)) else {
                throw Complaint(
                    .refused, "\(kept.number) and \(ended.number) are no duplicates: look at loket duplicates")
            }
            // Before anything is ended: what goes on must be able to.
            if ["withdrawn", "refused"].contains(kept.stage), ended.stage != "withdrawn" {
                throw Complaint(
                    .refused, "\(kept.number) is \(kept.stage) and can't go on: let \(ended.number) go on instead")
            }
            try kept.checkHeldForTwinAlone()
            if ended.stage != "withdrawn" {
                _ = try await counter.askHolder(
                    of: end,
                    { number in
                        .withdraw(
                            .with {
                                $0.caseNumber = number
                                $0.reason = "joined with \(kept.number): \(reason)"
                            })
                    }, id: nil)
            }
            var view = kept
            if TwinHold.isAmong(kept.held) {
                view = try await counter.askHolder(
                    of: keep,
                    { number in
                        .releaseHold(
                            .with {
                                $0.caseNumber = number
                                $0.reason = "\(ended.number) was joined with it: \(reason)"
                            })
                    }, id: nil)
            }
            counter.screen.show(CaseReport(view, counter.directory))
        }
    }
}

struct PartDuplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apart", abstract: "Say that a case is no duplicate, and let it go on.",
        discussion: """
            Example:
              loket duplicates apart KRW-261123-A003-1 --reason "the first was for the child of the same name"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The later of the two, which is held.")
    var number: String

    @Option(help: "How you know; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            if action.requestID == nil {
                let view = try await counter.latest(number)
                guard TwinHold.isAmong(view.held) else {
                    throw Complaint(
                        .refused, "\(view.number) is not held as a duplicate: name the later one of loket duplicates")
                }
                try view.checkHeldForTwinAlone()
            }
            let view = try await counter.askHolder(
                of: number,
                { number in
                    .releaseHold(
                        .with {
                            $0.caseNumber = number
                            $0.reason = "no duplicate: \(reason)"
                        })
                }, id: action.requestID)
            counter.screen.show(CaseReport(view, counter.directory))
        }
    }
}

extension Counter {
    fileprivate func twins(limit: Int) async throws -> WireTwinList {
        guard let office = directory.entries.first else { throw Complaint(.unavailable, "this site has no office") }
        let question = WireIntakeCommand.OneOf_Command.showTwins(.with { $0.limit = Int32(limit) })
        guard case .twins(let list) = try await ask(IntakeDialect.self, office.code, question) else {
            throw unreadable("intake", office.code)
        }
        return list
    }

    /// A case as whoever holds it says it is.
    fileprivate func latest(_ number: String) async throws -> WireCaseView {
        await asHolderSays(try await findCase(number))
    }
}

extension WireCaseView {
    /// A release lifts every hold: what else a case is held for is looked at first.
    fileprivate func checkHeldForTwinAlone() throws(Complaint) {
        guard !held.isEmpty, !TwinHold.isAll(of: held) || !forked.isEmpty else { return }
        throw Complaint(
            .refused,
            "\(number) is held for something else too (\(forked.isEmpty ? held : forked)): settle that, then let it go on "
                + "with loket release or, after a restore, loket restore release")
    }
}
