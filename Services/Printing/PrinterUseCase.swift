import Casework
import Civil
import Contracts
import Foundation
import Records

/// The two commands of the printer's own runner: it is about to ask the printer, and the printer has answered.
///
/// Touches the effect and the case, or the run whose list it is.
struct PrinterUseCase {
    private let printing: PrintingService
    private let asking: Asking

    init(_ printing: PrintingService, _ asking: Asking) {
        self.printing = printing
        self.asking = asking
    }

    func start(_ start: WireStartEffect, in fold: Fold) throws -> WirePrintingReply {
        let effect = try EffectLedger.start(start, asking: asking, in: fold)
        switch fold.subject(effect.subject) {
        case .caseFile(let file):
            guard file.held.isEmpty else { throw RetryLater("the case is held", after: .seconds(5)) }
            try fold.append(
                .caseFile(.printStarted(effect: effect.id, attempt: effect.attempt, reason: "")), to: effect.subject)
        case .printRun:
            try fold.append(
                .printRun(.listStarted(effect: effect.id, attempt: effect.attempt, at: fold.now)),
                to: effect.subject)
        default: throw RetryLater("what is to be printed is being read")
        }
        return .with { $0.effect = WireEffectView(effect) }
    }

    func end(_ end: WireEndEffect, in fold: Fold) throws -> WirePrintingReply {
        guard let (effect, outcome) = try EffectLedger.end(end, asking: asking, in: fold) else { return .init() }
        switch fold.subject(effect.subject) {
        case .caseFile(let file):
            try fold.append(
                .caseFile(
                    .printEnded(
                        effect: effect.id, outcome, reference: effect.reference, reason: effect.reason, at: fold.now)),
                to: effect.subject)
            if outcome == .refused, file.run == nil {
                // Nothing of it goes on by itself: somebody must look at why.
                try fold.append(
                    .caseFile(.held(reason: "the printer refused it: \(effect.reason)", at: fold.now)),
                    to: effect.subject)
            }
            try printing.finish(effect.subject, before: file, in: fold)
        case .printRun:
            try fold.append(
                .printRun(
                    .listEnded(
                        effect: effect.id, outcome, reference: effect.reference, reason: effect.reason, at: fold.now)),
                to: effect.subject)
        default: throw RetryLater("what was printed is being read")
        }
        return .with { $0.effect = WireEffectView(effect) }
    }
}
