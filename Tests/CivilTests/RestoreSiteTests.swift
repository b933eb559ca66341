import Civil
import Foundation
import Testing

struct RestoreSiteTests {
    private let now: Moment
    private let backup: Moment
    private let reason = "restored from the backup of 2026-11-23 10.00 WIB: what came after it isn't known"

    init() throws {
        now = try klari("2026-11-23T12:00:00")
        backup = try klari("2026-11-23T10:00:00")
    }

    private func events(_ file: CaseFile, offices: [String] = ["32.15.05"], attempt: Int = 1) -> [CaseEvent] {
        RestoreSite.events(
            of: file, offices: offices, attempt: attempt, backupOf: backup, reason: reason, at: now)
    }

    @Test func `the reason names the moment of the backup on the office's clock`() {
        #expect(RestoreSite.reason(backupOf: backup, in: .wib) == reason)
        #expect(RestoreSite.reason(backupOf: backup, in: .wit).contains("12.00 WIT"))
    }

    @Test func `an open case is held until a person has looked, and a closed one is left alone`() throws {
        let file = try caseToPrint("sktm", at: backup)
        let held = try file.after(events(file))
        #expect(held.held == reason && held.restoredFrom == backup && held.stage == .toPrint)
        #expect(rejection { try PrintCase.decide(held, source: .letter, reason: "now") }?.code == .onHold)

        let free = try held.after(CaseRules.release(held, reason: "nothing lies in the tray", at: now))
        #expect(free.held.isEmpty && free.restoredFrom == nil && free.stage == .toPrint)

        let closed = try file.after([.withdrawn(reason: "found again", at: now)])
        #expect(events(closed).isEmpty)
    }

    @Test func `a case that was held already says both, and one release frees it`() throws {
        let file = try caseToPrint("sktm", at: backup).after([.held(reason: "the centre shows a double", at: backup)])
        let held = try file.after(events(file))
        #expect(held.held == "the centre shows a double; \(reason)")
        #expect(try held.after(CaseRules.release(held, reason: "both settled", at: now)).held.isEmpty)
    }

    @Test func `what was on its way within the site is taken over, and what another office has is left to it`() throws {
        let handed = try sampleCase("sktm", at: backup)
            .after([.handedOver(from: "intake", to: "recording", office: "32.15.05")])
        let held = try handed.after(events(handed))
        #expect(held.service == "recording" && !held.inTransit && held.restoredFrom == backup)

        let away = try sampleCase("sktm", at: backup)
            .after([.handedOver(from: "intake", to: "recording", office: "32.15")])
        #expect(events(away).isEmpty)
        #expect(try events(away.after([.custodyTaken(from: "site", by: "recording")])).isEmpty)
        #expect(!events(away, offices: ["32.15.05", "32.15"]).isEmpty, "small offices share a site")
    }

    @Test func `a print that was planned, begun or failed by then is unknown`() throws {
        let effect = SubjectID.v8(naming: ["test"])
        let planned = try caseToPrint("sktm", at: backup)
            .after([.printPlanned(effect: effect, reason: "", letter: "", at: backup)])
        let begun = try planned.after([.printStarted(effect: effect, attempt: 1, reason: "")])
        let failed = try begun.after([
            .printEnded(effect: effect, .failed, reference: "", reason: "no paper", at: backup)
        ])
        for (file, attempt, asked) in [(planned, 1, 1), (begun, 1, 1), (failed, 2, 2)] {
            let held = try file.after(events(file, attempt: attempt))
            #expect(held.stage == .printUnknown && held.printAttempts == asked && held.restoredFrom == backup)
            let no = rejection { try CaseRules.release(held, reason: "looked", at: now) }
            #expect(no?.fix.contains("loket unknown resolve") == true, "settled first, then released")
            let ended = try held.after([
                .printEnded(effect: effect, .confirmed, reference: "", reason: "lies in the tray", at: now)
            ])
            #expect(ended.stage == .ready && ended.mayHaveBeenTold)
        }
        let unknown = try begun.after([.printEnded(effect: effect, .unknown, reference: "", reason: "", at: backup)])
        #expect(events(unknown) == [.restored(from: backup, reason: reason, at: now)])
    }

