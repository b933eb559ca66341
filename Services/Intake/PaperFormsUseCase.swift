import Casework
import Civil
import Contracts
import Foundation
import Records

/// Forms on paper are numbered ahead, or voided.
///
/// Touches their lane alone: the one of today for new ones, the one of the day of printing for those that are voided.
struct PaperFormsUseCase {
    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    func needs(printingAt now: Moment) throws(Rejection) -> Needs { needs(try lane(at: now)) }

    func needs(voiding void: WireVoidForms) throws(Rejection) -> Needs { needs(try tickets(void).lane) }

    private func needs(_ lane: LaneKey) -> Needs {
        Needs(shared: [.init(id: lane.id, kind: Subject.Kind.lane.rawValue, office: lane.office)])
    }

    func print(_ print: WirePrintForms, in fold: Fold) throws -> WireIntakeReply {
        let key = try lane(at: fold.now)
        let lane = fold.lane(key.id)
        let events = try PaperFormRules.print(
            Int(print.count), lane: lane, key: key, incarnation: fold.incarnation)
        for event in events { try fold.append(.lane(event), to: key.id) }
        guard let printed = fold.lane(key.id) else { throw RetryLater("the lane of forms is being read") }
        let first = (lane?.forms.printed ?? 0) + 1
        return .with { $0.forms = WireFormList(printed, numbers: first...printed.forms.printed) }
    }

    func void(_ void: WireVoidForms, in fold: Fold) throws -> WireIntakeReply {
        let (tickets, key) = try tickets(void)
        let event = try PaperFormRules.void(tickets, lane: fold.lane(key.id), reason: void.reason)
        try fold.append(.lane(event), to: key.id)
        guard let lane = fold.lane(key.id) else { throw RetryLater("the lane of forms is being read") }
        return .with { reply in
            reply.forms.forms = WireFormList(lane, numbers: 1...max(1, lane.forms.printed)).forms.filter { form in
                tickets.contains { $0.text == form.number }
            }
        }
    }

    private func lane(at now: Moment) throws(Rejection) -> LaneKey {
        let office = try intake.catalogue.office(written: asking.office)
        return LaneKey(
            office: office.code.text, shortCode: office.shortCode, letter: LaneKey.paperLetter,
            day: office.zone.day(of: now))
    }

    /// Forms of one printing: each lies in the lane of its day.
    private func tickets(_ void: WireVoidForms) throws(Rejection) -> (tickets: [TicketNumber], lane: LaneKey) {
        var tickets: [TicketNumber] = []
        for number in void.numbers { tickets.append(try intake.form(number, asking)) }
        guard let lane = tickets.first?.lane(office: asking.office) else {
            throw Rejection(
                .missingField, field: "numbers", problem: "no form is named", fix: "name the forms that are not used")
        }
        guard tickets.allSatisfy({ $0.day == lane.day }) else {
            throw Rejection(
                .tooMany, field: "numbers", problem: "the forms were printed on several days",
                fix: "void those of one day at a time")
        }
        return (tickets, lane)
    }
}

extension IntakeService {
    /// The number of a form of the office that is asked.
    func form(_ text: String, _ asking: Asking) throws(Rejection) -> TicketNumber {
        guard let (ticket, rest) = TicketNumber.parse(text), rest.isEmpty, ticket.letter == LaneKey.paperLetter else {
            throw Rejection(
                .unknownNumber, field: "number", problem: "\(Rejection.quoted(text)) is no form's number",
                fix: "write it like KLR-261123-FK001")
        }
        _ = try cases.office(of: ticket, asked: asking.office)
        return ticket
    }
}

/// The forms in an office's drawer, or all of a day's printing.
struct ShowForms {
    /// Days on which forms were printed that are still open.
    private static let mostDays = 366

    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    func answer(_ show: WireShowForms, from archive: Archive) throws -> WireIntakeReply {
        let office = try intake.catalogue.office(written: asking.office)
        let found: [Archive.Found]
        if show.day == 0 {
            found = try archive.waiting(in: Lane.drawer(of: asking.office), most: Self.mostDays)
        } else {
            let key = LaneKey(
                office: office.code.text, shortCode: office.shortCode, letter: LaneKey.paperLetter,
                day: try Day(counted: show.day))
            found = try archive.subject(key.id).map { [$0] } ?? []
        }
        return .with { reply in
            reply.forms.forms = found.flatMap { found -> [WireFormView] in
                guard case .lane(let lane) = found.subject, lane.forms.printed > 0 else { return [] }
                return WireFormList(lane, numbers: 1...lane.forms.printed).forms
            }
        }
    }
}

extension WireFormList {
    init(_ lane: Lane, numbers: ClosedRange<Int>) {
        self.init()
        forms = numbers.compactMap { number in
            guard let ticket = lane.form(number), let state = lane.forms.state(of: number) else { return nil }
            return .with {
                $0.number = ticket.text
                $0.state = state.rawValue
            }
        }
    }
}
