import Civil
import Foundation
import Postgres
import Records

/// Phase 6: everything that a batch decided, each table with one statement.
struct BatchWriter {
    let fold: Fold
    let settings: EngineSettings

    /// Effects that were left planned or failed: the device can be asked.
    var plannedEffects: Int {
        Set(fold.writes.effects).count { id in
            let state = fold.effects[id]?.state
            return state == .planned || state == .failed
        }
    }

    func steps() -> [Step] {
        partitionSteps() + journalSteps() + subjectSteps() + knownSteps() + keySteps() + outboxSteps() + dueSteps()
            + effectSteps() + wantedSteps() + fold.writes.steps
    }

    /// A case of another site may be older than the months that are made here.
    private func partitionSteps() -> [Step] {
        let oldest = fold.now.microseconds - Self.monthMade
        let begins = fold.loaded.compactMap { id, row -> Int64? in
            guard row.isHeardOf, row.storedVersion == 0, row.isChanged else { return nil }
            return SubjectID.moment(of: id).map(\.microseconds).flatMap { $0 < oldest ? $0 : nil }
        }
        return Set(begins).map {
            Step(CaseworkRows.makePartition, .timestamp(microsecondsSince1970: $0))
        }
    }

    /// The month before this one is there; in microseconds, and not more than the shortest has.
    private static let monthMade = Duration.hours(28 * 24).microseconds

    private func journalSteps() -> [Step] {
        let entries = fold.writes.journal
        guard !entries.isEmpty else { return [] }
        return [
            Step(
                CaseworkRows.writeJournal, .uuids(entries.map(\.subject)), .int64s(entries.map(\.version)),
                .int32s(entries.map(\.incarnation)), .int32s(entries.map { Int32($0.kind) }),
                .timestamps(entries.map(\.happenedAt)), .timestamps(entries.map(\.recordedAt)),
                .texts(entries.map(\.actor)), .bytesArray(entries.map(\.body)), .bytesArray(entries.map(\.bodyHash)),
                .bytesArray(entries.map(\.hash)))
        ]
    }

    private func subjectSteps() -> [Step] {
        var made = SubjectColumns()
        var changed = SubjectColumns()
        var oldVersions: [Int64] = []
        var oldHolders: [String] = []
        for (id, row) in fold.loaded where row.isChanged {
            guard let subject = row.subject else { continue }
            if row.isNew {
                made.append(id, row, subject, at: fold.offices)
            } else {
                changed.append(id, row, subject, at: fold.offices)
                oldVersions.append(row.storedVersion)
                oldHolders.append(row.storedHolder)
            }
        }
        var steps: [Step] = []
        if !made.ids.isEmpty {
            steps.append(
                Step(
                    fold.reachable.isEmpty ? CaseworkRows.makeSubjects : CaseworkRows.makeSubjectsOnPlaces,
                    .uuids(made.ids), .int32s(made.kinds), .texts(made.offices),
                    .texts(made.holders), .int64s(made.versions), .bytesArray(made.heads), .bytesArray(made.states),
                    .nullableUUIDs(made.queues), .nullableBytesArray(made.positions)))
        }
        if !changed.ids.isEmpty {
            steps.append(
                Step(
                    CaseworkRows.updateSubjects, .uuids(changed.ids), .int64s(oldVersions), .texts(oldHolders),
                    .texts(changed.holders), .int64s(changed.versions), .bytesArray(changed.heads),
                    .bytesArray(changed.states), .nullableUUIDs(changed.queues),
                    .nullableBytesArray(changed.positions)))
        }
        return steps
    }

    /// What another site holds, or held: when it was last heard of.
    private func knownSteps() -> [Step] {
        var ids: [UUID] = []
        var times: [Int64?] = []
        var offices: [String] = []
        for (id, row) in fold.loaded where row.isHeardOf {
            guard let office = row.subject?.holdingOffice else { continue }
            ids.append(id)
            times.append(fold.offices.contains(office) ? nil : fold.now.microseconds)
            offices.append(row.office)
        }
        guard !ids.isEmpty else { return [] }
        return [Step(CaseworkRows.noteKnown, .uuids(ids), .nullableTimestamps(times), .texts(offices))]
    }

