import Foundation
import Postgres

/// What each statement of the engine does to the tables, and what it answers. Rows come in the statement's own order.
extension Tables {
    mutating func answer(_ step: Step, _ clock: StoreClock) throws(Refusal) -> [[Bind]] {
        let binds = Binds(step)
        switch step.statement.name {
        case "take_receipts": return takeReceipts(binds)
        case "read_receipts": return readReceipts(binds)
        case "write_replies": try writeReplies(binds)
        case "drop_receipts": dropReceipts(binds)
        case "store_receipt": storeReceipt(binds)
        case "clock": return [clockRow(clock)]
        case "make_shared": makeShared(binds)
        case "lock_subjects": return lockSubjects(binds)
        case "read_subjects": return readSubjects(binds)
        case "candidates": return candidates(binds)
        case "make_subjects": try makeSubjects(binds, onPlaces: false)
        case "make_subjects_on_places": try makeSubjects(binds, onPlaces: true)
        case "update_subjects": try updateSubjects(binds)
        case "note_known": noteKnown(binds)
        case "write_journal": try writeJournal(binds)
        case "read_hashes": return readHashes(binds)
        case "read_carried": return readCarried(binds)
        case "make_keys": for key in binds.uuids(0) where keys[key] == nil { keys[key] = .some(nil) }
        case "lock_keys": return binds.uuids(0).filter { keys[$0] != nil }.sorted(by: UUID.inOrder).map { [.uuid($0)] }
        case "read_keys": return readKeys(binds)
        case "claim_keys": for (key, id) in zip(binds.uuids(0), binds.optionalUUIDs(1)) { keys[key] = .some(id) }
        case "write_outbox": try writeOutbox(binds, clock)
        case "drop_outbox": for id in binds.uuids(0) { outbox[id] = nil }
        case "take_expired_outbox": return takeExpiredOutbox(binds, clock)
        case "read_outbox": return readOutbox(binds)
        case "write_due": writeDue(binds)
        case "strike_due": strikeDue(binds)
        case "done_due": doneDue(binds)
        case "due_now": return dueNow(binds, clock)
        case "lock_effects": return lockEffects(binds)
        case "write_effects": writeEffects(binds, clock)
        case "next_effect": return nextEffect(binds, clock)
        case "renew_effect_lease": renewLease(binds, clock)
        case "bury_message": letters[binds.uuid(0)] = "\(binds.text(9)): \(binds.text(7))"
        case "keep_fork": forks[binds.uuid(1)] = "\(binds.text(2)) from entry \(binds.int64(5)) on, of \(binds.text(4))"
        case "settle_forks": forks[binds.uuid(0)] = nil
        case "keep_twins": twins[binds.uuid(0)] = binds.text(2)
        case "settle_twins": twins[binds.uuid(0)] = nil
        // A clock that was set back, months that have no partition, and files are not part of this.
        case "forget_far_leases", "cut_far_leases", "make_partition", "write_wanted", "keep_receipts": break
        case let name:
            guard let rows = answerRestore(name, binds, clock) else {
                fatalError("the store in memory knows no statement \(name)")
            }
            return rows
        }
        return []
    }

    private func clockRow(_ clock: StoreClock) -> [Bind] {
        [
            .timestamp(microsecondsSince1970: clock.now), .timestamp(microsecondsSince1970: clock.now),
            .int32(site.incarnation), .bool(false), .texts(site.offices), .texts(site.reachable),
            .bool(site.isCounterOpen), .null,
        ]
    }

    // MARK: Receipts

    private func receiptKeys(_ binds: Binds) -> [ReceiptKey] {
        zip(binds.texts(0), binds.uuids(1)).map { ReceiptKey(principal: $0, id: $1) }
    }

    private mutating func takeReceipts(_ binds: Binds) -> [[Bind]] {
        var taken: [[Bind]] = []
        for (key, hash) in zip(receiptKeys(binds), binds.byteStrings(2)) where receipts[key] == nil {
            receipts[key] = Receipt(hash: hash)
            taken.append([.text(key.principal), .uuid(key.id)])
        }
        return taken
    }

    private func readReceipts(_ binds: Binds) -> [[Bind]] {
        receiptKeys(binds).compactMap { key in
            receipts[key].map {
                [.text(key.principal), .uuid(key.id), .bytes($0.hash), .optional($0.reply, Bind.bytes)]
            }
        }
    }

