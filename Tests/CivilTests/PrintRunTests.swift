import Civil
import Testing

struct PrintRunTests {
    private let now: Moment

    init() throws { now = try klari("2026-11-23T14:00:00") }

    @Test func `a run's number leads to the run and back`() throws {
        let number = try #require(RunNumber("klr-261124-p2"))
        #expect(number.text == "KLR-261124-P2" && number.day.iso == "2026-11-24" && number.run == 2)
        #expect(RunNumber("KLR2-261124-P1")?.incarnation == 2)
        #expect(RunNumber("KLR2-261124-P1")?.runID(office: "32.15.05") != number.runID(office: "32.15.05"))
        for wrong in [
            "KLR-261124", "KLR-261124-P0", "KLR-261124-A042", "KLR-261199-P1", "-261124-P1", "KLR-261124-P1-1",
        ] {
            #expect(RunNumber(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `a run is numbered by its day and closes at the cut-off of the working day before`() throws {
        let monday = try Day(iso: "2026-11-30")
        var desk = PrintDesk(office: "32.15.05", shortCode: "KLR")
        let first = try PrintRunRules.plan(day: monday, incarnation: 1, in: room(at: now, desk))
        #expect(first.number.text == "KLR-261130-P1")
        #expect(try first.cutOff == klari("2026-11-27T16:00:00"), "Friday's")
        let id = first.number.runID(office: "32.15.05")
        desk = try desk.after(.runPlanned(id, day: monday, number: 1))
        let open = rejection { try PrintRunRules.plan(day: monday, incarnation: 1, in: room(at: now, desk)) }
        #expect(open?.code == .runOpen && open?.problem.contains("KLR-261130-P1") == true)
        desk = try desk.after(.runListClosed(id))
        #expect(try PrintRunRules.plan(day: monday, incarnation: 1, in: room(at: now, desk)).number.run == 2)
        let earlier = rejection {
            try PrintRunRules.plan(day: Day(iso: "2026-11-25"), incarnation: 1, in: room(at: now, desk))
        }
        #expect(earlier?.code == .invalidDay, "or the number would come twice")
    }

    @Test func `a run in the past, far ahead or at an office without runs is refused`() throws {
        let here = try room(at: now)
        for day in ["2026-11-22", "2027-01-15"] {
            #expect(
                rejection { try PrintRunRules.plan(day: Day(iso: day), incarnation: 1, in: here) }?.code == .invalidDay)
        }
        guard let calendar = try SampleFiles.catalogue().calendar(of: SampleFiles.karawang) else { return }
        let dukcapil = PrintRoom(
            desk: PrintDesk(office: "32.15", shortCode: "KRW"), calendar: calendar, isDemo: true, now: now)
        let refusal = rejection { try PrintRunRules.plan(day: Day(iso: "2026-11-24"), incarnation: 1, in: dukcapil) }
        #expect(refusal?.code == .productNotServed)
    }

    @Test func `the list takes who is planned for that day or earlier, in the queue's order, and nobody else`() throws {
        let early = try caseToPrint("sktm", at: klari("2026-11-20T10:00:00"))
        let due = try caseToPrint("kk-perubahan", at: now)
        let late = try caseToPrint("kk-hilang", at: klari("2026-11-23T16:30:00"))
        let urgent = try caseToPrint("kk-baru", need: "hospital", at: now)
        let held = try caseToPrint("skpwni", at: now).after([.held(reason: "x", at: now)])
        let waiting = try caseToPrint("akta-kelahiran", at: now).after([.queuedForPrint(due.plan, awaits: .document)])
        let card = try caseToPrint("kia", at: now).after([.queuedForPrint(due.plan, awaits: .card)])
        let coming = try sampleCase("belum-menikah", at: now).after([
            .recorded(reference: "", capture: nil, desk: "", at: now, plan: due.plan),
            .handedOver(from: "intake", to: "printing", office: "32.15.05"),
        ])
        let files = [early, due, late, urgent, held, waiting, card, coming]
        let run = PrintRun(
            number: "KLR-261124-P1", office: "32.15.05", day: try Day(iso: "2026-11-24"), cutOff: now)
        let items = try PrintRunRules.list(for: run, from: files.map { ($0.id, $0) }, in: room(at: now)) { _ in .hvs }
        #expect(items.map(\.product) == ["sktm", "kk-perubahan", "kia"])
    }

    @Test func `a run starts once, when its list is closed and holds something`() throws {
        var run = PrintRun(number: "KLR-261124-P1", office: "32.15.05", day: try Day(iso: "2026-11-24"), cutOff: now)
        #expect(rejection { try PrintRunRules.checkStart(run) }?.code == .runOpen)
        run = try run.after(.listClosed([], at: now))
        #expect(rejection { try PrintRunRules.checkStart(run) }?.problem.contains("empty") == true)
        #expect(try PrintRunRules.close(run, at: now) == .finished(at: now), "an empty list needs no printing")
        let started = try PrintRun.printing([caseToPrint("sktm", at: now)], at: now)
        #expect(rejection { try PrintRunRules.checkStart(started) }?.code == .wrongStage)
    }

