import Foundation
import Postgres

/// What a site's PostgreSQL holds, as far as the engine reads and writes it.
struct Tables {
    struct ReceiptKey: Hashable {
        var principal: String
        var id: UUID
    }

    struct Receipt {
        var hash: [UInt8]
        var reply: [UInt8]?
    }

    struct SubjectRow {
        var kind: Int32
        var office: String
        var holder: String
        var version: Int64 = 0
        var head: [UInt8] = []
        var state: [UInt8] = []
        var queue: UUID?
        var position: [UInt8]?
        var knownAt: Int64?
    }

    struct EntryRow {
        var version: Int64
        var incarnation: Int32
        var kind: Int32
        var happenedAt: Int64
        var recordedAt: Int64
        var actor: String
        var body: [UInt8]
        var bodyHash: [UInt8]
        var hash: [UInt8]
    }

    struct OutboxRow {
        var sender: String
        var destination: String
        var subject: UUID
        var version: Int64
        var body: [UInt8]
        var carriesFrom: Int64?
        var leaseUntil: Int64
        /// The order in which rows came.
        var place: Int
    }

    struct DueKey: Hashable {
        var subject: UUID
        var kind: Int32
        var at: Int64
    }

    struct DueRow {
        var service: String
        var office: String
        var body: [UInt8]
    }

    struct EffectRow {
        var subject: UUID
        var service: String
        var office: String
        var kind: String
        var number: String
        var state: String
        var attempt: Int32
        var position: [UInt8]
        var request: [UInt8]
        var instance: String
        var leaseUntil: Int64
        var reference: String
        var reason: String
        var changedAt: Int64
    }

    struct Site {
        var incarnation: Int32 = 1
        var offices: [String]
        var reachable: [String]
        /// Of a restored site: the life of its backup, and when that was made.
        var formerLife: (incarnation: Int32, backupOf: Int64)?
        var keptDevices: Set<String> = []
        var restoredAt: Int64?
        var openedAt: Int64?
        var askedAt: Int64?

        var isCounterOpen: Bool { restoredAt == nil || openedAt != nil }
    }

    var site: Site
    var receipts = Table<ReceiptKey, Receipt>()
    var subjects = Table<UUID, SubjectRow>()
    var journal = Table<UUID, [EntryRow]>()
    /// By natural key the case that claimed it last.
    var keys = Table<UUID, UUID?>()
    var outbox = Table<UUID, OutboxRow>()
    var due = Table<DueKey, DueRow>()
    var effects = Table<UUID, EffectRow>()
    /// Dead letters, histories that contradict ours and twins: what they say.
    var letters = Table<UUID, String>()
    var forks = Table<UUID, String>()
    var twins = Table<UUID, String>()
    /// Entries that a restore lost and a neighbour gave back.
    var cameBack: [(subject: UUID, versions: ClosedRange<Int64>)] = []
    var places = 0

    init(site: Site) { self.site = site }

    mutating func begin() {
        receipts.begin()
        subjects.begin()
        journal.begin()
        keys.begin()
        outbox.begin()
        due.begin()
        effects.begin()
        letters.begin()
        forks.begin()
        twins.begin()
    }

    mutating func commit() {
        receipts.commit()
        subjects.commit()
        journal.commit()
        keys.commit()
        outbox.commit()
        due.commit()
        effects.commit()
        letters.commit()
        forks.commit()
        twins.commit()
    }

    mutating func rollBack() {
        receipts.rollBack()
        subjects.rollBack()
        journal.rollBack()
        keys.rollBack()
        outbox.rollBack()
        due.rollBack()
        effects.rollBack()
        letters.rollBack()
        forks.rollBack()
        twins.rollBack()
    }
}

extension UUID {
    /// As PostgreSQL orders them.
    static func inOrder(_ one: UUID, _ other: UUID) -> Bool {
        withUnsafeBytes(of: one.uuid) { mine in
            withUnsafeBytes(of: other.uuid) { theirs in mine.lexicographicallyPrecedes(theirs) }
        }
    }
}
