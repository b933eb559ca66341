import Civil
import Foundation

/// A case at Klari as printing takes it over: recorded, and its plan made then.
func caseToPrint(
    _ product: String, need: String = "", at moment: Moment, phone: String? = "081234567890"
) throws -> CaseFile {
    let file = try sampleCase(product, need: need, at: moment, phone: phone)
    let plan = try sampleCalendar().plan(file.plan, recordedAt: moment)
    return try file.after([
        .handedOver(from: "intake", to: "recording", office: "32.15.05"), .custodyTaken(from: "site", by: "recording"),
        .recorded(reference: "", capture: nil, desk: "1", at: moment, plan: plan),
        .handedOver(from: "recording", to: "printing", office: "32.15.05"),
        .custodyTaken(from: "site", by: "printing"),
    ])
}

/// Klari's printing room at a moment.
func room(at moment: Moment, _ desk: PrintDesk? = nil, isDemo: Bool = true) throws -> PrintRoom {
    PrintRoom(
        desk: desk ?? PrintDesk(office: "32.15.05", shortCode: "KLR"), calendar: try sampleCalendar(), isDemo: isDemo,
        now: moment)
}

func source(of file: CaseFile, isDemo: Bool = true) throws -> PrintSource {
    PrintSource(of: file, medium: try SampleFiles.catalogue().product(file.filing.product)?.medium, isDemo: isDemo)
}

extension CaseFile {
    var id: UUID { CaseNumber(filing.number)?.caseID(office: filing.office) ?? UUID() }

    /// Its next print, from the plan to the printer's word.
    func printed(_ outcome: EffectOutcome = .confirmed, at moment: Moment) throws -> CaseFile {
        let effect = SubjectID.v8(naming: ["test", String(printsPlanned)])
        return try after([
            .printPlanned(effect: effect, reason: "", letter: "", at: moment),
            .printStarted(effect: effect, attempt: 1, reason: ""),
            .printEnded(effect: effect, outcome, reference: "", reason: "", at: moment),
        ])
    }

    /// On the list of a run.
    func joined(_ run: PrintRun) throws -> CaseFile { try after([.joinedRun(run.id, number: run.number)]) }
}

extension PrintRun {
    var id: UUID { RunNumber(number)?.runID(office: office) ?? UUID() }

    /// A run of Klari's with these cases on its list, started.
    static func printing(_ files: [CaseFile], at moment: Moment) throws -> PrintRun {
        let day = try Day(iso: "2026-11-24")
        var run = PrintRun(
            number: "KLR-261124-P1", office: "32.15.05", day: day, cutOff: try klari("2026-11-23T16:00:00"))
        let items = try PrintRunRules.list(
            for: run, from: files.map { ($0.id, $0) }, in: room(at: moment)
        ) { _ in .hvs }
        guard run.apply(.listClosed(items, at: moment)), run.apply(.started(at: moment)) else { throw Impossible() }
        return run
    }

    func after(_ event: PrintRunEvent) throws -> PrintRun {
        var run = self
        guard run.apply(event) else { throw Impossible() }
        return run
    }
}

extension PrintDesk {
    func after(_ event: PrintDeskEvent) throws -> PrintDesk {
        var desk = self
        guard desk.apply(event) else { throw Impossible() }
        return desk
    }
}

/// An entry that can't stand where it was put.
struct Impossible: Error {}

/// The refusal that something ends with.
func rejection<Result>(_ work: () throws -> Result) -> Rejection? {
    do {
        _ = try work()
        return nil
    } catch {
        return error as? Rejection
    }
}
