import Foundation

/// What is under way at the printer for a case.
public struct CasePrint: Hashable, Sendable {
    public var effect: UUID
    /// The printer was asked; until then it can still be called off.
    public var isStarted = false

    public init(effect: UUID, isStarted: Bool = false) {
        self.effect = effect
        self.isStarted = isStarted
    }
}

extension CaseFile {
    /// Advances the case by an entry of the printing room's.
    ///
    /// Who belongs to a run is ready when a person counted the paper; a single print is seen by whoever made it.
    mutating func applyPrinting(_ event: CaseEvent) -> Bool {
        switch event {
        case .queuedForPrint(let plan, let awaits):
            guard stage == .toPrint else { return false }
            (self.plan, self.awaits) = (plan, awaits)
        case .joinedRun(let run, let number):
            guard stage == .toPrint else { return false }
            (stage, self.run, runNumber) = (.inRun, run, number)
        case .leftRun(let reason, _):
            guard run != nil, stage == .inRun || stage == .missing else { return false }
            (stage, run, runNumber, self.reason) = (.toPrint, nil, "", reason)
        case .printPlanned(let effect, _, let letter, _):
            guard [.toPrint, .inRun, .missing, .ready].contains(stage) else { return false }
            (stage, print, readyAt) = (.printing, CasePrint(effect: effect), nil)
            printsPlanned += 1
            if !letter.isEmpty { letterNumber = letter }
        case .printStarted(let effect, _, _):
            guard print == CasePrint(effect: effect) else { return false }
            print?.isStarted = true
            printAttempts += 1
        case .printEnded(let effect, let outcome, _, let reason, let at):
            return endPrint(effect, outcome, reason, at)
        case .reconciled(let result, let reason, _, let at): return reconcile(result, reason, at)
        default: return false
        }
        return true
    }

    private mutating func endPrint(
        _ effect: UUID, _ outcome: EffectOutcome, _ reason: String, _ at: Moment
    ) -> Bool {
        guard print == CasePrint(effect: effect, isStarted: true) else { return false }
        self.reason = reason
        switch outcome {
        case .confirmed:
            prints += 1
            print = nil
            if run == nil { becomeReady(at) } else { stage = .toReconcile }
        case .unknown: stage = .printUnknown
        case .failed: (stage, print) = (.printing, CasePrint(effect: effect))
        case .refused: (stage, print) = (run == nil ? .toPrint : .inRun, nil)
        }
        return true
    }

    /// It can be collected, or sent to where it is.
    private mutating func becomeReady(_ at: Moment) {
        (stage, readyAt) = isPrintedElsewhere ? (.arriving, nil) : (.ready, at)
    }

    private mutating func reconcile(_ result: Reconciliation, _ reason: String, _ at: Moment) -> Bool {
        guard [.toPrint, .inRun, .toReconcile, .missing].contains(stage) else { return false }
        self.reason = reason
        switch result {
        case .printed, .reprinted: becomeReady(at)
        case .spoiled where run != nil: stage = .inRun
        case .missing where run != nil: stage = .missing
        case .spoiled, .missing: return false
        }
        return true
    }
}
