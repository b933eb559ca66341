import Civil
import Testing

struct PrintArrivalTests {
    @Test func `an urgent case is printed at that same moment, the others wait for their run`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let urgent = try caseToPrint("kk-perubahan", need: "childbirth", at: now)
        #expect(
            try PrintArrival.decide(urgent, source: source(of: urgent), isNew: true, in: room(at: now))
                == .printNow(.sample))
        let plain = try caseToPrint("sktm", at: now)
        #expect(
            try PrintArrival.decide(plain, source: source(of: plain), isNew: true, in: room(at: now))
                == .queue(.queuedForPrint(plain.plan, awaits: .nothing)))
        #expect(plain.plan.printOn.iso == "2026-11-24")
    }

    @Test func `at an office without runs every case is printed at once`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let file = try caseToPrint("kk-perubahan", at: now)
        guard let calendar = try SampleFiles.catalogue().calendar(of: SampleFiles.karawang) else { return }
        let dukcapil = PrintRoom(
            desk: PrintDesk(office: "32.15", shortCode: "KRW"), calendar: calendar, isDemo: true, now: now)
        #expect(PrintArrival.decide(file, source: .sample, isNew: true, in: dukcapil) == .printNow(.sample))
    }

    @Test func `at a real site a document of SIAK waits for its PDF, an urgent one too, and says so`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let real = try room(at: now, isDemo: false)
        for need in ["", "childbirth"] {
            let file = try caseToPrint("kk-perubahan", need: need, at: now)
            let way = try PrintArrival.decide(file, source: source(of: file, isDemo: false), isNew: true, in: real)
            #expect(way == .queue(.queuedForPrint(file.plan, awaits: .document)))
            let waiting = try file.after([.queuedForPrint(file.plan, awaits: .document)])
            #expect(CaseStanding(waiting, calendar: real.calendar).waitsFor.contains("PDF"))
            let there = try waiting.after([.documentTakenIn(hash: [1], bytes: 1, at: now)])
            let next = try PrintArrival.decide(there, source: source(of: there, isDemo: false), isNew: false, in: real)
            #expect(
                next == (need.isEmpty ? nil : .printNow(.takenIn(hash: [1]))),
                "queued for its run already, or printed at once")
        }
    }

    @Test func `cards are made by SIAK's own printer, letters by ours, at every site`() throws {
        let now = try klari("2026-11-23T09:00:00")
        #expect(try source(of: caseToPrint("ktp-el-ganti", at: now), isDemo: false) == .card)
        #expect(try source(of: caseToPrint("kia", at: now), isDemo: false) == .card)
        #expect(try source(of: caseToPrint("kk-hilang", at: now), isDemo: false) == .missing)
        #expect(try source(of: caseToPrint("cetak-pbb", at: now), isDemo: false) == .missing)
        #expect(try source(of: caseToPrint("sktm", at: now), isDemo: false) == .letter)
        #expect(try source(of: caseToPrint("ktp-el-ganti", at: now), isDemo: true) == .sample)
    }

    @Test func `who comes after the list was closed is told the day of the next run`() throws {
        let now = try klari("2026-11-23T16:05:00")
        var file = try caseToPrint("sktm", at: klari("2026-11-23T15:30:00"))
        #expect(file.plan.printOn.iso == "2026-11-24")
        var desk = PrintDesk(office: "32.15.05", shortCode: "KLR")
        let run = try #require(RunNumber("KLR-261124-P1"))
        desk = try desk.after(.runPlanned(run.runID(office: "32.15.05"), day: run.day, number: 1))
        desk = try desk.after(.runListClosed(run.runID(office: "32.15.05")))
        let plan = try room(at: now, desk).plan(for: file)
        #expect(plan.printOn.iso == "2026-11-25")
        #expect(try plan.readyFrom == klari("2026-11-25T09:00:00"))
        // A plan of long ago, as after a long wait for the centre: the next working day, not the past.
        file = try file.after([.queuedForPrint(file.plan, awaits: .nothing)])
        #expect(try room(at: klari("2026-11-28T10:00:00")).plan(for: file).printOn.iso == "2026-11-30")
    }

    @Test func `nothing is done with a case that is held or not there to be printed`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let file = try caseToPrint("sktm", at: now)
        let held = try file.after([.held(reason: "the printer refused it", at: now)])
        #expect(try PrintArrival.decide(held, source: .letter, isNew: false, in: room(at: now)) == nil)
        let ready = try file.printed(at: now)
        #expect(try PrintArrival.decide(ready, source: .letter, isNew: false, in: room(at: now)) == nil)
    }
}

struct PrintCaseTests {
    private let now: Moment

    init() throws { now = try klari("2026-11-24T08:00:00") }

