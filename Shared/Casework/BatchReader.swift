import Civil
import Foundation
import Postgres
import Records

/// Phases 2 to 4: locks and loads what a batch touches, always in key order.
struct BatchReader {
    let demand: Demand
    let service: String
    /// Reads what the service keeps itself.
    private let kept: Statement?
    /// Shared subjects that this committer hasn't met: they may have to be made.
    private let missing: [Needs.Shared]

    init(demand: Demand, service: String, kept: Statement? = nil, known: Set<UUID>) {
        self.demand = demand
        self.service = service
        self.kept = demand.kept.isEmpty ? nil : kept
        missing = demand.shared.values.filter { !known.contains($0.id) }
    }

    // MARK: Phases 2 and 3

    func sharedSteps() -> [Step] {
        var steps: [Step] = []
        if !missing.isEmpty {
            steps.append(
                Step(
                    CaseworkRows.makeShared, .uuids(missing.map(\.id)), .int32s(missing.map { Int32($0.kind) }),
                    .texts(missing.map(\.office)), .text(service)))
        }
        steps.append(Step(CaseworkRows.lockSubjects, .uuids(Array(demand.shared.keys))))
        let keys = Array(demand.keys)
        if !keys.isEmpty {
            steps.append(Step(CaseworkRows.makeKeys, .uuids(keys)))
            steps.append(Step(CaseworkRows.lockKeys, .uuids(keys)))
            steps.append(Step(CaseworkRows.readKeys, .uuids(keys)))
        }
        if !demand.choosing.isEmpty {
            let queues = Array(demand.choosing)
            steps.append(
                Step(
                    CaseworkRows.candidates, .uuids(queues.map(\.key)), .int64s(queues.map { Int64($0.value) })))
        }
        return steps
    }

    func takeShared(_ rows: inout ArraySlice<Rows>, into fold: Fold) throws {
        if !missing.isEmpty { rows.removeFirst() }
        try load(rows.removeFirst(), into: fold)
        if !demand.keys.isEmpty {
            rows.removeFirst()
            rows.removeFirst()
            for row in rows.removeFirst() {
                fold.load(
                    key: row.uuid(0),
                    KeyHolder(
                        subject: row.uuid(1), stored: try SubjectState.subject(in: row.bytes(2)), version: row.int64(3))
                )
            }
        }
        guard !demand.choosing.isEmpty else { return }
        var lists: [UUID: [(position: [UInt8], id: UUID)]] = [:]
        for row in rows.removeFirst() { lists[row.uuid(0), default: []].append((row.bytes(2), row.uuid(1))) }
        for queue in demand.choosing.keys { fold.load(queue: queue, WaitingList(lists[queue] ?? [])) }
    }

    // MARK: Phase 4

    /// What only phases 2 and 3 could tell: who can be chosen, and the parts of what was locked.
    func found(in fold: Fold) -> [UUID] {
        demand.choosing.keys.flatMap { fold.all(in: $0) } + demand.partsOf.flatMap { fold.subject($0)?.parts ?? [] }
    }

    func subjectSteps(extra: [UUID]) -> [Step] {
        let carried = demand.carried
        var steps: [Step] = []
        if !carried.isEmpty {
            // What comes from another site may be new, and two batches may get it at once: the row that they meet at
            // is made first.
            steps.append(
                Step(
                    CaseworkRows.makeShared, .uuids(Array(carried.keys)),
                    .int32s(carried.map { _ in Int32(Subject.Kind.caseFile.rawValue) }),
                    .texts(carried.values.map(\.office)), .text(service)))
        }
        steps.append(Step(CaseworkRows.lockSubjects, .uuids(Array(demand.subjects.union(extra)))))
        if !carried.isEmpty {
            steps.append(
                Step(
                    CaseworkRows.readHashes, .uuids(Array(carried.keys)), .int64s(carried.values.map(\.first)),
                    .int64s(carried.values.map(\.last))))
        }
        if demand.hasEffects {
            steps.append(
                Step(CaseworkRows.lockEffects, .uuids(Array(demand.effects)), .uuids(Array(demand.effectsOf))))
        }
        if let kept { steps.append(Step(kept, .bytesArray(Array(demand.kept)))) }
        return steps
    }

    func takeSubjects(_ rows: inout ArraySlice<Rows>, into fold: Fold) throws {
        let hasCarried = !demand.carried.isEmpty
        if hasCarried { rows.removeFirst() }
        try load(rows.removeFirst(), into: fold)
        if hasCarried {
            for row in rows.removeFirst() { fold.load(hash: row.bytes(2), of: row.uuid(0), at: row.int64(1)) }
        }
        if demand.hasEffects {
            for row in rows.removeFirst() { fold.load(Effect(row)) }
        }
        guard kept != nil else { return }
        for row in rows.removeFirst() { fold.load(kept: row.bytes(0), bytes: row.int64(1)) }
    }

    private func load(_ rows: Rows, into fold: Fold) throws {
        for row in rows {
            let version = row.int64(4)
            let subject = version == 0 ? nil : try SubjectState.subject(in: row.bytes(6))
            fold.load(
                row.uuid(0),
                Fold.Loaded(
                    kind: Int16(row.int32(1)), office: row.text(2), storedVersion: version, storedHolder: row.text(3),
                    version: version, head: row.bytes(5), subject: subject))
        }
    }
}

extension Effect {
    /// From the columns of `lockEffects` and of the runner's statements.
    package init(_ row: Row) {
        self.init(
            id: row.uuid(0), subject: row.uuid(1), office: row.text(2), kind: row.text(3), number: row.text(4),
            position: row.bytes(7), request: row.bytes(8))
        // The table's own check allows no other word.
        state = State(rawValue: row.text(5)) ?? .unknown
        attempt = Int(row.int32(6))
        instance = row.text(9)
        reference = row.text(10)
        reason = row.text(11)
    }
}
