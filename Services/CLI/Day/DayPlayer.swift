import Civil
import Contracts
import Foundation

/// Plays a day: acts as its citizens and as the officers at the desks, and decides nothing that is the services'.
///
/// It is a pure value. It says what to ask, is told the answers, and what it asks next depends on the script and on
/// these answers alone. All its requests have ids that are made of the script, so a day that was cut off anywhere is
/// played again from its beginning: what was done already is answered as it was the first time.
struct DayPlayer: Sendable {
    enum Event: Equatable, Sendable {
        case opens(session: Int)
        case comes(coming: Int)
        case losesPatience(coming: Int)
        /// The call of somebody who isn't there has been given up by now.
        case callsAgain(seat: Int)
        case finishes(seat: Int)
        case triesAgain(CaseKey, seat: Int, attempt: Int)
        case centreAnswers(CaseKey)
        case withdraws(CaseKey)
        case takesAlong(CaseKey, attempt: Int)
        case startsRun(Int)
        case countsRun(Int)
        case printsAgain(Int)
        case countsReprints(Int)
        case closesRun(Int)
        case closesLanes(session: Int)
        case ends(session: Int)
    }

    /// One of the two days, as the office keeps it.
    struct Session: Equatable, Sendable {
        let day: Day
        let opening: Moment
        let closing: Moment
    }

    let script: DayScript
    let office: Office
    let calendar: OfficeCalendar
    let sessions: [Session]
    private let identity: String
    private(set) var now: Moment
    private var agenda = DayAgenda<Event>()
    private var wave: [(request: DayRequest, intent: Intent)] = []
    private var awaited: [Intent] = []

    var comings: [DayComing] = []
    var comingOfTicket: [String: Int] = [:]
    var cases: [CaseKey: OpenedCase] = [:]
    var seats: [DaySeat]
    var runs: [Int: PlayedRun] = [:]
    var ledger = DayLedger()
    private(set) var closings: [WireClosing] = []
    private(set) var lanesAreOpen = false
    /// Somebody came when the site's clock was past that time: it has had another day, and this one can't be played
    /// there any more.
    var isOutOfStep = false

    /// - Throws: what is wrong with the script for this office.
    init(_ script: DayScript, office: Office, calendar: OfficeCalendar) throws(Rejection) {
        self.script = script
        self.office = office
        self.calendar = calendar
        var sessions: [Session] = []
        for (field, day) in [("day", script.day), ("day_two", script.dayTwo)] {
            let spans = calendar.spans(on: day)
            guard let first = spans.first, let last = spans.last else {
                throw Rejection(
                    .invalidDay, field: field, problem: "\(office.name) is closed on \(day)",
                    fix: "take a working day, such as \(calendar.nextWorkingDay(after: day))")
            }
            sessions.append(
                Session(
                    day: day, opening: office.zone.moment(day, first.from), closing: office.zone.moment(day, last.to)))
        }
        self.sessions = sessions
        identity = [script.office, script.day.iso, "\(script.seed)", script.citizens.first?.visit.lineID ?? ""]
            .joined(separator: "/")
        now = sessions[0].opening - .minutes(30)
        seats = office.desks.map { DaySeat(desk: $0) }
        for index in sessions.indices { plan(.opens(session: index), at: sessions[index].opening) }
        planArrivals()
    }

    /// What to do next. After `.ask`, its answers must be given to ``receive(_:)`` first.
    mutating func next() -> DayMove {
        while true {
            if !wave.isEmpty, !isOutOfStep {
                awaited = wave.map(\.intent)
                defer { wave = [] }
                return .ask(wave.map(\.request))
            }
            guard !isOutOfStep, let at = agenda.nextAt else { return .finished }
            if at > now {
                now = at
                return .advance(to: at)
            }
            for event in agenda.take(until: now) { handle(event) }
        }
    }

    /// The answers to what was asked last, in its order.
    mutating func receive(_ answers: [DayAnswer]) {
        precondition(answers.count == awaited.count)
        let pairs = Array(zip(awaited, answers))
        awaited = []
        // A ticket of now can have been called by now, and whoever found nobody before it was given is free for it.
        for case (.open(let coming), .intake(.visitOpened(let opened))) in pairs { takeTicket(coming, opened) }
        for (intent, answer) in pairs where !intent.isOpening { take(answer, to: intent) }
        for (intent, answer) in pairs where intent.isOpening { take(answer, to: intent) }
    }

    private mutating func take(_ answer: DayAnswer, to intent: Intent) {
        if case .declined(let why) = answer { ledger.declined[why.code, default: 0] += 1 }
        handle(answer, to: intent)
    }

    mutating func plan(_ event: Event, at moment: Moment) { agenda.plan(event, at: max(moment, now)) }

    /// Adds a request to the next ones; `name` is its own among all of the day.
    mutating func ask(_ command: DayRequest.Command, _ name: String, for intent: Intent, desk: String = "") {
        let id = SubjectID.v8(naming: ["day", identity, name])
        wave.append((DayRequest(id: id, desk: desk, command: command), intent))
    }

    // MARK: The office's hours

    mutating func open(_ session: Int) {
        lanesAreOpen = true
        plan(.closesLanes(session: session), at: sessions[session].closing)
        planRun(in: session)
        for seat in seats.indices { callNext(seat) }
    }

    mutating func closeLanes(_ session: Int) {
        let day = sessions[session].day
        ask(
            .intake(.closeLanes(.with { $0.day = day.ordinal })), "\(day)/close-lanes",
            for: .closeLanes(session: session))
    }

    mutating func lanesClosed(_ session: Int) {
        lanesAreOpen = false
        // Whoever was not called is carried over, and comes back when the office opens next.
        for index in comings.indices where comings[index].waits && !comings[index].ticket.isEmpty {
            comings[index].waits = false
            guard session + 1 < sessions.count else { continue }
            comeBack(comings[index], at: sessions[session + 1].opening)
        }
        plan(.ends(session: session), at: office.zone.moment(sessions[session].day.next))
    }

    /// The day's figures are asked for when it is over: from then on they are always the same.
    mutating func end(_ session: Int) {
        guard seats.allSatisfy({ $0.state == .idle }) else {
            plan(.ends(session: session), at: now + .minutes(15))
            return
        }
        let day = sessions[session].day
        ask(
            .intake(.showClosing(.with { $0.day = day.ordinal })), "\(day)/closing", for: .showClosing)
    }

    mutating func closed(_ closing: WireClosing) { closings.append(closing) }
}
