import Civil
import Contracts
import Foundation

/// The two entries of an effect's row, for every service: the device is about to be asked, and it has answered.
public enum EffectLedger {
    public static func needs(of start: WireStartEffect) throws(Rejection) -> Needs {
        try needs(effect: start.effectID, subject: start.subjectID)
    }

    public static func needs(of end: WireEndEffect) throws(Rejection) -> Needs {
        try needs(effect: end.effectID, subject: end.subjectID)
    }

    private static func needs(effect: some Collection<UInt8>, subject: some Collection<UInt8>) throws(Rejection)
        -> Needs
    {
        guard let effect = UUID(checking: effect) else { throw .malformed("effect_id") }
        guard let subject = UUID(checking: subject) else { throw .malformed("subject_id") }
        var needs = Needs(subjects: [subject])
        needs.effects = [effect]
        return needs
    }

    /// Claims an effect for the device of one instance: whoever commits this asks the device, and nobody else does.
    ///
    /// Throws where it is claimed, done or called off already.
    public static func start(_ start: WireStartEffect, asking: Asking, in fold: Fold) throws -> Effect {
        var effect = try found(start.effectID, asking, in: fold)
        guard effect.state == .planned || effect.state == .failed, effect.attempt + 1 == Int(start.attempt) else {
            throw Rejection(
                .wrongStage, field: "effect_id",
                problem: "it is \(effect.state.rawValue) after \(effect.attempt) attempts, not to be started",
                fix: "leave it to whoever started it")
        }
        effect.state = .started
        effect.attempt += 1
        effect.instance = start.instance
        effect.reason = ""
        fold.put(effect)
        return effect
    }

    /// Notes how an attempt ended. What was unknown may become known later; what is known stays.
    ///
    /// Nil where there is nothing to note: it was noted before, or another attempt is under way.
    public static func end(
        _ end: WireEndEffect, asking: Asking, in fold: Fold
    ) throws -> (effect: Effect, outcome: EffectOutcome)? {
        let effect = try found(end.effectID, asking, in: fold)
        guard let outcome = EffectOutcome(rawValue: end.outcome) else {
            throw Rejection(
                .notOnList, field: "outcome", problem: "\(Rejection.quoted(end.outcome)) is no outcome",
                fix: "use one of: \(EffectOutcome.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard effect.attempt == Int(end.attempt) else { return nil }
        guard effect.state == .started || (effect.state == .unknown && outcome != .unknown) else { return nil }
        return (settle(effect, outcome, reference: end.reference, reason: end.reason, in: fold), outcome)
    }

    /// Writes an outcome into the effect's row.
    @discardableResult
    public static func settle(
        _ effect: Effect, _ outcome: EffectOutcome, reference: String, reason: String, in fold: Fold
    ) -> Effect {
        var effect = effect
        effect.state = Effect.State(outcome)
        effect.reference = reference
        effect.reason = reason
        fold.put(effect)
        return effect
    }

    /// Calls off whatever of a subject was planned and not started. The command must have named it in
    /// `Needs.effectsOf`.
    public static func callOff(_ subject: UUID, reason: String, in fold: Fold) {
        for effect in fold.effects(of: subject) where effect.state == .planned || effect.state == .failed {
            settle(effect, .refused, reference: "", reason: reason, in: fold)
        }
    }

    /// Always inlined. As a function of its own, optimised by Swift 6.3 on x86-64, its success ended in a jump to
    /// memcpy with another value in the register of the error, and the caller caught what nobody had thrown.
    @inline(__always)
    private static func found(_ bytes: some Collection<UInt8>, _ asking: Asking, in fold: Fold) throws -> Effect {
        guard asking.source == .device else {
            throw Rejection(
                .notAllowed, field: "command", problem: "only the device's own runner says what the device does",
                fix: "settle what is unknown with loket unknown")
        }
        guard let id = UUID(checking: bytes) else { throw Rejection.malformed("effect_id") }
        guard let effect = fold.effect(id) else {
            throw Rejection(
                .unknownNumber, field: "effect_id", problem: "no such effect was planned here",
                fix: "look at what is open with loket unknown")
        }
        return effect
    }
}

extension Effect.State {
    public init(_ outcome: EffectOutcome) {
        self =
            switch outcome {
            case .confirmed: .confirmed
            case .refused: .refused
            case .failed: .failed
            case .unknown: .unknown
            }
    }
}

extension WireEffectView {
    public init(_ effect: Effect) {
        self.init()
        effectID = Data(effect.id.bytes)
        state = effect.state.rawValue
        attempt = Int32(effect.attempt)
        subjectID = Data(effect.subject.bytes)
        number = effect.number
        reason = effect.reason
    }
}
