import Civil
import Foundation

/// A row of the effects: paper or a message that was asked of a device.
struct EffectRow: Sendable {
    var id: UUID
    var subject: UUID
    var kind: String
    var number: String
    var state: String
}

/// What a history says about the effects that were asked for it, to be held against the rows.
struct EffectTrail: Sendable {
    /// The last thing that was said of an effect; its raw value is the row's state.
    private enum Ending: String {
        case planned, started, confirmed, refused, failed, unknown

        init(_ outcome: EffectOutcome) {
            self =
                switch outcome {
                case .confirmed: .confirmed
                case .refused: .refused
                case .failed: .failed
                case .unknown: .unknown
                }
        }

        /// An effect that was not under way can be called off; that is its row's business alone.
        func allows(_ state: String) -> Bool {
            state == rawValue || (state == Ending.refused.rawValue && (self == .planned || self == .failed))
        }
    }

    /// For each effect the last entry about it.
    private var last: [UUID: (version: Int64, ending: Ending)] = [:]

    /// How a print ended by an entry that a restore lost and a neighbour gave back: the row may have come to the same.
    private var back: [UUID: Ending] = [:]

    mutating func noteBack(_ event: Event) {
        if case .caseFile(.printEnded(let effect, let outcome, _, _, _)) = event { back[effect] = Ending(outcome) }
    }

    mutating func note(_ entry: ReadEntry, _ event: Event) {
        switch event {
        case .caseFile(.printPlanned(let effect, _, _, _)): last[effect] = (entry.version, .planned)
        case .caseFile(.printStarted(let effect, _, _)): last[effect] = (entry.version, .started)
        case .caseFile(.printEnded(let effect, let outcome, _, _, _)): last[effect] = (entry.version, Ending(outcome))
        case .printRun(.listStarted(let effect, _, _)): last[effect] = (entry.version, .started)
        case .printRun(.listEnded(let effect, let outcome, _, _, _)): last[effect] = (entry.version, Ending(outcome))
        // A notice is one message, and its only effect.
        case .notice(.planned): last[entry.subject] = (entry.version, .planned)
        case .notice(.started): last[entry.subject] = (entry.version, .started)
        case .notice(.ended(let outcome, _, _, _)): last[entry.subject] = (entry.version, Ending(outcome))
        default: break
        }
    }

    /// Row and history are written in one commit, so both must have come to the same.
    func problems(against rows: [EffectRow], isNotice: Bool) -> [Problem] {
        var problems: [Problem] = []
        var seen = Set<UUID>()
        for row in rows {
            let key = isNotice ? row.subject : row.id
            seen.insert(key)
            let entry = last[key]
            // A run's list is planned without an entry.
            guard !(entry?.ending ?? .planned).allows(row.state), back[key]?.rawValue != row.state else { continue }
            problems.append(
                Problem(
                    version: entry?.version,
                    what: "its \(row.kind) is \(row.state) in the list of effects and "
                        + "\(entry?.ending.rawValue ?? "not mentioned") in its history", remedy: .rowChanged))
        }
        for (effect, entry) in last where !seen.contains(effect) {
            problems.append(
                Problem(
                    version: entry.version,
                    what: "its history asks a device for something that is not in the list of effects",
                    remedy: .somethingLost))
        }
        return problems
    }
}
