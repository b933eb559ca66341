import Casework
import Civil
import Contracts
import Foundation
import Records

/// An officer says that a document, printed at another office, is there: from now on it can be collected, and its
/// applicant is told.
///
/// Touches the case alone.
struct NoteArrivalUseCase {
    private let printing: PrintingService
    private let note: WireNoteArrival
    private let asking: Asking

    init(_ printing: PrintingService, _ note: WireNoteArrival, _ asking: Asking) {
        self.printing = printing
        self.note = note
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(subjects: [try printing.cases.caseID(number: note.caseNumber, office: asking.office)])
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let (id, file) = try printing.cases.held(note.caseNumber, asking, in: fold)
        if let event = try DocumentArrival.decide(file, at: fold.now) {
            try fold.append(.caseFile(event), to: id)
            try printing.finish(id, before: file, in: fold)
        }
        return try .with { $0.case = try printing.cases.view(of: id, in: fold) }
    }
}
