import Foundation

/// Forms on paper for the hours without power: numbers made ahead, entered later, voided when they stay unused.
public enum PaperFormRules {
    /// The most forms of one printing, whose sheets still fit into one answer, and the most of one day.
    public static let mostAtOnce = 50
    static let mostOfADay = 999

    /// Numbers `count` forms of today's lane.
    public static func print(
        _ count: Int, lane: Lane?, key: LaneKey, incarnation: Int
    ) throws(Rejection) -> [LaneEvent] {
        guard (1...mostAtOnce).contains(count) else {
            throw Rejection(
                .outOfRange, field: "count", problem: "\(count) forms can't be printed together",
                fix: "print from 1 to \(mostAtOnce) at a time")
        }
        guard (lane?.forms.printed ?? 0) + count <= mostOfADay else {
            throw Rejection(
                .outOfRange, field: "count", problem: "there would be more than \(mostOfADay) forms of \(key.day)",
                fix: "use those that are open: loket paper-forms list")
        }
        let printed = LaneEvent.formsPrinted(count: count, incarnation: incarnation)
        return lane == nil ? [.opened(key), printed] : [printed]
    }

    /// Voids forms that are not going to be used.
    public static func void(_ tickets: [TicketNumber], lane: Lane?, reason: String) throws(Rejection) -> LaneEvent {
        guard !tickets.isEmpty else {
            throw Rejection(
                .missingField, field: "numbers", problem: "no form is named", fix: "name the forms that are not used")
        }
        var numbers: [Int] = []
        for ticket in tickets {
            _ = try open(ticket, lane: lane)
            if !numbers.contains(ticket.number) { numbers.append(ticket.number) }
        }
        return .formsVoided(numbers.sorted(), reason: try CaseRules.reason(reason))
    }

    /// The form's lane, where it was printed here and is still open.
    static func open(_ ticket: TicketNumber, lane: Lane?) throws(Rejection) -> Lane {
        guard ticket.letter == LaneKey.paperLetter, let lane,
            lane.forms.incarnation(of: ticket.number) == ticket.incarnation
        else {
            throw Rejection(
                .unknownNumber, field: "number", problem: "no form \(ticket.text) was printed here",
                fix: "read the number again; what was printed in hours that no backup knows is filed under a new number"
            )
        }
        switch lane.forms.state(of: ticket.number) {
        case .open?: return lane
        case .entered?:
            throw Rejection(
                .wrongStage, field: "number", problem: "form \(ticket.text) was entered already",
                fix: "look at it with loket status \(ticket.text)")
        case .void?, nil:
            throw Rejection(
                .wrongStage, field: "number", problem: "form \(ticket.text) was voided",
                fix: "copy it to another form, and say on both which belongs to which")
        }
    }
}

extension OpenVisit {
    /// A visit that was taken down on a numbered form: it has the form's number and the form's time, and is over.
    ///
    /// - Parameter written: when it was taken down, which is also the time of the context.
    public static func enter(
        _ visit: CheckedVisit, form ticket: TicketNumber, lane: Lane?, at written: Moment, in context: Context
    ) throws(Rejection) -> Opened {
        let lane = try PaperFormRules.open(ticket, lane: lane)
        guard written <= context.now else {
            throw Rejection(
                .invalidTime, field: "at", problem: "the form was filled in after now", fix: "correct the time")
        }
        guard context.now.microseconds - longestDelay.microseconds <= written.microseconds else {
            throw Rejection(
                .invalidTime, field: "at", problem: "the form was filled in more than a week ago",
                fix: "correct the time; what is older is filed anew, with its applicant")
        }
        guard visit.office.zone.day(of: written) >= lane.key.day else {
            throw Rejection(
                .invalidTime, field: "at",
                problem: "form \(ticket.text) was printed on \(lane.key.day), later than that",
                fix: "correct the time, or read the number again")
        }
        var context = context
        context.now = written
        return try opened(
            visit, ticket, lane: lane.key, arrivedAt: written,
            events: { [.formEntered(number: ticket.number, visit: $0)] }, in: context)
    }
}