    private func keySteps() -> [Step] {
        let claimed = fold.keyHolders.filter(\.value.isChanged)
        guard !claimed.isEmpty else { return [] }
        return [
            Step(
                CaseworkRows.claimKeys, .uuids(Array(claimed.keys)), .nullableUUIDs(claimed.values.map(\.subject)))
        ]
    }

    private func outboxSteps() -> [Step] {
        let messages = fold.writes.outbox
        guard !messages.isEmpty else { return [] }
        return [
            Step(
                CaseworkRows.writeOutbox, .uuids(messages.map(\.id)), .texts(messages.map(\.destination)),
                .uuids(messages.map(\.subject)), .int64s(messages.map(\.version)), .bytesArray(messages.map(\.body)),
                .text(fold.service), .text("\(settings.lease.components.seconds) seconds"),
                .nullableInt64s(messages.map(\.carriesFrom)))
        ]
    }

    private func dueSteps() -> [Step] {
        var steps: [Step] = []
        let struck = fold.writes.struckDue
        if !struck.isEmpty {
            steps.append(
                Step(CaseworkRows.strikeDue, .uuids(struck.map(\.subject)), .int32s(struck.map { Int32($0.kind) })))
        }
        let due = fold.writes.due
        if !due.isEmpty {
            steps.append(
                Step(
                    CaseworkRows.writeDue, .uuids(due.map(\.subject)), .int32s(due.map { Int32($0.kind) }),
                    .timestamps(due.map(\.at.microseconds)), .texts(due.map(\.office)),
                    .bytesArray(due.map(\.body)), .text(fold.service)))
        }
        return steps
    }

    private func wantedSteps() -> [Step] {
        let wanted = fold.writes.wanted
        guard !wanted.isEmpty else { return [] }
        return [
            Step(
                CaseworkRows.writeWanted, .bytesArray(wanted.map(\.hash)), .int64s(wanted.map(\.bytes)),
                .uuids(wanted.map(\.subject)), .texts(wanted.map(\.office)))
        ]
    }

    private func effectSteps() -> [Step] {
        let effects = Set(fold.writes.effects).compactMap { fold.effects[$0] }
        guard !effects.isEmpty else { return [] }
        return [
            Step(
                CaseworkRows.writeEffects, .uuids(effects.map(\.id)), .uuids(effects.map(\.subject)),
                .texts(effects.map(\.office)), .texts(effects.map(\.kind)), .texts(effects.map(\.number)),
                .texts(effects.map(\.state.rawValue)), .int32s(effects.map { Int32($0.attempt) }),
                .bytesArray(effects.map(\.position)), .bytesArray(effects.map(\.request)),
                .texts(effects.map(\.instance)), .texts(effects.map(\.reference)), .texts(effects.map(\.reason)),
                .text(fold.service), .text("\(settings.effectLease.milliseconds) milliseconds"))
        ]
    }
}

/// The columns of subject rows, one array each.
private struct SubjectColumns {
    var ids: [UUID] = []
    var kinds: [Int32] = []
    var offices: [String] = []
    var holders: [String] = []
    var versions: [Int64] = []
    var heads: [[UInt8]] = []
    var states: [[UInt8]] = []
    var queues: [UUID?] = []
    var positions: [[UInt8]?] = []

    mutating func append(_ id: UUID, _ row: Fold.Loaded, _ subject: Subject, at site: [String]) {
        let place = subject.place(at: site)
        ids.append(id)
        kinds.append(Int32(row.kind))
        offices.append(row.office)
        holders.append(subject.holder)
        versions.append(row.version)
        heads.append(row.head)
        states.append(SubjectState.bytes(of: subject))
        queues.append(place?.queue)
        positions.append(place?.position)
    }
}
