import Casework
import Civil
import Contracts
import Foundation
import Records

/// Starts a run: its list on paper first, then every document in the list's order.
///
/// Touches the printing room, the run, and every case of the office that is in a run. Cards that SIAK's own printer
/// makes stay on the list and are only counted.
struct StartRunUseCase {
    private let printing: PrintingService
    private let start: WireStartRun
    private let asking: Asking

    init(_ printing: PrintingService, _ start: WireStartRun, _ asking: Asking) {
        self.printing = printing
        self.start = start
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(
            shared: [printing.roomLock(asking.office)], subjects: [try printing.runID(start.run, asking)],
            choosing: [CaseFile.queue(office: asking.office, stage: .inRun): CloseListUseCase.mostWaiting])
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let id = try printing.runID(start.run, asking)
        let run = try printing.run(id, start.run, in: fold)
        try PrintRunRules.checkStart(run)
        try fold.append(.printRun(.started(at: fold.now)), to: id)
        try printing.planList(of: run, id: id, paper: .list, office: asking.office, in: fold)
        for (index, item) in run.items.enumerated() {
            // Whoever isn't in the run any more was withdrawn, put off or printed before it.
            guard let file = fold.caseFile(item.file), file.stage == .inRun, file.run == id, file.held.isEmpty else {
                continue
            }
            let source = printing.source(of: file, isDemo: fold.isDemo)
            guard source != .card, source != .missing else { continue }
            // Read anew for each: a letter takes the next number of the register.
            try printing.plan(
                item.file, file, source: source, reason: "", turn: .run(startedAt: fold.now, index: index + 1),
                room: printing.room(asking, in: fold), in: fold)
        }
        return try printing.reply(id, in: fold)
    }
}

extension PrintingService {
    /// Plans the run's list for the printer: to tick by hand, or with what was counted.
    func planList(of run: PrintRun, id: UUID, paper: PrintOrder.Paper, office: String, in fold: Fold) throws {
        // A life of the site that no backup knows may have printed one under the same name.
        let isOfEarlierLife = RunNumber(run.number).map { $0.incarnation < fold.incarnation } ?? false
        let life = isOfEarlierLife ? String(fold.incarnation) : nil
        let name = (paper == .list ? run.number : "\(run.number)-hasil") + (life.map { ".\($0)" } ?? "")
        let parts = ["list", id.uuidString, paper.rawValue] + (life.map { [$0] } ?? [])
        fold.put(
            Effect(
                id: SubjectID.v8(naming: parts), subject: id, office: office,
                kind: "list", number: run.number,
                position: PrinterTurn.run(startedAt: fold.now, index: 0).position(number: run.number),
                request: PrintOrder(paper: paper, name: name, plannedAt: fold.now).bytes))
    }
}
