import Casework
import Civil
import Contracts
import Foundation
import Records

/// Counts one sheet of a run against its list. A spoiled one goes to the printer again by the same commit.
///
/// Touches the printing room, the run and the case.
struct ReconcileItemUseCase {
    private let printing: PrintingService
    private let count: WireReconcileItem
    private let asking: Asking

    init(_ printing: PrintingService, _ count: WireReconcileItem, _ asking: Asking) {
        self.printing = printing
        self.count = count
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(
            shared: [printing.roomLock(asking.office)],
            subjects: [
                try printing.runID(count.run, asking),
                try printing.cases.caseID(number: count.caseNumber, office: asking.office),
            ])
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let finding = try PrintCount.finding(count.result)
        let runID = try printing.runID(count.run, asking)
        let run = try printing.run(runID, count.run, in: fold)
        let (id, file) = try printing.cases.held(count.caseNumber, asking, in: fold)
        let item = try PrintCount.item(of: run, id: id, number: count.caseNumber)
        // A sheet that was counted before its case was withdrawn stays counted.
        if finding == .withdrawn, item.result.isSettled { return try printing.reply(runID, in: fold) }
        let room = try printing.room(asking, in: fold)
        let source = printing.source(of: file, isDemo: fold.isDemo)
        let counted = try PrintCount.decide(
            finding, item, file, of: run, source: source, reason: count.reason, by: asking.actor, in: room)
        for event in counted.caseEvents { try fold.append(.caseFile(event), to: id) }
        try fold.append(
            .printRun(.itemSettled(id, counted.result, reason: counted.reason, at: fold.now)), to: runID)
        if counted.again, let file = fold.caseFile(id) {
            try printing.plan(
                id, file, source: source, reason: "spoiled: \(counted.reason)",
                turn: .run(startedAt: fold.now, index: 1), room: room, in: fold)
        }
        try printing.finish(id, before: file, in: fold)
        return try printing.reply(runID, in: fold)
    }
}
