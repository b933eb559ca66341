import Civil
import Foundation
import Testing

struct PaperFormRulesTests {
    private let now: Moment
    private let key: LaneKey

    init() throws {
        now = try klari("2026-11-23T11:00:00")
        key = LaneKey(
            office: "32.15.05", shortCode: "KLR", letter: LaneKey.paperLetter, day: try Day(iso: "2026-11-23"))
    }

    private func lane(_ events: LaneEvent...) throws -> Lane {
        var lane = Lane(key: key)
        for event in events where !lane.apply(event) { throw Impossible() }
        return lane
    }

    private func form(_ number: Int, incarnation: Int = 1) -> TicketNumber {
        TicketNumber(
            shortCode: "KLR", incarnation: incarnation, day: key.day, letter: LaneKey.paperLetter, number: number)
    }

    private func enter(_ number: Int, _ lane: Lane?, at moment: Moment, open: CaseFile? = nil) throws
        -> OpenVisit.Opened
    {
        let line = """
            {"id": "x", "office": "32.15.05", "visitor": {"name": "BUDI SANTOSO", "nik": "3215051708930001"}, \
            "applications": [{"product": "sktm", "documents": ["surat-desa", "ktp", "kk"]}]}
            """
        let visit = try VisitLine.decode(line).checked(against: SampleFiles.catalogue(), at: moment)
        let context = OpenVisit.Context(
            now: now, incarnation: 2, calendar: try sampleCalendar(), openCases: [open], secrets: ["7KQ2MD"])
        return try OpenVisit.enter(visit, form: form(number), lane: lane, at: moment, in: context)
    }

    @Test func `forms are numbered on, through every life, in a lane that no catalogue has`() throws {
        #expect(
            try PaperFormRules.print(2, lane: nil, key: key, incarnation: 1) == [
                .opened(key), .formsPrinted(count: 2, incarnation: 1),
            ])
        let lane = try lane(.formsPrinted(count: 2, incarnation: 1), .formsPrinted(count: 3, incarnation: 2))
        #expect(
            (1...5).map { lane.form($0)?.text } == [
                "KLR-261123-FK001", "KLR-261123-FK002", "KLR2-261123-FK003", "KLR2-261123-FK004", "KLR2-261123-FK005",
            ])
        #expect(lane.form(6) == nil && lane.forms.state(of: 6) == nil)
        let letters = Set(try SampleFiles.catalogue().offices.flatMap(\.lanes).map(\.letter))
        #expect(letters.allSatisfy { $0.count == 1 } && LaneKey.paperLetter.count == 2)
        let read = TicketNumber.parse("klr2-261123-fk005-1")
        #expect(read?.ticket == lane.form(5) && read?.rest == ["1"])
        #expect(RunNumber("KLR-261123-FK001") == nil, "nor is it taken for a run")
        for count in [0, -1, 51] {
            #expect(
                rejection { try PaperFormRules.print(count, lane: nil, key: key, incarnation: 1) }?.field == "count")
        }
    }

    @Test func `each form is entered once or voided, and nothing else happens to it`() throws {
        var lane = try lane(.formsPrinted(count: 3, incarnation: 1))
        let visit = form(2).visitID(office: key.office)
        for (event, fits) in [
            (LaneEvent.formEntered(number: 2, visit: visit), true), (.formEntered(number: 2, visit: visit), false),
            (.formsVoided([2], reason: "x"), false), (.formsVoided([3, 3], reason: "x"), false),
            (.formsVoided([], reason: "x"), false), (.formsVoided([3], reason: "x"), true),
            (.formEntered(number: 3, visit: visit), false), (.formEntered(number: 4, visit: visit), false),
            (.ticketIssued(number: 1, visit: visit), false), (.formsPrinted(count: 0, incarnation: 1), false),
        ] {
            let applied = lane.apply(event)
            #expect(applied == fits, "\(event)")
        }
        #expect((1...3).map { lane.forms.state(of: $0) } == [.open, .entered, .void])
        #expect(lane.ticketsGiven == 1 && lane.forms.open == [1])
        var ordinary = Lane(key: LaneKey(office: "32.15.05", shortCode: "KLR", letter: "A", day: key.day))
        let printed = ordinary.apply(.formsPrinted(count: 1, incarnation: 1))
        #expect(!printed)
    }

    @Test func `what has open forms lies in the office's drawer`() throws {
        var lane = try lane(.formsPrinted(count: 1, incarnation: 1))
        #expect(Subject.lane(lane).place?.queue == Lane.drawer(of: "32.15.05"))
        let event = try PaperFormRules.void([form(1)], lane: lane, reason: "torn")
        #expect(event == .formsVoided([1], reason: "torn"))
        let fits = lane.apply(event)
        #expect(fits && Subject.lane(lane).place == nil)
    }

    @Test func `a form is entered with its own number and its own time`() throws {
        let written = try klari("2026-11-23T09:40:00")
        let opened = try enter(2, lane(.formsPrinted(count: 3, incarnation: 1)), at: written)
        #expect(opened.opening.number == "KLR-261123-FK002" && opened.opening.arrivedAt == written)
        #expect(opened.opening.lane == key.id && opened.visit == form(2).visitID(office: key.office))
        #expect(opened.laneEvents == [.formEntered(number: 2, visit: opened.visit)])
        #expect(opened.filings.map(\.filing.number) == ["KLR-261123-FK002-1"])
        #expect(opened.filings[0].filing.filedAt == written)
    }

    @Test func `what can't be on such a form is refused`() throws {
        let lane = try lane(
            .formsPrinted(count: 3, incarnation: 1), .formsVoided([3], reason: "torn"),
            .formEntered(number: 1, visit: form(1).visitID(office: key.office)))
        let written = try klari("2026-11-23T09:40:00")
        #expect(rejection { try enter(1, lane, at: written) }?.problem.contains("entered already") == true)
        #expect(rejection { try enter(3, lane, at: written) }?.problem.contains("voided") == true)
        #expect(rejection { try enter(4, lane, at: written) }?.code == .unknownNumber)
        #expect(rejection { try enter(2, nil, at: written) }?.code == .unknownNumber)
        #expect(rejection { try enter(2, lane, at: now + .minutes(1)) }?.code == .invalidTime)
        #expect(
            rejection { try enter(2, lane, at: klari("2026-11-22T09:40:00")) }?.problem.contains("printed on") == true)
        let open = try sampleCase("sktm", at: written)
        #expect(rejection { try enter(2, lane, at: written, open: open) }?.code == .alreadyOpen)
        #expect(rejection { try PaperFormRules.void([form(1)], lane: lane, reason: "x") }?.code == .wrongStage)
        #expect(rejection { try PaperFormRules.void([form(2)], lane: lane, reason: "") }?.code == .missingReason)
        let other = form(2, incarnation: 2)
        #expect(rejection { try PaperFormRules.void([other], lane: lane, reason: "x") }?.code == .unknownNumber)
    }
}
