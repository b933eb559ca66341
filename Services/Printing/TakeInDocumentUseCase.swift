import Casework
import Civil
import Contracts
import Crypto
import Documents
import Foundation
import Records

/// Takes SIAK's or Bapenda's PDF in for a case: the hash into its history, the bytes beside it, in one commit.
///
/// Touches the case and the printing room: an urgent case that waited for it is printed at once.
struct TakeInDocumentUseCase {
    private let printing: PrintingService
    private let take: WireTakeInDocument
    private let asking: Asking

    init(_ printing: PrintingService, _ take: WireTakeInDocument, _ asking: Asking) {
        self.printing = printing
        self.take = take
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        var needs = Needs(
            shared: [printing.roomLock(asking.office)],
            subjects: [try printing.cases.caseID(number: take.caseNumber, office: asking.office)])
        needs.removing = [CaseFile.queue(office: asking.office, stage: .toPrint)]
        return needs
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let (id, file) = try printing.cases.held(take.caseNumber, asking, in: fold)
        let pdf = Array(take.pdf)
        do throws(PDFRejection) {
            _ = try PDFIntake.inspect(pdf)
        } catch {
            let words = "\(error)".split(separator: ": ", maxSplits: 1).map(String.init)
            throw Rejection(
                .badDocument, field: "pdf", problem: words[0],
                fix: words.count > 1 ? words[1] : "take the producer's own PDF")
        }
        let hash = Array(SHA256.hash(data: pdf))
        if let event = try PrintDocument.takeIn(file, hash: hash, bytes: pdf.count, at: fold.now) {
            fold.write(DocumentRows.keep(hash: hash, bytes: pdf))
            try fold.append(.caseFile(event), to: id)
            try printing.goOn(id, isNew: false, asking, in: fold)
        }
        return try .with { $0.case = try printing.cases.view(of: id, in: fold) }
    }
}
