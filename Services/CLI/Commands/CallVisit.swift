import ArgumentParser
import Contracts
import Foundation
import ServiceClient

struct CallVisit: AsyncParsableCommand {
    enum Turn: String, EnumerableFlag {
        case came, served, left, noShow

        static func help(for turn: Turn) -> ArgumentHelp? {
            switch turn {
            case .came: "The person who was called has come to the desk."
            case .served: "The person at the desk is done."
            case .left: "The person went away before being done."
            case .noShow: "Nobody came."
            }
        }

        var outcome: String { self == .noShow ? "no_show" : rawValue }
        var flag: String { self == .noShow ? "--no-show" : "--\(rawValue)" }
    }

    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call the next visit to a desk, and say how it went.",
        discussion: """
            Without more it calls the next visit. A desk that still has one, for example because the program was cut
            off, gets the same one again, not the next: so after a lost answer it shows how things stand.

            With --next the visit at the desk is ended only when its person has come (--came); a visit that is merely
            called is ended with its ticket. So the same command given twice never ends the visit that it has just
            called.

            Whoever is called and isn't said to have come (--came) within five minutes is closed as not there.

            Examples:
              loket call --desk 1                   the next visit for desk 1
              loket call --desk 1 --lane B          from lane B only
              loket call --desk 1 --came            the person is at the desk
              loket call --desk 1 --served          done
              loket call --desk 1 --served --next   done, and call the next
              loket call --desk 1 --no-show
              loket call KLR-261123-A041 --desk 1 --no-show --next
              loket call KLR-261123-A042 --left --reason "had to fetch a child"

            JSON: nobody, again, visit (as in loket status), ended (the visit that was ended before, with --next).

            \(ExitStatus.help)
            """)

    @Argument(help: "A ticket, where the visit is not at a desk; else the one at the desk is meant.")
    var ticket: String?

    @Option(help: ArgumentHelp("The desk (LOKET_DESK).", valueName: "id"))
    var desk: String?

    @Option(help: ArgumentHelp("Call from this lane of the desk only.", valueName: "letter"))
    var lane: String?

    @Flag(exclusivity: .exclusive)
    var turn: Turn?

    @Flag(help: "After ending a visit, call the next.")
    var next = false

    @Option(help: "Why, for the journal.")
    var reason = ""

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    private var deskAsked: String? { site.setting(desk, "LOKET_DESK") }

    func validate() throws {
        if ticket != nil && turn == nil {
            throw ValidationError("Say what to do with the ticket: --came, --served, --left or --no-show.")
        }
        if next && (turn == nil || turn == .came) {
            throw ValidationError("--next goes with --served, --left or --no-show.")
        }
        if next && action.request != nil {
            throw ValidationError("--request asks one thing again: leave --next out.")
        }
        if ticket == nil && turn != nil && action.request != nil {
            throw ValidationError("--request asks the same again: name the ticket too, as the lost command did.")
        }
        if (ticket == nil || next) && deskAsked == nil {
            throw ValidationError("Which desk? Say --desk 1, or set LOKET_DESK.")
        }
    }

    func run() async throws {
        try await Counter.open(site, desk: deskAsked ?? "") { counter in
            guard let turn else { return counter.screen.show(try await call(counter)) }
            guard next else { return counter.screen.show(CallReport(visit: try await end(turn, counter))) }
            do {
                counter.screen.show(try await call(counter, after: try await end(turn, counter)))
            } catch RequestFailure.unknown(let name, _) {
                throw Complaint(
                    .unknown,
                    "no answer came from \(name), so it may be done or not: loket call --desk \(deskAsked ?? "") shows "
                        + "who is at the desk, or calls the next")
            }
        }
    }

    private func call(_ counter: Counter, after ended: VisitReport? = nil) async throws -> CallReport {
        let office = try counter.office()
        let command = WireCallNext.with {
            $0.desk = deskAsked ?? ""
            $0.lane = lane ?? ""
        }
        let reply = try await counter.ask(IntakeDialect.self, office, .callNext(command), id: action.requestID)
        guard case .visitCalled(let called) = reply else { throw counter.unreadable("intake", office) }
        guard called.nobody else {
            let visit = VisitReport(called.visit, counter.directory.zone(office))
            return CallReport(visit: visit, again: called.again, ended: ended)
        }
        return CallReport(
            visit: nil, ended: ended, desk: deskAsked ?? "", lane: lane, waiting: await waiting(counter, office))
    }

    /// How many wait in each lane, for a desk that found nobody; nothing where that can't be asked now.
    private func waiting(_ counter: Counter, _ office: String) async -> [(lane: String, count: Int)] {
        let reply = try? await counter.ask(IntakeDialect.self, office, .showQueue(.with { $0.limit = 1 }))
        guard case .queue(let queue)? = reply else { return [] }
        return queue.lanes.filter { $0.waiting > 0 }.map { ($0.letter, Int($0.waiting)) }
    }

    private func end(_ turn: Turn, _ counter: Counter) async throws -> VisitReport {
        let office = try ticket.map { try counter.office(ofNumber: $0) } ?? counter.office()
        let number: String
        if let ticket {
            number = ticket
        } else {
            number = try await atDesk(turn, counter, office)
        }
        let command: WireIntakeCommand.OneOf_Command =
            turn == .came
            ? .attend(.with { $0.visit = number })
            : .closeVisit(
                .with {
                    $0.visit = number
                    $0.outcome = turn.outcome
                    $0.reason = reason
                })
        do {
            let reply = try await counter.ask(IntakeDialect.self, office, command, id: action.requestID)
            guard case .visitChanged(let changed) = reply else { throw counter.unreadable("intake", office) }
            return VisitReport(changed.visit, counter.directory.zone(office))
        } catch RequestFailure.unknown(let name, let id) where ticket == nil && !next {
            // Whoever is at the desk when it is asked again may be somebody else.
            throw Complaint(
                .unknown,
                "no answer came from \(name), so it may be done or not: the same command with \(number) and --request "
                    + "\(id.uuidString.lowercased()) does it once at most and shows the answer")
        }
    }

    /// The visit that the desk has now.
    private func atDesk(_ turn: Turn, _ counter: Counter, _ office: String) async throws -> String {
        let reply = try await counter.ask(IntakeDialect.self, office, .showQueue(.with { $0.limit = 1 }))
        guard case .queue(let queue) = reply else { throw counter.unreadable("intake", office) }
        let desk = deskAsked ?? ""
        guard let visit = queue.lanes.flatMap(\.atDesks).first(where: { $0.desk == desk }) else {
            throw Complaint(.refused, "nobody is at desk \(desk): call the next one, or name the ticket")
        }
        // It may be the one that a lost answer called: nobody has seen its number yet.
        if next && visit.stage == "called" {
            throw Complaint(
                .refused,
                "\(visit.number) was called to desk \(desk), and nobody has said that the person came: "
                    + (turn == .noShow ? "name the ticket: " : "say --came first, or name the ticket: ")
                    + "loket call \(visit.number) --desk \(desk) \(turn.flag) --next")
        }
        return visit.number
    }
}