    @Test func `a document that was made after the backup is not made again, wherever its case stood`() throws {
        let waiting = try caseToPrint("sktm", at: backup)
        let held = try waiting.after(events(waiting))
        let made = try held.after(CaseRules.release(held, reason: "in the tray", paperMade: true, at: now))
        #expect(made.paperMade && made.mayHaveBeenTold)
        #expect(try PrintArrival.decide(made, source: .letter, isNew: false, in: room(at: now)) == .made)

        let early = try sampleCase("kk-perubahan", need: "childbirth", at: backup)
        let known = try early.after(events(early))
        let recorded = try known.after(CaseRules.release(known, reason: "in the tray", paperMade: true, at: now)).after(
            [
                .handedOver(from: "intake", to: "recording", office: "32.15.05"),
                .custodyTaken(from: "site", by: "recording"),
                .recorded(reference: "", capture: nil, desk: "1", at: now, plan: early.plan),
                .handedOver(from: "recording", to: "printing", office: "32.15.05"),
                .custodyTaken(from: "site", by: "printing"),
            ])
        #expect(try PrintArrival.decide(recorded, source: .sample, isNew: true, in: room(at: now)) == .made)
    }

    @Test func `only a restored case before its printing can have been printed unseen`() throws {
        let file = try caseToPrint("sktm", at: backup)
        let plain = try file.after([.held(reason: "x", at: now)])
        #expect(
            rejection { try CaseRules.release(plain, reason: "y", paperMade: true, at: now) }?.field == "paper_made")
        let run = try PrintRun.printing([file], at: backup)
        let listed = try file.joined(run)
        let held = try listed.after(events(listed))
        let no = rejection { try CaseRules.release(held, reason: "y", paperMade: true, at: now) }
        #expect(no?.problem.contains("KLR-261124-P1") == true && no?.fix.contains("count it") == true)
        #expect(rejection { try CaseRules.release(held, reason: " ", at: now) }?.code == .missingReason)
    }

    // MARK: Runs, letters, messages

    @Test func `a run that no paper was printed for ends, and its cases go back`() throws {
        let file = try caseToPrint("sktm", at: backup)
        let open = PrintRun(
            number: "KLR-261124-P1", office: "32.15.05", day: try Day(iso: "2026-11-24"),
            cutOff: try klari("2026-11-23T16:00:00"))
        let empty = RestoreSite.end(open, id: open.id, files: [:], reason: reason, at: now)
        #expect(try empty.events.reduce(open) { try $0.after($1) }.stage == .finished && empty.leaving.isEmpty)

        let items = try PrintRunRules.list(for: open, from: [(file.id, file)], in: room(at: backup)) { _ in .hvs }
        let closed = try open.after(.listClosed(items, at: backup))
        let listed = try file.joined(closed)
        let ended = RestoreSite.end(closed, id: closed.id, files: [file.id: listed], reason: reason, at: now)
        let finished = try ended.events.reduce(closed) { try $0.after($1) }
        #expect(ended.leaving == [file.id] && finished.stage == .finished)
        #expect(finished.items[0].reason == "put off: \(reason)")
        #expect(try listed.after([.leftRun(reason: reason, at: now)]).stage == .toPrint)

        let started = try closed.after(.started(at: backup))
        #expect(RestoreSite.end(started, id: started.id, files: [:], reason: reason, at: now).events.isEmpty)
    }

    @Test func `a closed run keeps what was printed before it began, to be counted`() throws {
        let file = try caseToPrint("sktm", at: backup)
        let run = try PrintRun.printing([file], at: backup)
        var closed = run
        closed.stage = .closed
        let early = try file.joined(closed).printed(at: backup)
        #expect(early.stage == .toReconcile)
        let ended = RestoreSite.end(closed, id: closed.id, files: [file.id: early], reason: reason, at: now)
        #expect(ended.events.isEmpty && ended.leaving.isEmpty)
    }

    @Test func `each life numbers its letters beyond what any life since the backup can have numbered`() throws {
        var desk = PrintDesk(office: "32.15.05", shortCode: "KLR")
        (desk.letters, desk.lettersYear) = (42, 2026)
        let passed = { (lives: Int, days: Int) in
            RestoreSite.lettersPassed(desk, year: 2026, lives: lives, days: days)
        }
        #expect(passed(1, 0) == 542)
        #expect(passed(1, 3) == 1_542)
        #expect(passed(2, 1) == 1_042, "a second restore of the same backup")
        #expect(RestoreSite.lettersPassed(desk, year: 2027, lives: 1, days: 1) == 500, "a register begins every year")

        let later = try desk.after(.restored(year: 2026, letters: 542, reason: reason, at: now))
        #expect(later.nextLetter(in: 2026) == 543 && later.openRun == nil)
        #expect(throws: Impossible.self) {
            try later.after(.restored(year: 2026, letters: 500, reason: reason, at: now))
        }
    }

    @Test func `a message that may have been sent is unknown`() throws {
        let notice = Notice(
            file: UUID(), caseNumber: "KLR-261123-B001-1", office: "32.15.05", occasion: "ready",
            phone: "+6281234567890",
            text: "", replyTo: "printing@32.15.05")
        for state in Notice.State.allCases {
            var before = notice
            before.state = state
            var after = before
            for event in RestoreSite.events(of: before, reason: reason, at: now) {
                let fits = after.apply(event)
                #expect(fits)
            }
            let isOver = [.confirmed, .refused, .unknown].contains(state)
            #expect(after.state == (isOver ? state : .unknown))
        }
    }

    // MARK: What came back from neighbours

    @Test func `orders that the lost hours gave and nobody knows are called off, whatever had become of them`() throws {
        let (effect, run) = (SubjectID.v8(naming: ["effect"]), SubjectID.v8(naming: ["run"]))
        let planned = CaseEvent.printPlanned(effect: effect, reason: "", letter: "", at: backup)
        let begun = CaseEvent.printStarted(effect: effect, attempt: 1, reason: "")
        let ended = { (outcome: EffectOutcome) in
            CaseEvent.printEnded(effect: effect, outcome, reference: "", reason: "", at: self.backup)
        }
        let alone = try caseToPrint("sktm", at: backup)
        let listed = try caseToPrint("kk-perubahan", at: backup).after([.joinedRun(run, number: "KLR-261124-P1")])
        let histories: [(CaseFile, [CaseEvent])] = [
            (alone, [planned]), (alone, [planned, begun]), (alone, [planned, begun, ended(.unknown)]),
            (alone, [planned, begun, ended(.failed)]), (listed, []), (listed, [planned]), (listed, [planned, begun]),
            (listed, [planned, begun, ended(.confirmed)]),
            (
                listed,
                [
                    planned, begun, ended(.confirmed),
                    .reconciled(.missing, reason: "not in the tray", by: "rina", at: backup),
                ]
            ),
        ]
        for (file, events) in histories {
            let file = try file.after(events)
            let forgotten = RestoreSite.forgetOrders(
                of: file, hasEffect: false, isListed: false, reason: reason, at: now)
            let after = try file.after(forgotten)
            #expect(after.stage == .toPrint && after.print == nil && after.run == nil, "\(file.stage)")
            let held = try after.after(self.events(after))
            let made = try held.after(
                CaseRules.release(held, reason: "it lies in the tray", paperMade: true, at: now))
            #expect(made.paperMade && made.held.isEmpty, "whoever releases it says whether the paper is there")
        }
    }

    @Test func `what is known here of a print or a run stays, and what is ready or over is left alone`() throws {
        let (effect, run) = (SubjectID.v8(naming: ["effect"]), SubjectID.v8(naming: ["run"]))
        let printing = try caseToPrint("sktm", at: backup)
            .after([.printPlanned(effect: effect, reason: "", letter: "", at: backup)])
        let listed = try caseToPrint("kk-perubahan", at: backup).after([.joinedRun(run, number: "KLR-261124-P1")])
        let ready = try printing.after([
            .printStarted(effect: effect, attempt: 1, reason: ""),
            .printEnded(effect: effect, .confirmed, reference: "", reason: "", at: backup),
        ])
        let over = try printing.after([.withdrawn(reason: "found again", at: backup)])
        for (file, isKnown) in [(printing, true), (listed, true), (ready, false), (over, false)] {
            let events = RestoreSite.forgetOrders(
                of: file, hasEffect: isKnown, isListed: isKnown, reason: reason, at: now)
            #expect(events.isEmpty, "\(file.stage)")
        }
    }

    // MARK: The counter

    @Test func `the counter opens when the neighbours were asked, where there are any`() throws {
        var site = OpenCounter.Site(restoredAt: now, openedAt: nil, hasNeighbours: false, neighboursAskedAt: nil)
        #expect(!site.isCounterOpen)
        #expect(try OpenCounter.decide(site, withoutNeighbours: nil).isEmpty)

        site.hasNeighbours = true
        site.neighboursAskedAt = backup
        #expect(rejection { try OpenCounter.decide(site, withoutNeighbours: nil) }?.code == .restoring)
        #expect(try OpenCounter.decide(site, withoutNeighbours: " the line is down ") == "the line is down")
        #expect(rejection { try OpenCounter.decide(site, withoutNeighbours: " ") }?.code == .missingReason)
        site.neighboursAskedAt = now
        #expect(try OpenCounter.decide(site, withoutNeighbours: nil).isEmpty)

        site.openedAt = now
        #expect(site.isCounterOpen)
        #expect(rejection { try OpenCounter.decide(site, withoutNeighbours: nil) }?.code == .wrongStage)
        let other = OpenCounter.Site(restoredAt: nil, openedAt: nil, hasNeighbours: true, neighboursAskedAt: nil)
        #expect(other.isCounterOpen)
        #expect(rejection { try OpenCounter.decide(other, withoutNeighbours: nil) }?.code == .wrongStage)
    }
}
