import Foundation
import Postgres

/// What a restore from a backup reads and writes.
extension Tables {
    /// Nil for a statement that is none of a restore's.
    mutating func answerRestore(_ name: String, _ binds: Binds, _ clock: StoreClock) -> [[Bind]]? {
        switch name {
        case "restore.enter": enter(binds, clock)
        case "restore.catch_up": []
        case "restore.open_cases":
            subjects.rows.filter { $0.value.kind == 3 && $0.value.queue != nil }
                .sorted { ($0.value.holder, $0.key.uuidString) < ($1.value.holder, $1.key.uuidString) }
                .map { [.uuid($0.key), .text($0.value.holder)] }
        case "restore.runs":
            subjects.rows.filter { $0.value.kind == 5 && $0.value.office == binds.text(0) }.map(\.key)
                .sorted(by: UUID.inOrder).map { [.uuid($0)] }
        case "restore.asked": asked(binds.int32(0)).map { [.uuid($0)] }
        case "restore.notices_on_their_way":
            outbox.rows.values.filter { $0.destination.hasPrefix("notification@") }.sorted { $0.place < $1.place }
                .map { [.bytes($0.body)] }
        case "restore.strike_due": strike(binds.uuid(0))
        case "restore.site": [counterRow]
        case "restore.open": open(clock)
        case "read_touched": touched(binds)
        case "note_back": noteBack(binds)
        case "doubted_effects": doubted(binds)
        default: nil
        }
    }

    private mutating func enter(_ binds: Binds, _ clock: StoreClock) -> [[Bind]] {
        guard site.incarnation < binds.int32(0) else { return [] }
        site.formerLife = (incarnation: site.incarnation, backupOf: binds.timestamp(3))
        site.incarnation = binds.int32(0)
        site.keptDevices = Set(binds.texts(2))
        site.restoredAt = clock.now
        site.openedAt = nil
        site.askedAt = binds.bool(4) ? clock.now : nil
        return [[.int32(site.formerLife?.incarnation ?? 0), .texts(site.offices)]]
    }

    private func asked(_ kind: Int32) -> [UUID] {
        Set(effects.rows.values.filter { ["planned", "started", "failed"].contains($0.state) }.map(\.subject))
            .filter { subjects[$0]?.kind == kind }.sorted(by: UUID.inOrder)
    }

    private mutating func strike(_ id: UUID) -> [[Bind]] {
        for key in due.rows.keys where key.subject == id { due[key] = nil }
        return []
    }

    private var counterRow: [Bind] {
        [site.restoredAt, site.openedAt, site.askedAt].map {
            .optional($0) { .timestamp(microsecondsSince1970: $0) }
        } + [.bool(!site.reachable.isEmpty)]
    }

    private mutating func open(_ clock: StoreClock) -> [[Bind]] {
        guard site.restoredAt != nil, site.openedAt == nil else { return [] }
        site.openedAt = clock.now
        let moment = clock.now + 300_000_000
        for (key, row) in due.rows where key.at < moment {
            due[key] = nil
            due[DueKey(subject: key.subject, kind: key.kind, at: moment)] = row
        }
        return []
    }

    private func touched(_ binds: Binds) -> [[Bind]] {
        let (since, after) = (binds.timestamp(0), binds.uuid(1))
        return journal.rows.filter { id, history in
            UUID.inOrder(after, id) && history.contains { $0.kind == 3 && $0.recordedAt >= since }
        }.map(\.key).sorted(by: UUID.inOrder).prefix(Int(binds.int64(2))).map { [.uuid($0)] }
    }

    private mutating func noteBack(_ binds: Binds) -> [[Bind]] {
        cameBack.append((binds.uuid(0), binds.int64(1)...max(binds.int64(1), binds.int64(2))))
        return []
    }

    private func doubted(_ binds: Binds) -> [[Bind]] {
        let (service, offices) = (binds.text(0), Set(binds.texts(1)))
        guard site.keptDevices.contains(service) else { return [] }
        return effects.rows.filter {
            $0.value.service == service && offices.contains($0.value.office) && $0.value.state == "unknown"
                && $0.value.instance == binds.text(2)
        }.sorted { $0.value.position.lexicographicallyPrecedes($1.value.position) }.map { columns($0, $1) }
    }
}
