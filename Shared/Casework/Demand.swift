import Foundation

/// What a whole batch touches.
struct Demand {
    var shared: [UUID: Needs.Shared] = [:]
    var keys: Set<UUID> = []
    var subjects: Set<UUID> = []
    /// For each list how many the batch may take from it, by choice or by name.
    var choosing: [UUID: Int] = [:]
    var effects: Set<UUID> = []
    var effectsOf: Set<UUID> = []
    var partsOf: Set<UUID> = []
    var kept: Set<[UInt8]> = []
    /// Subjects of which other sites sent entries: with the span of versions that came.
    private(set) var carried: [UUID: Carried] = [:]

    struct Carried {
        var office: String
        var first: Int64
        var last: Int64
    }

    /// Phase 4 needs what phases 2 and 3 read.
    var hasTwoRounds: Bool { !choosing.isEmpty || !partsOf.isEmpty }
    var hasEffects: Bool { !effects.isEmpty || !effectsOf.isEmpty }

    init(_ needs: [Needs]) {
        for need in needs {
            for shared in need.shared { self.shared[shared.id] = shared }
            keys.formUnion(need.keys)
            subjects.formUnion(need.subjects)
            for (queue, most) in need.choosing { choosing[queue, default: 0] += most }
            effects.formUnion(need.effects)
            partsOf.formUnion(need.partsOf)
            effectsOf.formUnion(need.effectsOf)
            kept.formUnion(need.kept)
        }
        for need in needs {
            for queue in need.removing where choosing[queue] != nil { choosing[queue, default: 0] += 1 }
        }
        subjects.subtract(shared.keys)
    }

    mutating func add(_ history: CarriedHistory) {
        let known = carried[history.subject]
        carried[history.subject] = Carried(
            office: history.office, first: min(known?.first ?? .max, history.first),
            last: max(known?.last ?? 0, history.last))
        if shared[history.subject] == nil { subjects.insert(history.subject) }
        if let filing = history.filing { keys.insert(filing.naturalKey) }
    }
}
