import Civil
import Contracts
import Foundation
import ServiceClient

/// The player's way to the services: each request is sent until it is answered, under its own id.
final class DayLine: Sendable {
    /// What no rule is against and yet has no answer: the day can't go on now.
    struct Interrupted: Error, CustomStringConvertible {
        let failure: RequestFailure

        var description: String { "the day stops here, and playing it again goes on from here: \(failure)" }
    }

    /// One for each desk of the office, and one under the empty name.
    private let clients: [String: SiteClient]
    private let office: String
    /// For one request: services may be restarted meanwhile.
    private let patience: Patience

    init(_ options: SiteOptions, office: String, desks: [String]) throws {
        var clients: [String: SiteClient] = [:]
        for desk in desks + [""] { clients[desk] = try Counter.line(options, desk: desk) }
        self.clients = clients
        self.office = office
        patience = .patient(.seconds(options.patience ?? 120))
    }

    func stop() {
        for client in clients.values { client.stop() }
    }

    /// Plays a day to its end, from wherever the site stands in it.
    func play(_ player: inout DayPlayer) async throws {
        var progress = DayProgress(player.office.zone)
        defer { progress.clear() }
        while true {
            switch player.next() {
            case .finished:
                if player.isOutOfStep { throw passed(player.now, player) }
                return
            case .ask(let requests): player.receive(try await ask(requests))
            case .advance(let moment):
                try await rest()
                try await advance(to: moment)
            }
            progress.show(player)
        }
    }

    /// Refuses a site that is no demo site, or whose clock has passed a day that was never played there.
    func check(canPlay player: DayPlayer) async throws {
        let site = try await site()
        guard site.demo else {
            throw Complaint(
                .refused,
                "this is no demo site, so its clock is the world's: bring one up with loket up --demo in a folder of its own"
            )
        }
        let now = Moment(microseconds: site.now)
        guard let first = player.script.citizens.first, now > first.at else { return }
        let day = player.script.day
        let question = WireIntakeCommand.OneOf_Command.showClosing(.with { $0.day = day.ordinal })
        guard
            case .intake(.closing(let closing)) = try await ask(
                DayRequest(id: .freshRequest(), command: .intake(question))), closing.tickets > 0
        else {
            throw passed(now, player)
        }
    }

    private func passed(_ now: Moment, _ player: DayPlayer) -> Complaint {
        Complaint(
            .refused,
            "the site's clock has passed \(OfficeTime(now, player.office.zone).full), and this day was not played there: "
                + "take a new demo site, or a later day with --on")
    }

    /// Asks everything at once and gives the answers in the order of the requests.
    func ask(_ requests: [DayRequest]) async throws -> [DayAnswer] {
        try await withThrowingTaskGroup(of: (Int, DayAnswer).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, try await self.ask(request)) }
            }
            var answers: [DayAnswer?] = Array(repeating: nil, count: requests.count)
            for try await (index, answer) in group { answers[index] = answer }
            return answers.compactMap { $0 }
        }
    }

    private func ask(_ request: DayRequest) async throws -> DayAnswer {
        guard let client = clients[request.desk] ?? clients[""] else {
            preconditionFailure("a line has a client without a desk")
        }
        do throws(RequestFailure) {
            switch request.command {
            case .intake(let command):
                return .intake(
                    try await client.ask(IntakeDialect.self, office, command, id: request.id, patience: patience))
            case .recording(let command):
                return .recording(
                    try await client.ask(RecordingDialect.self, office, command, id: request.id, patience: patience))
            case .printing(let command):
                return .printing(
                    try await client.ask(PrintingDialect.self, office, command, id: request.id, patience: patience))
            case .holder(let service, let command):
                return .holder(
                    try await client.ask(
                        holder: service, office, command, id: request.id, patience: patience))
            }
        } catch {
            if case .rejected(let why) = error { return .declined(why) }
            throw Interrupted(failure: error)
        }
    }

    /// Waits until nothing is due and nothing is on its way at the site.
    private func rest() async throws { try await rest(from: site()) }

    /// Moves the site's clock and waits until everything that was due by then has been done.
    private func advance(to moment: Moment) async throws {
        try await rest(from: site(.setClock(.with { $0.to = moment.microseconds })))
    }

    private func site(_ question: WireIntakeCommand.OneOf_Command = .showSite(.init())) async throws -> WireSiteView {
        switch try await ask(DayRequest(id: .freshRequest(), command: .intake(question))) {
        case .intake(.site(let site)): return site
        case .declined(let why): throw Interrupted(failure: .rejected(why))
        default: throw Interrupted(failure: .unreadable("intake@\(office)"))
        }
    }

    private func rest(from seen: WireSiteView) async throws {
        let deadline = ContinuousClock.now + patience.limit
        var site = seen
        var pause = Duration.milliseconds(1)
        while site.due > 0 || site.outgoing > 0 {
            guard ContinuousClock.now < deadline else {
                throw Interrupted(
                    failure: .notYet(
                        "the site at \(office)",
                        reason: "\(site.due) things that are due and \(site.outgoing) messages or prints wait"))
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(20))
            site = try await self.site()
        }
    }
}