    private mutating func writeReplies(_ binds: Binds) throws(Refusal) {
        for (key, reply) in zip(receiptKeys(binds), binds.byteStrings(2)) {
            guard receipts[key] != nil else { throw .notAsRead }
            receipts[key]?.reply = reply
        }
    }

    private mutating func dropReceipts(_ binds: Binds) {
        for key in receiptKeys(binds) { receipts[key] = nil }
    }

    private mutating func storeReceipt(_ binds: Binds) {
        let key = ReceiptKey(principal: binds.text(0), id: binds.uuid(1))
        if receipts[key] == nil { receipts[key] = Receipt(hash: binds.bytes(2), reply: binds.bytes(3)) }
    }

    // MARK: Outbox

    private mutating func writeOutbox(_ binds: Binds, _ clock: StoreClock) throws(Refusal) {
        let (destinations, subjects, versions) = (binds.texts(1), binds.uuids(2), binds.int64s(3))
        let (bodies, carried) = (binds.byteStrings(4), binds.optionalInt64s(7))
        for (index, id) in binds.uuids(0).enumerated() {
            guard outbox[id] == nil else { throw .duplicate }
            places += 1
            outbox[id] = OutboxRow(
                sender: binds.text(5), destination: destinations[index], subject: subjects[index],
                version: versions[index], body: bodies[index], carriesFrom: carried[index],
                leaseUntil: clock.now + binds.interval(6), place: places)
        }
    }

    private mutating func takeExpiredOutbox(_ binds: Binds, _ clock: StoreClock) -> [[Bind]] {
        let sender = binds.text(0)
        let crowded = Set(binds.texts(3))
        var room: [String: Int64] = [:]
        let expired = outbox.rows.filter { $0.value.sender == sender && $0.value.leaseUntil < clock.now }
            .sorted { ($0.value.leaseUntil, $0.value.place) < ($1.value.leaseUntil, $1.value.place) }
            .filter { _, row in
                room[row.destination, default: crowded.contains(row.destination) ? 0 : binds.int64(1)] -= 1
                return room[row.destination, default: 0] >= 0
            }
        for (id, _) in expired { outbox[id]?.leaseUntil = clock.now + binds.interval(2) }
        return expired.map { id, row in
            [
                .uuid(id), .text(row.destination), .uuid(row.subject), .int64(row.version), .bytes(row.body),
                .optional(row.carriesFrom, Bind.int64),
            ]
        }
    }

    private func readOutbox(_ binds: Binds) -> [[Bind]] {
        binds.uuids(0).compactMap { id in outbox[id].map { [.uuid(id), .bytes($0.body)] } }
    }

    // MARK: What comes due

    private mutating func writeDue(_ binds: Binds) {
        let (kinds, times, offices) = (binds.int32s(1), binds.timestamps(2), binds.texts(3))
        let bodies = binds.byteStrings(4)
        for (index, id) in binds.uuids(0).enumerated() {
            let key = DueKey(subject: id, kind: kinds[index], at: times[index])
            if due[key] == nil {
                due[key] = DueRow(service: binds.text(5), office: offices[index], body: bodies[index])
            }
        }
    }

    private mutating func strikeDue(_ binds: Binds) {
        for (id, kind) in zip(binds.uuids(0), binds.int32s(1)) {
            for key in due.rows.keys where key.subject == id && key.kind == kind { due[key] = nil }
        }
    }

    private mutating func doneDue(_ binds: Binds) {
        let (kinds, times) = (binds.int32s(1), binds.timestamps(2))
        for (index, id) in binds.uuids(0).enumerated() {
            due[DueKey(subject: id, kind: kinds[index], at: times[index])] = nil
        }
    }

    private func dueNow(_ binds: Binds, _ clock: StoreClock) -> [[Bind]] {
        guard site.isCounterOpen else { return [] }
        let service = binds.text(0)
        return due.rows.filter { $0.value.service == service && $0.key.at <= clock.now }
            .sorted {
                $0.key.at == $1.key.at ? UUID.inOrder($0.key.subject, $1.key.subject) : $0.key.at < $1.key.at
            }
            .prefix(Int(binds.int64(1)))
            .map { key, row in
                [
                    .uuid(key.subject), .int32(key.kind), .timestamp(microsecondsSince1970: key.at), .text(row.office),
                    .bytes(row.body),
                ]
            }
    }
}
