import Casework
import Civil
import Contracts
import Foundation
import Records

/// Papers come later: the case is judged again by the same standard, and goes on when nothing is missing.
struct AddDocumentsUseCase {
    private let intake: IntakeService
    private let add: WireAddDocuments
    private let asking: Asking

    init(_ intake: IntakeService, _ add: WireAddDocuments, _ asking: Asking) {
        self.intake = intake
        self.add = add
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(subjects: [try intake.cases.caseID(number: add.caseNumber, office: asking.office)])
    }

    func perform(in fold: Fold) throws -> WireIntakeReply {
        let (id, file) = try intake.cases.held(add.caseNumber, asking, in: fold)
        try CaseRules.checkFree(file)
        let office = try intake.catalogue.office(written: asking.office)
        let standard = try intake.catalogue.standard(
            for: file.filing.product, office: office.code, at: file.filing.filedAt)
        guard let calendar = intake.catalogue.calendar(of: office.code) else { throw RetryLater("no calendar") }
        let event = try CompleteCase.decide(
            file, documents: documents(), standard: standard, calendar: calendar, at: fold.now)
        try fold.append(.caseFile(event), to: id)
        if let file = fold.caseFile(id), let next = CaseRules.next(file, standard: standard),
            next.service != intake.service
        {
            try intake.cases.handOver(id, to: next.service, office: next.office, in: fold)
        }
        return try .with { $0.case = try intake.cases.view(of: id, in: fold) }
    }

    private func documents() throws(Rejection) -> [String] {
        var ids: [String] = []
        for (index, written) in add.documents.enumerated() {
            guard let id = intake.catalogue.documentID(for: written) else {
                throw Rejection(
                    .unknownDocument, field: "documents[\(index)]",
                    problem: "the catalogue knows no document \(Rejection.quoted(written))",
                    fix: "use the name that the checklist gives it")
            }
            ids.append(id)
        }
        return ids
    }
}
