import Casework
import Civil
import Contracts
import Foundation
import Records

/// Hands a finished document out to whoever shows the tracking code.
///
/// Touches the case alone, and closes it.
struct CollectUseCase {
    private let printing: PrintingService
    private let collect: WireCollect
    private let asking: Asking

    init(_ printing: PrintingService, _ collect: WireCollect, _ asking: Asking) {
        self.printing = printing
        self.collect = collect
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(subjects: [try printing.cases.caseID(number: collect.caseNumber, office: asking.office)])
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let (id, file) = try printing.cases.held(collect.caseNumber, asking, in: fold)
        let event = try PrintHandOut.decide(
            file,
            PrintHandOut.Asked(
                trackingCode: collect.trackingCode, collector: collect.collector, relation: collect.relation,
                surrendered: Int(collect.surrendered)), at: fold.now)
        try fold.append(.caseFile(event), to: id)
        return try .with { $0.case = try printing.cases.view(of: id, in: fold) }
    }
}
