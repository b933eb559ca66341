import Foundation
import Postgres

extension Tables {
    // MARK: Subjects

    mutating func makeShared(_ binds: Binds) {
        let (kinds, offices) = (binds.int32s(1), binds.texts(2))
        for (index, id) in binds.uuids(0).enumerated() where subjects[id] == nil {
            subjects[id] = SubjectRow(kind: kinds[index], office: offices[index], holder: binds.text(3))
        }
    }

    func lockSubjects(_ binds: Binds) -> [[Bind]] {
        Set(binds.uuids(0)).sorted(by: UUID.inOrder).compactMap { id in
            subjects[id].map { row in
                [
                    .uuid(id), .int32(row.kind), .text(row.office), .text(row.holder), .int64(row.version),
                    .bytes(row.head), .bytes(row.state), .optional(row.queue, Bind.uuid),
                    .optional(row.position, Bind.bytes),
                ]
            }
        }
    }

    func readSubjects(_ binds: Binds) -> [[Bind]] {
        binds.uuids(0).compactMap { id in
            guard let row = subjects[id], row.version > 0 else { return nil }
            return [
                .uuid(id), .int64(row.version), .bytes(row.state),
                .optional(row.knownAt) { .timestamp(microsecondsSince1970: $0) },
            ]
        }
    }

    func candidates(_ binds: Binds) -> [[Bind]] {
        zip(binds.uuids(0), binds.int64s(1)).flatMap { queue, most in
            subjects.rows.compactMap { id, row in row.queue == queue ? (position: row.position ?? [], id: id) : nil }
                .sorted { $0.position.lexicographicallyPrecedes($1.position) }
                .prefix(Int(most)).map { [.uuid(queue), .uuid($0.id), .bytes($0.position)] }
        }
    }

    mutating func makeSubjects(_ binds: Binds, onPlaces: Bool) throws(Refusal) {
        let (kinds, offices, holders) = (binds.int32s(1), binds.texts(2), binds.texts(3))
        let (versions, heads, states) = (binds.int64s(4), binds.byteStrings(5), binds.byteStrings(6))
        let (queues, positions) = (binds.optionalUUIDs(7), binds.optionalByteStrings(8))
        for (index, id) in binds.uuids(0).enumerated() {
            let known = subjects[id]
            if let known {
                guard onPlaces else { throw .duplicate }
                guard known.version == 0 else { throw .notAsRead }
            }
            subjects[id] = SubjectRow(
                kind: kinds[index], office: offices[index], holder: holders[index], version: versions[index],
                head: heads[index], state: states[index], queue: queues[index], position: positions[index],
                knownAt: known?.knownAt)
        }
    }

    mutating func updateSubjects(_ binds: Binds) throws(Refusal) {
        let (oldVersions, oldHolders) = (binds.int64s(1), binds.texts(2))
        let (holders, versions, heads) = (binds.texts(3), binds.int64s(4), binds.byteStrings(5))
        let (states, queues, positions) = (binds.byteStrings(6), binds.optionalUUIDs(7), binds.optionalByteStrings(8))
        for (index, id) in binds.uuids(0).enumerated() {
            guard var row = subjects[id], row.version == oldVersions[index], row.holder == oldHolders[index] else {
                throw .notAsRead
            }
            (row.holder, row.version, row.head) = (holders[index], versions[index], heads[index])
            (row.state, row.queue, row.position) = (states[index], queues[index], positions[index])
            subjects[id] = row
        }
    }

    mutating func noteKnown(_ binds: Binds) {
        let (times, offices) = (binds.optionalTimestamps(1), binds.texts(2))
        for (index, id) in binds.uuids(0).enumerated() where subjects[id] != nil {
            subjects[id]?.knownAt = times[index]
            subjects[id]?.office = offices[index]
        }
    }

    func readKeys(_ binds: Binds) -> [[Bind]] {
        binds.uuids(0).compactMap { key in
            guard let id = keys[key].flatMap(\.self), let row = subjects[id], row.version > 0 else { return nil }
            return [.uuid(key), .uuid(id), .bytes(row.state), .int64(row.version)]
        }
    }

    // MARK: Journal

    mutating func writeJournal(_ binds: Binds) throws(Refusal) {
        let (versions, incarnations, kinds) = (binds.int64s(1), binds.int32s(2), binds.int32s(3))
        let (happened, recorded, actors) = (binds.timestamps(4), binds.timestamps(5), binds.texts(6))
        let (bodies, bodyHashes, hashes) = (binds.byteStrings(7), binds.byteStrings(8), binds.byteStrings(9))
        for (index, id) in binds.uuids(0).enumerated() {
            var history = journal[id] ?? []
            guard !history.contains(where: { $0.version == versions[index] }) else { throw .duplicate }
            history.append(
                EntryRow(
                    version: versions[index], incarnation: incarnations[index], kind: kinds[index],
                    happenedAt: happened[index], recordedAt: recorded[index], actor: actors[index],
                    body: bodies[index], bodyHash: bodyHashes[index], hash: hashes[index]))
            journal[id] = history
        }
    }

