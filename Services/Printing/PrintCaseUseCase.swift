import Casework
import Civil
import Contracts
import Foundation
import Records

/// Prints one case now, with a reason: before its run, or again.
///
/// Touches the case and the printing room. A case of a run is counted against its list as before.
struct PrintCaseUseCase {
    private let printing: PrintingService
    private let print: WirePrintCase
    private let asking: Asking

    init(_ printing: PrintingService, _ print: WirePrintCase, _ asking: Asking) {
        self.printing = printing
        self.print = print
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        var needs = Needs(
            shared: [printing.roomLock(asking.office)],
            subjects: [try printing.cases.caseID(number: print.caseNumber, office: asking.office)])
        needs.removing = [CaseFile.queue(office: asking.office, stage: .toPrint)]
        return needs
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let (id, file) = try printing.cases.held(print.caseNumber, asking, in: fold)
        if let step = file.filing.route.first(where: { $0.kind == .print }) {
            let office = CaseRules.office(of: step, file, district: printing.cases.district(of: file))
            try PrintCase.checkPlace(file, printedAt: office)
        }
        let source = printing.source(of: file, isDemo: fold.isDemo)
        let reason = try PrintCase.decide(file, source: source, reason: print.reason)
        try printing.plan(
            id, file, source: source, reason: reason, turn: .single(at: fold.now),
            room: printing.room(asking, in: fold), in: fold)
        return try .with { $0.case = try printing.cases.view(of: id, in: fold) }
    }
}
