import Civil
import Foundation
import Records
import Testing

@testable import Audit

/// What printing and messages leave behind, history by history.
struct LedgerTests {
    private static let day = Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0)
    private static let office = "32.15.05"
    private let now = Moment(microseconds: 1_795_392_000_000_000)
    private let desk = PrintDesk.id(office: office)
    private let run = RunNumber(shortCode: "KLR", incarnation: 1, day: day.next, run: 1)
    private var runID: UUID { run.runID(office: Self.office) }
    private let ticket = TicketNumber(shortCode: "KLR", incarnation: 1, day: day, letter: "B", number: 1)
    private var number: CaseNumber { CaseNumber(ticket: ticket, ordinal: 1) }
    private var file: UUID { number.caseID(office: Self.office) }

    private func filing() throws -> Filing {
        Filing(
            number: number.text, secret: "7KQ2MD", office: Self.office, visit: ticket.visitID(office: Self.office),
            visitNumber: ticket.text, product: "kk-perubahan", applicant: Person(name: try PersonName("BUDI")),
            familyCard: nil, documents: [], missing: [], need: "", urgent: false, catalogueVersion: "1",
            channel: "counter", filedAt: now,
            plan: Plan(recordOn: Self.day, printOn: Self.day.next, readyFrom: now, atOnce: false), phone: nil,
            route: [], producedBy: .loket, details: [])
    }

    private func printedCase() throws -> [Event] {
        [
            .caseFile(.filed(try filing())),
            .caseFile(
                .recorded(
                    reference: "r", capture: nil, desk: "3", at: now,
                    plan: Plan(recordOn: Self.day, printOn: Self.day.next, readyFrom: now, atOnce: false))),
            .caseFile(.joinedRun(runID, number: run.text)),
            .caseFile(.printPlanned(effect: file, reason: "", letter: "", at: now)),
            .caseFile(.printStarted(effect: file, attempt: 1, reason: "")),
            .caseFile(.printEnded(effect: file, .confirmed, reference: "1", reason: "", at: now)),
        ]
    }

    private var room: [Event] {
        [
            .printDesk(.opened(office: Self.office, shortCode: "KLR")),
            .printDesk(.runPlanned(runID, day: Self.day.next, number: 1)), .printDesk(.runListClosed(runID)),
        ]
    }

    private func closedRun(_ files: [UUID]) -> [Event] {
        [
            .printRun(.planned(number: run.text, office: Self.office, day: Self.day.next, cutOff: now)),
            .printRun(
                .listClosed(
                    files.map {
                        RunItem(
                            file: $0, number: number.text, product: "kk", applicant: "BUDI", medium: "a4",
                            urgent: false)
                    }, at: now)),
        ]
    }

    /// Replays histories as the journal would give them, with rows that follow from them.
    private func findings(_ histories: [(id: UUID, events: [Event])], effects: [EffectRow] = []) -> [String] {
        var ledgers = Ledgers()
        for (id, events) in histories {
            var replay = Replay(id)
            for (index, event) in events.enumerated() {
                replay.take(
                    ReadEntry(
                        subject: id, version: Int64(index + 1), incarnation: 1,
                        kind: Subject.evolve(replay.subject, event)?.kind.rawValue ?? 0, recordedAt: now.microseconds,
                        hash: [UInt8(index)], body: .event(event), continuesChain: true))
            }
            let row = replay.subject.map {
                SubjectRow(
                    id: id, kind: $0.kind.rawValue, office: $0.office, holder: $0.holder,
                    version: Int64(events.count), head: [UInt8(events.count - 1)], state: SubjectState.bytes(of: $0),
                    queue: $0.place?.queue, position: $0.place?.position)
            }
            ledgers.take(replay, row, effects.filter { $0.subject == id })
        }
        ledgers.finish()
        return ledgers.findings.first.map { "\($0.place): \($0.what)" }
            .filter { !$0.contains("visit that it was filed in") && !$0.hasPrefix("office") }
    }

    private func effect(_ state: String) -> EffectRow {
        EffectRow(id: file, subject: file, kind: "print", number: number.text, state: state)
    }

    @Test func `a run, its room, its case and its paper that agree are clean`() throws {
        let found = findings(
            [(desk, room), (file, try printedCase()), (runID, closedRun([file]))], effects: [effect("confirmed")])
        #expect(found == [])
    }

    @Test func `a run that is gone is missed by its room and by its cases`() throws {
        let found = findings([(desk, room), (file, try printedCase())], effects: [effect("confirmed")])
        #expect(
            found == [
                "case \(number.text): it joined a print run that is gone",
                "print room 32.15.05: its run 1 of 2026-11-24 is gone",
            ])
    }

    @Test func `a list without a case that says it is on it, and with one that isn't there, is found`() throws {
        let found = findings(
            [(desk, room), (file, try printedCase()), (runID, closedRun([UUID()]))], effects: [effect("confirmed")])
        #expect(
            found == [
                "case \(number.text): it is in print run \(run.text), whose list doesn't have it",
                "print run \(run.text): its list has \(number.text), which is gone or never joined it",
            ])
    }

    @Test func `a clock that was wrong for a day hides nothing that is lost`() {
        var list = FindingList()
        let late = Finding(subject: "case", number: number.text, what: "it was recorded later", remedy: .setUp)
        for _ in 0..<FindingList.most + 5 { list.add(late) }
        let lost = Finding(subject: "case", number: number.text, what: "it is gone", remedy: .somethingLost)
        list.add(lost)
        #expect(list.count == FindingList.most + 6)
        #expect(list.first.count == FindingList.most + 1)
        #expect(list.first.last == lost)
    }

    @Test func `a run that no room planned is found`() throws {
        let found = findings([(desk, Array(room.prefix(1))), (runID, closedRun([]))])
        #expect(found == ["print run \(run.text), entry 1: no printing room planned it"])
    }

    @Test(arguments: ["planned", "started", "failed", "refused", "unknown"])
    func `paper that came out must be confirmed in the list of effects`(_ state: String) throws {
        let found = findings(
            [(desk, room), (file, try printedCase()), (runID, closedRun([file]))], effects: [effect(state)])
        #expect(
            found == [
                "case \(number.text), entry 6: its print is \(state) in the list of effects and confirmed in its history"
            ])
    }

    @Test func `paper that isn't in the list of effects is found`() throws {
        let found = findings([(desk, room), (file, try printedCase()), (runID, closedRun([file]))])
        #expect(
            found == [
                "case \(number.text), entry 6: its history asks a device for something that is not in the list of effects"
            ])
    }

    @Test func `a print that was called off before it began is as it should be`() throws {
        let found = findings(
            [(desk, room), (file, Array(try printedCase().prefix(4))), (runID, closedRun([file]))],
            effects: [effect("refused")])
        #expect(found == [])
    }

    @Test func `a letter's number that no room gave, and one that no letter has, are found`() throws {
        var events = try printedCase()
        events[3] = .caseFile(.printPlanned(effect: file, reason: "", letter: "470/1", at: now))
        let numbered = room + [.printDesk(.letterNumbered(file: file, year: 2026, number: 1))]
        let paper = [effect("confirmed")]
        #expect(findings([(desk, numbered), (file, events), (runID, closedRun([file]))], effects: paper) == [])
        #expect(
            findings([(desk, room), (file, events), (runID, closedRun([file]))], effects: paper)
                == ["case \(number.text): its letter has a number that no printing room gave"])
        #expect(
            findings([(desk, numbered), (file, try printedCase()), (runID, closedRun([file]))], effects: paper)
                == ["case \(number.text): its letter was given a number that it doesn't have"])
    }

    @Test func `a message is one for its case and occasion, and its case is there`() throws {
        let notice = Notice(
            file: file, caseNumber: number.text, office: Self.office, occasion: "ready", phone: "", text: "",
            replyTo: "")
        let id = Notice.id(file: file, occasion: "ready")
        let told = try printedCase() + [.caseFile(.notified(outcome: "confirmed", reference: "g1", at: now))]
        let sent: [Event] = [
            .notice(.planned(notice)), .notice(.started(attempt: 1, at: now)),
            .notice(.ended(.confirmed, reference: "g1", reason: "", at: now)),
        ]
        let message = EffectRow(id: UUID(), subject: id, kind: "message", number: number.text, state: "confirmed")
        let rest = [(desk, room), (runID, closedRun([file]))]
        // In the order of their ids: what is of one day comes together.
        #expect(
            findings([rest[0], (file, told), (id, sent), rest[1]], effects: [effect("confirmed"), message]) == [])
        #expect(
            findings([rest[0], (file, told), rest[1]], effects: [effect("confirmed")])
                == ["case \(number.text), entry 7: its applicant was told, and that message is gone"])
        #expect(
            findings([(id, sent)], effects: [message])
                == ["notice \(number.text) (ready), entry 1: the case that it is about is gone"])
    }
}