    @Test func `a single print wants a reason, and no case that is at the printer or not counted`() throws {
        let file = try caseToPrint("sktm", at: now)
        #expect(try PrintCase.decide(file, source: .letter, reason: " hospital at noon ") == "hospital at noon")
        #expect(rejection { try PrintCase.decide(file, source: .letter, reason: " ") }?.code == .missingReason)
        let run = try PrintRun.printing([file], at: now)
        let counted = try file.joined(run).printed(at: now)
        #expect(rejection { try PrintCase.decide(counted, source: .letter, reason: "x") }?.code == .wrongStage)
        let unknown = try file.printed(.unknown, at: now)
        let refusal = rejection { try PrintCase.decide(unknown, source: .letter, reason: "x") }
        #expect(refusal?.fix.contains("loket unknown") == true)
        let collected = try file.printed(at: now).after([
            .collected(collector: "BUDI", relation: "owner", surrendered: 0, at: now)
        ])
        #expect(rejection { try PrintCase.decide(collected, source: .letter, reason: "x") }?.code == .wrongStage)
    }

    @Test func `nothing is made up for a document that has to come from outside`() throws {
        let file = try caseToPrint("kk-hilang", at: now)
        #expect(rejection { try PrintCase.decide(file, source: .missing, reason: "x") }?.code == .documentMissing)
        #expect(rejection { try PrintCase.decide(file, source: .card, reason: "x") }?.code == .documentMissing)
    }

    @Test func `a letter gets the register's next number with its first print and keeps it`() throws {
        let file = try caseToPrint("sktm", at: now)
        var desk = PrintDesk(office: "32.15.05", shortCode: "KLR")
        desk = try desk.after(.letterNumbered(file: file.id, year: 2026, number: 1))
        let planned = PlannedPrint(
            of: file, id: file.id, source: .letter, classification: "400.12.2.1", reason: "",
            in: try room(at: now, desk))
        #expect(planned.deskEvents == [.letterNumbered(file: file.id, year: 2026, number: 2)])
        #expect(planned.name == file.filing.number)
        let once = try file.after([planned.caseEvent])
        #expect(once.letterNumber == "400.12.2.1/0002/Kec.Klari/2026")
        let ready = try file.printed(at: now).after([])
        var kept = ready
        kept.letterNumber = once.letterNumber
        let again = PlannedPrint(
            of: kept, id: file.id, source: .letter, classification: "400.12.2.1", reason: "torn",
            in: try room(at: now, desk))
        #expect(again.deskEvents.isEmpty && again.effect != planned.effect)
        #expect(again.name == "\(file.filing.number).2")
        // A new year begins at 1, and an old one doesn't come back.
        desk = try desk.after(.letterNumbered(file: file.id, year: 2027, number: 1))
        #expect(throws: Impossible.self) { try desk.after(.letterNumbered(file: file.id, year: 2026, number: 2)) }
    }

    @Test func `a PDF is taken in while nothing is at the printer, and not for the office's own letters`() throws {
        let file = try caseToPrint("kk-hilang", at: now)
        #expect(
            try PrintDocument.takeIn(file, hash: [7], bytes: 9, at: now)
                == .documentTakenIn(hash: [7], bytes: 9, at: now))
        let there = try file.after([.documentTakenIn(hash: [7], bytes: 9, at: now)])
        #expect(try PrintDocument.takeIn(there, hash: [7], bytes: 9, at: now) == nil, "the same again changes nothing")
        let unknown = try there.printed(.unknown, at: now)
        #expect(rejection { try PrintDocument.takeIn(unknown, hash: [8], bytes: 9, at: now) }?.code == .wrongStage)
        let letter = try caseToPrint("sktm", at: now)
        #expect(rejection { try PrintDocument.takeIn(letter, hash: [7], bytes: 9, at: now) }?.code == .badDocument)
    }

    @Test func `a person settles what is unknown, with a reason, and nothing else`() throws {
        let file = try caseToPrint("sktm", at: now)
        let unknown = try file.printed(.unknown, at: now)
        #expect(
            try PrintResolution.decide(unknown, outcome: "printed", reason: "in the tray")
                == .ended(.confirmed, reason: "in the tray"))
        #expect(
            try PrintResolution.decide(unknown, outcome: "not_printed", reason: "empty tray")
                == .ended(.failed, reason: "empty tray"))
        #expect(rejection { try PrintResolution.decide(unknown, outcome: "maybe", reason: "x") }?.code == .notOnList)
        #expect(
            rejection { try PrintResolution.decide(unknown, outcome: "printed", reason: "") }?.code == .missingReason)
        #expect(rejection { try PrintResolution.decide(file, outcome: "printed", reason: "x") }?.code == .wrongStage)
        let card = try caseToPrint("ktp-el-ganti", at: now)
        let waiting = try card.after([.queuedForPrint(card.plan, awaits: .card)])
        #expect(
            try PrintResolution.decide(waiting, outcome: "printed", reason: "it is there")
                == .card(reason: "it is there"))
    }
}
