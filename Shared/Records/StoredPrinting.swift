import Civil
import Contracts
import Foundation

extension StoredPrintDesk {
    init(_ desk: PrintDesk) {
        self.init()
        office = desk.office
        shortCode = desk.shortCode
        runs = Int32(desk.runs)
        runsDay = desk.runsDay?.ordinal ?? 0
        openRun = desk.openRun.map { Data($0) } ?? Data()
        closedDay = desk.closedDay?.ordinal ?? 0
        letters = Int32(desk.letters)
        lettersYear = Int32(desk.lettersYear)
    }

    func value() throws(UnreadableRecord) -> PrintDesk {
        var desk = PrintDesk(office: office, shortCode: shortCode)
        desk.runs = Int(runs)
        desk.runsDay = runsDay == 0 ? nil : Day(ordinal: runsDay)
        desk.closedDay = closedDay == 0 ? nil : Day(ordinal: closedDay)
        desk.letters = Int(letters)
        desk.lettersYear = Int(lettersYear)
        desk.openRun = openRun.isEmpty ? nil : try uuid(openRun, "printing room")
        return desk
    }
}

extension StoredPrintDeskEvent {
    init(_ event: PrintDeskEvent) {
        self.init()
        switch event {
        case .opened(let office, let shortCode):
            opened.office = office
            opened.shortCode = shortCode
        case .runPlanned(let run, let day, let number):
            runPlanned.runID = Data(run)
            runPlanned.day = day.ordinal
            runPlanned.number = Int32(number)
        case .runListClosed(let run): runListClosed.runID = Data(run)
        case .letterNumbered(let file, let year, let number):
            letterNumbered.caseID = Data(file)
            letterNumbered.year = Int32(year)
            letterNumbered.number = Int32(number)
        case .restored(let year, let letters, let reason, let at):
            restored.year = Int32(year)
            restored.letters = Int32(letters)
            restored.reason = reason
            restored.at = at.microseconds
        }
    }

    func value() throws(UnreadableRecord) -> PrintDeskEvent {
        switch event {
        case .opened(let opened): .opened(office: opened.office, shortCode: opened.shortCode)
        case .runPlanned(let planned):
            .runPlanned(
                try uuid(planned.runID, "run"), day: Day(ordinal: planned.day), number: Int(planned.number))
        case .runListClosed(let closed): .runListClosed(try uuid(closed.runID, "run"))
        case .letterNumbered(let numbered):
            .letterNumbered(
                file: try uuid(numbered.caseID, "letter"), year: Int(numbered.year), number: Int(numbered.number))
        case .restored(let restored):
            .restored(
                year: Int(restored.year), letters: Int(restored.letters), reason: restored.reason,
                at: Moment(microseconds: restored.at))
        case nil: throw UnreadableRecord(what: "entry of a printing room")
        }
    }
}

extension StoredRunItem {
    init(_ item: RunItem) {
        self.init()
        caseID = Data(item.file)
        caseNumber = item.number
        product = item.product
        applicant = item.applicant
        medium = item.medium
        urgent = item.urgent
        result = item.result.rawValue
        reason = item.reason
    }

    func value() throws(UnreadableRecord) -> RunItem {
        guard let result = RunItem.Result(rawValue: result) else { throw UnreadableRecord(what: "run item") }
        return RunItem(
            file: try uuid(caseID, "run item"), number: caseNumber, product: product, applicant: applicant,
            medium: medium, urgent: urgent, result: result, reason: reason)
    }
}

extension StoredPrintRun {
    init(_ run: PrintRun) {
        self.init()
        number = run.number
        office = run.office
        day = run.day.ordinal
        cutOff = run.cutOff.microseconds
        stage = Int32(run.stage.rawValue)
        items = run.items.map(StoredRunItem.init)
        closedAt = stored(run.closedAt)
        list = run.list
        listAttempts = Int32(run.listAttempts)
    }

    func value() throws(UnreadableRecord) -> PrintRun {
        guard let stage = PrintRun.Stage(rawValue: Int(stage)) else { throw UnreadableRecord(what: "print run") }
        var run = PrintRun(
            number: number, office: office, day: Day(ordinal: day), cutOff: Moment(microseconds: cutOff))
        run.stage = stage
        for item in items { run.items.append(try item.value()) }
        run.closedAt = moment(closedAt)
        run.list = list
        run.listAttempts = Int(listAttempts)
        return run
    }
}

extension StoredPrintRunEvent {
    init(_ event: PrintRunEvent) {
        self.init()
        switch event {
        case .planned(let number, let office, let day, let cutOff):
            planned.number = number
            planned.office = office
            planned.day = day.ordinal
            planned.cutOff = cutOff.microseconds
        case .listClosed(let items, let at):
            listClosed.items = items.map(StoredRunItem.init)
            listClosed.at = at.microseconds
        case .started(let at): started.at = at.microseconds
        case .itemSettled(let file, let result, let reason, let at):
            itemSettled.caseID = Data(file)
            itemSettled.result = result.rawValue
            itemSettled.reason = reason
            itemSettled.at = at.microseconds
        case .finished(let at): finished.at = at.microseconds
        case .listStarted(let effect, let attempt, let at):
            listStarted.effectID = Data(effect)
            listStarted.attempt = Int32(attempt)
            listStarted.at = at.microseconds
        case .listEnded(let effect, let outcome, let reference, let reason, let at):
            listEnded.effectID = Data(effect)
            listEnded.outcome = outcome.rawValue
            listEnded.reference = reference
            listEnded.reason = reason
            listEnded.at = at.microseconds
        }
    }

    func value() throws(UnreadableRecord) -> PrintRunEvent {
        switch event {
        case .planned(let planned):
            return .planned(
                number: planned.number, office: planned.office, day: Day(ordinal: planned.day),
                cutOff: Moment(microseconds: planned.cutOff))
        case .listClosed(let closed):
            var items: [RunItem] = []
            for item in closed.items { items.append(try item.value()) }
            return .listClosed(items, at: Moment(microseconds: closed.at))
        case .started(let started): return .started(at: Moment(microseconds: started.at))
        case .itemSettled(let settled):
            guard let result = RunItem.Result(rawValue: settled.result) else {
                throw UnreadableRecord(what: "run item")
            }
            return .itemSettled(
                try uuid(settled.caseID, "run item"), result, reason: settled.reason,
                at: Moment(microseconds: settled.at))
        case .finished(let finished): return .finished(at: Moment(microseconds: finished.at))
        case .listStarted(let started):
            return .listStarted(
                effect: try uuid(started.effectID, "list"), attempt: Int(started.attempt),
                at: Moment(microseconds: started.at))
        case .listEnded(let ended):
            guard let outcome = EffectOutcome(rawValue: ended.outcome) else { throw UnreadableRecord(what: "list") }
            return .listEnded(
                effect: try uuid(ended.effectID, "list"), outcome, reference: ended.reference, reason: ended.reason,
                at: Moment(microseconds: ended.at))
        case nil: throw UnreadableRecord(what: "entry of a print run")
        }
    }
}
