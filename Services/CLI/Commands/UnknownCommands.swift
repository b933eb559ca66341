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
              loket unknown list
              loket unknown resolve KLR-261123-B007-1 --printed --reason "lies in the tray"
              loket unknown resolve KLR-261123-B007-1 --not-sent --reason "the provider has no such message"

            JSON: list gives unknown (kind: print or message, number, attempt, reason, since); resolve gives the case,
            the run whose list it is, or the message.

            \(ExitStatus.help)
            """,
        subcommands: [ListUnknown.self, ResolveUnknown.self], defaultSubcommand: ListUnknown.self)
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
            var found: [UnknownReport.Item] = []
            var silent: [String] = []
            let offices = site.officeAsked == nil ? counter.directory.entries.map(\.code) : [try counter.office()]
            for office in offices {
                let zone = counter.directory.zone(office)
                if let list = try await prints(counter, office) {
                    found += list.effects.map { .init("print", $0, zone) }
                } else {
                    silent.append("printing@\(office)")
                }
                if let list = try await messages(counter, office) {
                    found += list.effects.map { .init("message", $0, zone) }
                } else {
                    silent.append("notification@\(office)")
                }
            }
            counter.screen.show(UnknownReport(unknown: found))
            if !silent.isEmpty {
                throw Complaint(
                    .unavailable, "nobody serves \(silent.joined(separator: ", ")): what is unknown there isn't shown")
            }
            if !found.isEmpty { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }

    /// Nil where nobody serves: what is known elsewhere is still worth showing.
    private func prints(_ counter: Counter, _ office: String) async throws -> WireUnknownList? {
        do {
            let reply = try await counter.ask(PrintingDialect.self, office, .showUnknown(.init()))
            guard case .unknown(let list) = reply else { throw counter.unreadable("printing", office) }
            return list
        } catch RequestFailure.unavailable {
            return nil
        }
    }

    private func messages(_ counter: Counter, _ office: String) async throws -> WireUnknownList? {
        do {
            let reply = try await counter.ask(NotificationDialect.self, office, .showUnknown(.init()))
            guard case .unknown(let list) = reply else { throw counter.unreadable("notification", office) }
            return list
        } catch RequestFailure.unavailable {
            return nil
        }
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