    @Test func `a run closes when every sheet is settled, and names those that aren't`() throws {
        let file = try caseToPrint("sktm", at: now)
        var run = try PrintRun.printing([file], at: now)
        let refusal = rejection { try PrintRunRules.close(run, at: now) }
        #expect(refusal?.problem.contains("1 of 1 are not settled: \(file.filing.number) waiting") == true)
        for result in RunItem.Result.allCases {
            run = try run.after(.itemSettled(file.id, result, reason: "", at: now))
            #expect((rejection { try PrintRunRules.close(run, at: now) } == nil) == result.isSettled, "\(result)")
        }
    }
}

struct PrintCountTests {
    private let now: Moment
    private let file: CaseFile
    private let run: PrintRun

    init() throws {
        now = try klari("2026-11-24T08:30:00")
        file = try caseToPrint("kk-perubahan", at: klari("2026-11-23T10:00:00"))
        run = try PrintRun.printing([file], at: now)
    }

    private func count(
        _ finding: PrintCount.Finding, _ file: CaseFile, _ run: PrintRun? = nil, reason: String = "",
        source: PrintSource = .sample
    ) throws -> PrintCount.Counted {
        let run = run ?? self.run
        let item = try PrintCount.item(of: run, id: file.id, number: file.filing.number)
        return try PrintCount.decide(
            finding, item, file, of: run, source: source, reason: reason, by: "operator:rina", in: room(at: now))
    }

    @Test func `printed paper that is counted is ready`() throws {
        let printed = try file.joined(run).printed(at: now)
        #expect(printed.stage == .toReconcile && printed.readyAt == nil)
        let counted = try count(.printed, printed)
        #expect(counted.result == .printed && !counted.again)
        let ready = try printed.after(counted.caseEvents)
        #expect(ready.stage == .ready && ready.readyAt == now)
    }

    @Test func `a spoiled sheet is printed again, and reprinted once it is counted`() throws {
        let printed = try file.joined(run).printed(at: now)
        #expect(rejection { try count(.spoiled, printed) }?.code == .missingReason)
        let spoiled = try count(.spoiled, printed, reason: "kertas terlipat")
        #expect(spoiled.result == .spoiled && spoiled.again)
        let again = try printed.after(spoiled.caseEvents).printed(at: now)
        #expect(again.stage == .toReconcile && again.prints == 2)
        var run = run
        run = try run.after(.itemSettled(file.id, .spoiled, reason: "kertas terlipat", at: now))
        let counted = try count(.printed, again, run)
        #expect(counted.result == .reprinted && counted.reason == "kertas terlipat")
    }

    @Test func `a missing sheet is found, with a reason, or printed again`() throws {
        let printed = try file.joined(run).printed(at: now)
        let missing = try printed.after(count(.missing, printed, reason: "not in the tray").caseEvents)
        #expect(missing.stage == .missing)
        var run = run
        run = try run.after(.itemSettled(file.id, .missing, reason: "not in the tray", at: now))
        run = try run.after(.finished(at: now))
        #expect(rejection { try count(.printed, missing, run) }?.code == .missingReason)
        #expect(try count(.printed, missing, run, reason: "under the desk").result == .printed)
        let again = try missing.printed(at: now)
        #expect(again.stage == .toReconcile)
        #expect(try count(.printed, again, run, reason: "printed again").result == .reprinted)
    }

    @Test func `nothing is counted before the printer confirmed it, and nothing of another run`() throws {
        let waiting = try file.joined(run)
        #expect(rejection { try count(.printed, waiting) }?.code == .wrongStage)
        let unknown = try waiting.printed(.unknown, at: now)
        #expect(rejection { try count(.printed, unknown) }?.fix.contains("loket unknown") == true)
        #expect(rejection { try count(.printed, file) }?.problem.contains("not in") == true)
        let ready = try waiting.printed(at: now).after([.reconciled(.printed, reason: "", by: "", at: now)])
        #expect(rejection { try count(.spoiled, ready, reason: "x") }?.code == .wrongStage)
        #expect(rejection { try PrintCount.finding("lost") }?.code == .notOnList)
        #expect(
            rejection { try PrintCount.item(of: run, id: run.id, number: "KLR-261123-A001-1") }?.code == .unknownNumber)
    }

    @Test func `what the printer refused in a run is put off into a later one`() throws {
        let refused = try file.joined(run).printed(.refused, at: now)
        #expect(refused.stage == .inRun && refused.print == nil)
        let counted = try count(.putOff, refused, reason: "toner")
        #expect(counted.result == .withdrawn && counted.reason == "put off: toner")
        let queued = try refused.after(counted.caseEvents)
        #expect(queued.stage == .toPrint && queued.run == nil && queued.plan.printOn.iso == "2026-11-25")
    }

    @Test func `a card of SIAK's own printer is only counted`() throws {
        let card = try file.joined(run)
        let counted = try count(.printed, card, source: .card)
        #expect(try card.after(counted.caseEvents).stage == .ready)
        let spoiled = try count(.spoiled, card, reason: "encoding failed", source: .card)
        #expect(!spoiled.again)
        #expect(try card.after(spoiled.caseEvents).stage == .inRun)
    }

    @Test func `the line of a withdrawn case is settled by that`() throws {
        let withdrawn = try file.joined(run).after([.withdrawn(reason: "moved away", at: now)])
        let counted = try count(.withdrawn, withdrawn)
        #expect(counted.result == .withdrawn && counted.reason == "moved away" && counted.caseEvents.isEmpty)
        #expect(rejection { try count(.withdrawn, file.joined(run)) }?.code == .wrongStage)
    }
}