    private func entries(_ id: UUID, _ first: Int64, _ last: Int64) -> [EntryRow] {
        (journal[id] ?? []).filter { (first...max(first, last)).contains($0.version) }.sorted {
            $0.version < $1.version
        }
    }

    func readHashes(_ binds: Binds) -> [[Bind]] {
        let (firsts, lasts) = (binds.int64s(1), binds.int64s(2))
        return binds.uuids(0).enumerated().flatMap { index, id in
            entries(id, firsts[index], lasts[index]).map { [.uuid(id), .int64($0.version), .bytes($0.hash)] }
        }
    }

    func readCarried(_ binds: Binds) -> [[Bind]] {
        let (ids, firsts, lasts) = (binds.uuids(1), binds.int64s(2), binds.int64s(3))
        let messages = binds.uuids(0).enumerated().sorted { UUID.inOrder($0.element, $1.element) }
        return messages.flatMap { index, message in
            entries(ids[index], firsts[index], lasts[index]).map { row in
                [
                    .uuid(message), .uuid(ids[index]), .int64(row.version), .int32(row.incarnation), .int32(row.kind),
                    .timestamp(microsecondsSince1970: row.happenedAt),
                    .timestamp(microsecondsSince1970: row.recordedAt), .text(row.actor), .bytes(row.body),
                    .bytes(row.bodyHash), .bytes(row.hash),
                ]
            }
        }
    }

    // MARK: Effects

    func columns(_ id: UUID, _ row: EffectRow) -> [Bind] {
        [
            .uuid(id), .uuid(row.subject), .text(row.office), .text(row.kind), .text(row.number), .text(row.state),
            .int32(row.attempt), .bytes(row.position), .bytes(row.request), .text(row.instance), .text(row.reference),
            .text(row.reason),
        ]
    }

    func lockEffects(_ binds: Binds) -> [[Bind]] {
        let (ids, ofSubjects) = (Set(binds.uuids(0)), Set(binds.uuids(1)))
        return effects.rows.filter { ids.contains($0.key) || ofSubjects.contains($0.value.subject) }
            .sorted { UUID.inOrder($0.key, $1.key) }.map { columns($0, $1) }
    }

    mutating func writeEffects(_ binds: Binds, _ clock: StoreClock) {
        let (subjects, offices, kinds, numbers) = (binds.uuids(1), binds.texts(2), binds.texts(3), binds.texts(4))
        let (states, attempts, positions) = (binds.texts(5), binds.int32s(6), binds.byteStrings(7))
        let (requests, instances) = (binds.byteStrings(8), binds.texts(9))
        let (references, reasons) = (binds.texts(10), binds.texts(11))
        for (index, id) in binds.uuids(0).enumerated() {
            var row =
                effects[id]
                ?? EffectRow(
                    subject: subjects[index], service: binds.text(12), office: offices[index], kind: kinds[index],
                    number: numbers[index], state: "", attempt: 0, position: positions[index],
                    request: requests[index], instance: "", leaseUntil: 0, reference: "", reason: "", changedAt: 0)
            (row.state, row.attempt, row.instance) = (states[index], attempts[index], instances[index])
            (row.reference, row.reason) = (references[index], reasons[index])
            (row.leaseUntil, row.changedAt) = (clock.now + binds.interval(13), clock.now)
            effects[id] = row
        }
    }

    func nextEffect(_ binds: Binds, _ clock: StoreClock) -> [[Bind]] {
        guard site.isCounterOpen else { return [] }
        let (service, offices, postponed) = (binds.text(0), Set(binds.texts(1)), Set(binds.uuids(2)))
        let (first, most) = (binds.interval(3), binds.interval(4))
        let offered = effects.rows.filter { id, row in
            guard row.service == service, offices.contains(row.office), !postponed.contains(id) else { return false }
            switch row.state {
            case "planned": return true
            case "started": return row.leaseUntil < clock.now
            case "failed":
                let pause = min(first << Int64(min(row.attempt - 1, 20)), most)
                let again = row.changedAt + pause
                return !(clock.now...(clock.now + 2 * most)).contains(again)
            default: return false
            }
        }
        let next = offered.min { one, other in
            one.value.position == other.value.position
                ? UUID.inOrder(one.key, other.key)
                : one.value.position.lexicographicallyPrecedes(other.value.position)
        }
        return next.map { [columns($0.key, $0.value)] } ?? []
    }

    mutating func renewLease(_ binds: Binds, _ clock: StoreClock) {
        let id = binds.uuid(0)
        guard let row = effects[id], row.state == "started", row.instance == binds.text(1) else { return }
        effects[id]?.leaseUntil = clock.now + binds.interval(2)
    }
}
