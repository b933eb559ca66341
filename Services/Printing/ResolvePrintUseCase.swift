import Casework
import Civil
import Contracts
import Foundation
import Records

/// A person looked at the paper tray and settles what the printer could not tell.
///
/// Touches the case and its print, or the run whose list it is. Printed: it goes on as if the printer had confirmed. Not printed: it is printed
/// again.
struct ResolvePrintUseCase {
    private let printing: PrintingService
    private let resolve: WireResolvePrint
    private let asking: Asking

    init(_ printing: PrintingService, _ resolve: WireResolvePrint, _ asking: Asking) {
        self.printing = printing
        self.resolve = resolve
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        let isRun = RunNumber(resolve.caseNumber) != nil
        let subject =
            isRun
            ? try printing.runID(resolve.caseNumber, asking)
            : try printing.cases.caseID(number: resolve.caseNumber, office: asking.office)
        var needs = Needs(shared: [printing.roomLock(asking.office)], subjects: [subject])
        needs.removing = [CaseFile.queue(office: asking.office, stage: .toPrint)]
        needs.effectsOf = needs.subjects
        return needs
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        if RunNumber(resolve.caseNumber) != nil { return try list(in: fold) }
        let (id, file) = try printing.cases.held(resolve.caseNumber, asking, in: fold)
        switch try PrintResolution.decide(file, outcome: resolve.outcome, reason: resolve.reason) {
        case .ended(let outcome, let reason):
            guard let print = file.print, let effect = fold.effect(print.effect), effect.state == .unknown else {
                throw RetryLater("the printer's own answer is on its way")
            }
            EffectLedger.settle(effect, outcome, reference: asking.actor, reason: reason, in: fold)
            try fold.append(
                .caseFile(
                    .printEnded(
                        effect: effect.id, outcome, reference: asking.actor, reason: reason, at: fold.now)), to: id)
        case .card(let reason):
            try fold.append(
                .caseFile(.reconciled(.printed, reason: reason, by: asking.actor, at: fold.now)), to: id)
        }
        try printing.finish(id, before: file, in: fold)
        return try .with { $0.case = try printing.cases.view(of: id, in: fold) }
    }

    /// The list of a run on paper: nobody waits for it, but it is not printed twice either.
    private func list(in fold: Fold) throws -> WirePrintingReply {
        let id = try printing.runID(resolve.caseNumber, asking)
        let run = try printing.run(id, resolve.caseNumber, in: fold)
        let unknown = fold.effects(of: id).filter { $0.state == .unknown }
        guard !unknown.isEmpty else {
            throw Rejection(
                .wrongStage, field: "case_number", problem: "nothing about the list of \(run.number) is unknown",
                fix: "look at what is open with loket unknown")
        }
        let (outcome, reason) = try PrintResolution.outcome(of: resolve.outcome, reason: resolve.reason)
        for effect in unknown {
            EffectLedger.settle(effect, outcome, reference: asking.actor, reason: reason, in: fold)
            try fold.append(
                .printRun(
                    .listEnded(
                        effect: effect.id, outcome, reference: asking.actor, reason: reason, at: fold.now)), to: id)
        }
        return try printing.reply(id, in: fold)
    }
}
