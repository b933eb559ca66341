import Civil
import Foundation
import Records

extension Restoration {
    /// How a print ended in the lost hours, where the history that came back says it: its device isn't asked, and the case
    /// may be elsewhere by now.
    func settleEffects(of back: [UUID]) throws {
        let back = Set(back)
        for history in order.known where back.contains(history.subject) {
            let endings = try history.printEndings
            guard !endings.isEmpty else { continue }
            try write(as: "printing", subjects: [history.subject]) { fold in
                for var effect in fold.effects(of: history.subject) {
                    guard [.planned, .started, .failed].contains(effect.state), let ending = endings[effect.id] else {
                        continue
                    }
                    effect.attempt = max(effect.attempt, ending.attempt)
                    effect.instance = Effect.doubter
                    EffectLedger.settle(
                        effect, ending.outcome, reference: ending.reference, reason: ending.reason, in: fold)
                }
            }
        }
    }
}

extension CarriedHistory {
    struct PrintEnding {
        var attempt: Int
        var outcome: EffectOutcome
        var reference: String
        var reason: String
    }

    /// By effect how its last attempt ended; without those that were still under way.
    var printEndings: [UUID: PrintEnding] {
        get throws {
            var attempts: [UUID: Int] = [:]
            var endings: [UUID: PrintEnding] = [:]
            for entry in entries {
                switch try EntryBody.event(in: entry.body) {
                case .caseFile(.printStarted(let effect, let attempt, _)):
                    attempts[effect] = attempt
                    endings[effect] = nil
                case .caseFile(.printEnded(let effect, let outcome, let reference, let reason, _)):
                    endings[effect] = PrintEnding(
                        attempt: attempts[effect] ?? 1, outcome: outcome, reference: reference, reason: reason)
                default: break
                }
            }
            return endings
        }
    }
}
