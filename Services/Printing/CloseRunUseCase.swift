import Casework
import Civil
import Contracts
import Foundation
import Records

/// Closes a run, once every sheet of it is accounted for, and prints the counted list for the file.
///
/// Touches the run alone. What was missing can still be found, or printed again, afterwards.
struct CloseRunUseCase {
    private let printing: PrintingService
    private let close: WireCloseRun
    private let asking: Asking

    init(_ printing: PrintingService, _ close: WireCloseRun, _ asking: Asking) {
        self.printing = printing
        self.close = close
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs { Needs(subjects: [try printing.runID(close.run, asking)]) }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let id = try printing.runID(close.run, asking)
        let run = try printing.run(id, close.run, in: fold)
        try fold.append(.printRun(PrintRunRules.close(run, at: fold.now)), to: id)
        if !run.items.isEmpty {
            try printing.planList(of: run, id: id, paper: .countedList, office: asking.office, in: fold)
        }
        return try printing.reply(id, in: fold)
    }
}
