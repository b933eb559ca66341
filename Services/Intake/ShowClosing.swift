import Casework
import Civil
import Contracts
import Foundation

/// The office's day in figures, counted from the subjects themselves: as they are, or for a day that has passed, as
/// they were when it ended.
struct ShowClosing {
    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    func answer(_ show: WireShowClosing, from archive: Archive) throws -> WireIntakeReply {
        let office = try intake.catalogue.office(written: asking.office)
        let site = try archive.site()
        let now = site.now
        let day = try intake.day(show.day, office: office, at: now)
        let today = office.zone.day(of: now)
        guard day <= today else {
            throw Rejection(
                .invalidDay, field: "day", problem: "\(day) hasn't begun",
                fix: "name today, \(today), or an earlier day")
        }
        var closing = DayClosing(
            office: office.code.text, siteOffices: site.offices, from: office.zone.moment(day),
            to: office.zone.moment(day.next))
        try count(visitsOf: office, day, site.incarnation, into: &closing, archive)
        try count(casesOf: office, into: &closing, archive, now: now)
        return .with { $0.closing = Self.wire(closing, day) }
    }

    private func count(
        visitsOf office: Office, _ day: Day, _ incarnation: Int, into closing: inout DayClosing, _ archive: Archive
    ) throws {
        for lane in office.lanes {
            let key = LaneKey(office: office.code.text, shortCode: office.shortCode, letter: lane.letter, day: day)
            guard case .lane(let state)? = try archive.subject(key.id)?.subject, state.issued > 0 else { continue }
            let ids = (1...state.issued).flatMap { number in
                (1...incarnation).map {
                    TicketNumber(
                        shortCode: office.shortCode, incarnation: $0, day: day, letter: lane.letter, number: number
                    ).visitID(office: office.code.text)
                }
            }
            try archive.each(of: ids) { if case .visit(let visit) = $0.subject { closing.count(visit) } }
        }
        // Those that were entered on that day from forms on paper, whenever the forms were printed.
        let entered = try archive.recorded(.visit, from: office.zone.moment(day), to: office.zone.moment(day.next))
        try archive.each(of: entered) { found in
            guard case .visit(let visit) = found.subject, visit.opening.office == office.code.text,
                TicketNumber.parse(visit.opening.number)?.ticket.letter == LaneKey.paperLetter
            else { return }
            closing.count(visit)
        }
    }

    /// Every case that is open, and every one that something happened to on that day.
    private func count(
        casesOf office: Office, into closing: inout DayClosing, _ archive: Archive, now: Moment
    ) throws {
        // Another office of the site may have one of ours, and another site too.
        let queues = (closing.siteOffices ?? [office.code.text]).flatMap { code in
            CaseFile.Stage.allCases.filter { !$0.isClosed }.map { CaseFile.queue(office: code, stage: $0) }
        }
        var ids = Set(try archive.waiting(in: queues + [CaseFile.awayQueue(office: office.code.text)]))
        ids.formUnion(try archive.recorded(.caseFile, from: closing.from, to: closing.to))
        func count(_ subject: Subject) {
            if case .caseFile(let file) = subject, file.filing.office == office.code.text { closing.count(file) }
        }
        guard now >= closing.to else { return try archive.each(of: ids) { count($0.subject) } }
        // What was open then may be closed by now, and whatever moved since then stood elsewhere.
        let moved = Set(try archive.recorded(.caseFile, from: closing.to, to: now + .microseconds(1)))
        try archive.each(of: ids.subtracting(moved)) { count($0.subject) }
        try archive.each(of: moved, asOf: closing.to) { count($0) }
    }

    private static func wire(_ closing: DayClosing, _ day: Day) -> WireClosing {
        .with { wire in
            wire.day = day.ordinal
            wire.filed = Int32(closing.filed)
            wire.carriedIn = Int32(closing.carriedIn)
            wire.collected = Int32(closing.collected)
            wire.ready = Int32(closing.ready)
            wire.waiting = closing.waiting.sorted { $0.key.rawValue < $1.key.rawValue }.map { stage, count in
                .with {
                    $0.step = stage.word
                    $0.cases = Int32(count)
                }
            }
            wire.incomplete = Int32(closing.incomplete)
            wire.refused = Int32(closing.refused)
            wire.withdrawn = Int32(closing.withdrawn)
            wire.elsewhere = Int32(closing.elsewhere)
            wire.held = Int32(closing.held)
            wire.unknown = Int32(closing.unknown)
            wire.tickets = Int32(closing.tickets)
            wire.served = Int32(closing.visits[.served, default: 0])
            wire.noShow = Int32(closing.visits[.noShow, default: 0])
            wire.left = Int32(closing.visits[.left, default: 0])
            wire.carriedOver = Int32(closing.visits[.carriedOver, default: 0])
            wire.openVisits = Int32(closing.openVisits)
            wire.waitsUs = closing.waits.map(\.microseconds).sorted()
            wire.complaint = closing.complaint
            wire.balanced = closing.complaint.isEmpty
        }
    }
}
