import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct UnknownCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unknown",
        abstract: "Settle what a printer or a gateway was asked and never answered.",
        discussion: """
            Such a print or message is never tried again by itself, so that nothing is done twice. Look at the paper,
            or ask the provider, and say what happened.

            Examples:
              loket unknown
              loket unknown show KLR-261123-B007-1
              loket unknown resolve KLR-261123-B007-1 --printed --reason "lies in the tray"
              loket unknown resolve KLR-261123-B007-1 --not-sent --reason "the provider has no such message"

            JSON: list gives unknown (kind: print or message, number, attempt, reason, since); show has the case too; resolve gives the case,
            the run whose list it is, or the message.

            \(ExitStatus.help)
            """,
        subcommands: [ListUnknown.self, ShowUnknown.self, ResolveUnknown.self], defaultSubcommand: ListUnknown.self)
}

struct ListUnknown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is unknown. Exit code 5 when there is any.",
        discussion: """
            Examples:
              loket unknown list
              loket unknown list --json

            \(ExitStatus.help) Here 5 means that there is some.
            """)

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let offices = site.officeAsked == nil ? counter.directory.entries.map(\.code) : [try counter.office()]
            let (found, silent) = try await counter.unknown(offices)
            counter.screen.show(UnknownReport(unknown: found))
            try complain(of: silent)
            if !found.isEmpty { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct ShowUnknown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what is unknown of one case or run: what was asked, when, and why nobody knows.",
        discussion: """
            Example:
              loket unknown show KLR-261123-B007-1

            JSON: unknown, as in loket unknown list, and case, as in loket status; a run has none.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case, or the run whose list it is.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let isRun = RunNumber(number) != nil
            let view = isRun ? nil : await counter.asHolderSays(try await counter.findCase(number))
            let named = view?.number ?? RunNumber(number)?.text ?? number
            let office =
                try isRun ? counter.office(ofRun: number) : view.map { Holder(of: $0).office } ?? counter.office()
            let (found, silent) = try await counter.unknown([office])
            let ofIt = found.filter { $0.number == named }
            counter.screen.show(
                OneUnknownReport(
                    number: named, unknown: ofIt, case: view.map { CaseReport($0, counter.directory) }))
            if ofIt.isEmpty { try complain(of: silent) }
        }
    }
}

/// - Throws: where somebody was not there to say what is unknown.
private func complain(of silent: [String]) throws {
    guard !silent.isEmpty else { return }
    throw Complaint(
        .unavailable, "nobody serves \(silent.joined(separator: ", ")): what is unknown there isn't shown")
}

extension Counter {
    /// What is unknown at offices, and who was not there to say so: what is known elsewhere is still worth showing.
    fileprivate func unknown(_ offices: [String]) async throws -> (found: [UnknownReport.Item], silent: [String]) {
        var found: [UnknownReport.Item] = []
        var silent: [String] = []
        for office in offices {
            let zone = directory.zone(office)
            do {
                let reply = try await ask(PrintingDialect.self, office, .showUnknown(.init()))
                guard case .unknown(let list) = reply else { throw unreadable("printing", office) }
                found += list.effects.map { .init("print", $0, zone) }
            } catch RequestFailure.unavailable {
                silent.append("printing@\(office)")
            }
            do {
                let reply = try await ask(NotificationDialect.self, office, .showUnknown(.init()))
                guard case .unknown(let list) = reply else { throw unreadable("notification", office) }
                found += list.effects.map { .init("message", $0, zone) }
            } catch RequestFailure.unavailable {
                silent.append("notification@\(office)")
            }
        }
        return (found, silent)
    }
}

struct ResolveUnknown: AsyncParsableCommand {
    enum Outcome: String, EnumerableFlag {
        case printed, notPrinted, sent, notSent

        static func help(for outcome: Outcome) -> ArgumentHelp? {
            switch outcome {
            case .printed: "The paper came out."
            case .notPrinted: "No paper came out; it may be printed again."
            case .sent: "The message went out."
            case .notSent: "The message did not go out; it may be sent again."
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Say what became of a print or a message.",
        discussion: """
            Examples:
              loket unknown resolve KLR-261123-B007-1 --printed --reason "lies in the tray"
              loket unknown resolve KLR-261123-B007-1 --not-sent --reason "the provider has no such message"

            \(ExitStatus.help)
            """)

    @Argument(help: "The case, or the run whose list it is.")
    var number: String

    @Flag(exclusivity: .exclusive)
    var outcome: Outcome

    @Option(help: "How you know; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            switch outcome {
            case .printed, .notPrinted:
                let resolve = WireResolvePrint.with {
                    $0.caseNumber = number
                    $0.outcome = outcome == .printed ? "printed" : "not_printed"
                    $0.reason = reason
                }
                if RunNumber(number) != nil {
                    let office = try counter.office(ofRun: number)
                    let run = try await counter.run(office, .resolvePrint(resolve), id: action.requestID)
                    return counter.screen.show(run)
                }
                counter.screen.show(
                    try await counter.printing(number, { _ in .resolvePrint(resolve) }, id: action.requestID))
            case .sent, .notSent:
                let resolve = WireResolveNotice.with {
                    $0.caseNumber = number
                    $0.outcome = outcome == .sent ? "sent" : "not_sent"
                    $0.reason = reason
                }
                let office = try counter.office(ofNumber: number)
                let reply = try await counter.ask(
                    NotificationDialect.self, office, .resolveNotice(resolve), id: action.requestID)
                guard case .effect(let effect) = reply else { throw counter.unreadable("notification", office) }
                counter.screen.show(NoticeReport(effect, number: number))
            }
        }
    }
}

/// Everything that nobody knows the outcome of.
struct UnknownReport: Report {
    struct Item: Encodable {
        let kind: String
        let number: String
        let attempt: Int
        let reason: String
        let since: OfficeTime?

        init(_ kind: String, _ effect: WireEffectView, _ zone: OfficeZone) {
            self.kind = kind
            number = effect.number
            attempt = Int(effect.attempt)
            reason = effect.reason
            since = OfficeTime(effect.since, zone)
        }
    }

    let unknown: [Item]

    func lines(on screen: Screen) -> [String] {
        if unknown.isEmpty { return ["Nothing is unknown."] }
        var table = Table(.init("SINCE"), .init("WHAT"), .init("CASE"), .init("ATTEMPT", .right), .init("WHY"))
        for item in unknown {
            table.add(item.since?.short ?? "", item.kind, item.number, "\(item.attempt)", item.reason)
        }
        return table.lines(on: screen)
            + ["", "Look at the paper or ask the provider, then: loket unknown resolve CASE --printed --reason …"]
    }
}

/// What is unknown of one case, and what a person can do.
private struct OneUnknownReport: Report {
    let number: String
    let unknown: [UnknownReport.Item]
    let `case`: CaseReport?

    func lines(on screen: Screen) -> [String] {
        if unknown.isEmpty { return ["Nothing is unknown of \(number)."] }
        var lines: [String] = []
        for item in unknown {
            var facts = Facts()
            facts.add("Asked", item.since?.full ?? "")
            facts.add("Attempt", "\(item.attempt)")
            facts.add("Why", item.reason)
            let isPrint = item.kind == "print"
            lines.append(screen.strong("\(number)   a \(isPrint ? "print" : "message to the applicant")"))
            lines += facts.lines(on: screen)
            lines += [
                "",
                isPrint
                    ? "Look whether the paper came out, and say so:"
                    : "Ask the provider whether it went out, and say so:",
                "  loket unknown resolve \(number) --\(isPrint ? "printed" : "sent") --reason …",
                "  loket unknown resolve \(number) --not-\(isPrint ? "printed" : "sent") --reason …",
            ]
        }
        return lines
    }
}

/// What became of a message.
private struct NoticeReport: Report {
    let number: String
    let state: String
    let attempt: Int
    let reason: String

    init(_ effect: WireEffectView, number: String) {
        self.number = number
        state = effect.state
        attempt = Int(effect.attempt)
        reason = effect.reason
    }

    func lines(on screen: Screen) -> [String] {
        ["\(screen.strong(number))   message \(state)\(reason.isEmpty ? "" : ": \(reason)")"]
    }
}