/// Who was called to a desk.
struct CallReport: Report {
    let nobody: Bool
    let again: Bool
    let visit: VisitReport?
    let ended: VisitReport?
    private let desk: String
    private let lane: String?
    private let waiting: [(lane: String, count: Int)]

    private enum CodingKeys: CodingKey {
        case nobody, again, visit, ended
    }

    init(
        visit: VisitReport?, again: Bool = false, ended: VisitReport? = nil, desk: String = "", lane: String? = nil,
        waiting: [(lane: String, count: Int)] = []
    ) {
        nobody = visit == nil
        self.again = again
        self.visit = visit
        self.ended = ended
        self.desk = desk
        self.lane = lane
        self.waiting = waiting
    }

    func lines(on screen: Screen) -> [String] {
        var lines: [String] = []
        if let ended { lines += ended.lines(on: screen) + [""] }
        guard let visit else { return lines + [nobodyInWords] }
        if again { lines.append(screen.faint("Still at this desk:")) }
        return lines + visit.lines(on: screen)
    }

    /// `Nobody waits for desk 1. 4 wait in lane B, 11 in C.`
    private var nobodyInWords: String {
        let nobody = "Nobody waits for desk \(desk)\(lane.map { " in lane \($0.uppercased())" } ?? "")."
        let others = waiting.enumerated().map { index, other in
            index == 0
                ? "\(other.count) \(other.count == 1 ? "waits" : "wait") in lane \(other.lane)"
                : "\(other.count) in \(other.lane)"
        }
        return others.isEmpty ? nobody : "\(nobody) \(others.joined(separator: ", "))."
    }
}
