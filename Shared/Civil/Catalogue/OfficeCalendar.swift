/// When an office works, and what it can therefore promise.
public struct OfficeCalendar: Sendable {
    public let office: Office
    /// Days on which it is closed although its week has hours then.
    private let closed: Set<Day>

    public init(office: Office, holidays: [Holiday]) {
        self.office = office
        closed = Set((office.holidays + holidays).map(\.day))
    }

    /// The spans in which the counter is open on `day`, none on a holiday.
    public func spans(on day: Day) -> [ClockSpan] {
        closed.contains(day) ? [] : office.hours[day.weekday] ?? []
    }

    public func isWorkingDay(_ day: Day) -> Bool { !spans(on: day).isEmpty }

    public func isOpen(at moment: Moment) -> Bool {
        let clock = office.zone.clock(of: moment)
        return spans(on: office.zone.day(of: moment)).contains { $0.contains(clock) }
    }

    /// The first working day after `day`. A week without hours and a year of holidays can't be asked for: the
    /// catalogue refuses an office that never opens.
    public func nextWorkingDay(after day: Day) -> Day {
        var candidate = day.next
        let last = day + Self.horizon
        while !isWorkingDay(candidate), candidate < last { candidate = candidate.next }
        return candidate
    }

    /// `moment` itself while the office is open, else the moment at which it opens next.
    public func opening(atOrAfter moment: Moment) -> Moment {
        let day = office.zone.day(of: moment)
        let clock = office.zone.clock(of: moment)
        for span in spans(on: day) where clock < span.to {
            return clock < span.from ? office.zone.moment(day, span.from) : moment
        }
        let next = nextWorkingDay(after: day)
        return office.zone.moment(next, spans(on: next).first?.from ?? .midnight)
    }

    /// When a promise given at `moment` falls due.
    public func due(_ promise: Promise, from moment: Moment) -> Moment {
        switch promise {
        case .hours(let hours):
            return opening(atOrAfter: moment + .hours(hours))
        case .minutes(let minutes):
            return adding(minutes: minutes, to: moment)
        case .workingDays(let count):
            let start = opening(atOrAfter: moment)
            var day = office.zone.day(of: start)
            for _ in 0..<count { day = nextWorkingDay(after: day) }
            return opening(atOrAfter: office.zone.moment(day, office.zone.clock(of: start)))
        }
    }

    /// `moment` and so many minutes of open counter after it.
    private func adding(minutes: Int, to moment: Moment) -> Moment {
        var rest: Duration = .minutes(minutes)
        var at = opening(atOrAfter: moment)
        for _ in 0..<(Self.horizon * 4) {
            let day = office.zone.day(of: at)
            let clock = office.zone.clock(of: at)
            guard let span = spans(on: day).first(where: { $0.contains(clock) }) else { return at }
            let closing = office.zone.moment(day, span.to)
            if at + rest < closing { return at + rest }
            rest = rest - (closing - at)
            at = opening(atOrAfter: closing)
        }
        return at
    }

    /// Days to look ahead: longer than any closure.
    private static let horizon = 400
}

/// When each stage of a case will be.
public struct Plan: Hashable, Sendable {
    public let recordOn: Day
    public let printOn: Day
    /// From when the document can be picked up. Where the national data centre has to answer first, this holds if
    /// it does so in time.
    public let readyFrom: Moment
    /// Recorded and printed at once, because the need is urgent.
    public let atOnce: Bool

    public init(recordOn: Day, printOn: Day, readyFrom: Moment, atOnce: Bool) {
        self.recordOn = recordOn
        self.printOn = printOn
        self.readyFrom = readyFrom
        self.atOnce = atOnce
    }
}

extension OfficeCalendar {
    /// The plan of a case that is complete at `moment`.
    ///
    /// Urgent: now, whatever the hour, since somebody with the authority to serve is standing there. In two
    /// stages: recorded on the first open day, printed with the next working day's run, or one run later when
    /// the list of that run closes before. Else the standard's promise.
    public func plan(promise: Promise, urgent: Bool, at moment: Moment) -> Plan {
        if urgent {
            let today = office.zone.day(of: moment)
            return Plan(recordOn: today, printOn: today, readyFrom: moment, atOnce: true)
        }
        let start = opening(atOrAfter: moment)
        let recordOn = office.zone.day(of: start)
        if office.isTwoStage, let run = office.printRun {
            let printOn = printDay(ofRecordingAt: start)
            return Plan(
                recordOn: recordOn, printOn: printOn, readyFrom: office.zone.moment(printOn, run.readyAt),
                atOnce: false)
        }
        let ready = due(promise, from: moment)
        return Plan(recordOn: recordOn, printOn: office.zone.day(of: ready), readyFrom: ready, atOnce: false)
    }

    /// The day of the run that takes what is recorded at `moment`: the first whose list is still open.
    public func printDay(ofRecordingAt moment: Moment) -> Day {
        let recordedOn = office.zone.day(of: moment)
        var day = nextWorkingDay(after: recordedOn)
        while day < recordedOn + Self.horizon, let cutOff = cutOff(ofRunOn: day), cutOff <= moment {
            day = nextWorkingDay(after: day)
        }
        return day
    }

    /// When the list closes of the run that is printed on `printDay`: the cut-off of the working day before.
    public func cutOff(ofRunOn printDay: Day) -> Moment? {
        guard let run = office.printRun else { return nil }
        var day = printDay.previous
        let first = printDay + -Self.horizon
        while !isWorkingDay(day), first < day { day = day.previous }
        return office.zone.moment(day, run.cutOff)
    }
}
