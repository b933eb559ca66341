import Civil
import Contracts
import Foundation
import Postgres
import Records

/// The subjects of one batch in memory: each request sees what the one before it did.
///
/// It belongs to one batch on one thread. `begin` and `undo` keep a request that is refused from leaving a trace.
public final class Fold {
    struct Loaded {
        var kind: Int16
        var office: String
        /// The version and holder that the row has; the UPDATE matches both.
        var storedVersion: Int64
        var storedHolder: String
        var version: Int64
        var head: [UInt8]
        var subject: Subject?
        var isNew = false
        /// In this batch it came from another site, went to one or came back, or something of it was told by one, be it
        /// known already.
        var isHeardOf = false
        /// The office of another site from which it was taken over in this batch.
        var takenFrom: String?
        /// The first version that was written here in this batch.
        var firstOwn: Int64?
        var isChanged: Bool { version != storedVersion }
        var caseFile: CaseFile? { if case .caseFile(let file)? = subject { file } else { nil } }
    }

    public let service: String
    /// Business time, read once for the batch.
    public let now: Moment
    public let incarnation: Int
    /// Whether this is a demo site, where stand-ins may take the place of documents from outside.
    public let isDemo: Bool
    /// The offices of this site.
    public let offices: [String]
    /// The offices of other sites that this one has a line to: a case can go there too, and to no others.
    public let reachable: [String]
    /// False at a site that was restored from a backup, until a person opens its counter: clients change nothing there.
    let isCounterOpen: Bool
    /// PostgreSQL's own clock, for leases and for the age of ids.
    let databaseNow: Int64
    /// By that clock, receipts of before may be forgotten; nil where none is.
    let receiptsSince: Int64?

    private(set) var loaded: [UUID: Loaded] = [:]
    private(set) var waiting: [UUID: WaitingList] = [:]
    private(set) var keyHolders: [UUID: KeyHolder] = [:]
    private(set) var effects: [UUID: Effect] = [:]
    /// By subject and version, the hashes of stored entries that other sites sent again.
    private(set) var storedHashes: [UUID: [Int64: [UInt8]]] = [:]
    /// What the service keeps itself of the keys in `Needs.kept`.
    private var keptBytes: [[UInt8]: Int64] = [:]
    private(set) var writes = PendingWrites()

    private var draw = Draw(Draw.Seed(0, 0, 0, 0))
    private var actor = ""
    private var undoLoaded: [UUID: Loaded?] = [:]
    private var undoWaiting: [UUID: WaitingList] = [:]
    private var undoKeys: [UUID: KeyHolder] = [:]
    private var undoEffects: [UUID: Effect?] = [:]
    private var undoWrites = PendingWrites.Mark()

    /// - Parameter clock: the row of `CaseworkRows.clock`.
    init(service: String, clock: Row) {
        self.service = service
        now = Moment(microseconds: clock.timestamp(0))
        databaseNow = clock.timestamp(1)
        incarnation = Int(clock.int32(2))
        isDemo = clock.bool(3)
        offices = clock.texts(4)
        reachable = clock.texts(5)
        isCounterOpen = clock.bool(6)
        receiptsSince = clock.timestampIfPresent(7)
    }

    // MARK: What the rows said

    func load(_ id: UUID, _ row: Loaded) { loaded[id] = row }
    func load(_ effect: Effect) { effects[effect.id] = effect }
    func load(key: UUID, _ holder: KeyHolder) { keyHolders[key] = holder }
    func load(queue: UUID, _ list: WaitingList) { waiting[queue] = list }
    func load(kept key: [UInt8], bytes: Int64) { keptBytes[key] = bytes }
    func load(hash: [UInt8], of id: UUID, at version: Int64) { storedHashes[id, default: [:]][version] = hash }

    // MARK: One request

    func begin(seed: Draw.Seed, actor: String) {
        draw = Draw(seed)
        self.actor = actor
        undoLoaded.removeAll(keepingCapacity: true)
        undoWaiting.removeAll(keepingCapacity: true)
        undoKeys.removeAll(keepingCapacity: true)
        undoEffects.removeAll(keepingCapacity: true)
        undoWrites = writes.mark
    }

    /// Puts everything back to where `begin` found it.
    func undo() {
        for (id, before) in undoLoaded { loaded[id] = before }
        for (queue, before) in undoWaiting { waiting[queue] = before }
        for (key, before) in undoKeys { keyHolders[key] = before }
        for (id, before) in undoEffects { effects[id] = before }
        writes.cut(to: undoWrites)
    }

    // MARK: For use cases

    public func subject(_ id: UUID) -> Subject? { loaded[id]?.subject }

    /// As far as it was read: where it is known by its natural key alone, as its row has it.
    public func version(of id: UUID) -> Int64 {
        loaded[id]?.version ?? keyHolders.values.first { $0.subject == id && !$0.isChanged }?.version ?? 0
    }

    /// The hash of the subject's last entry.
    public func head(of id: UUID) -> [UInt8] { loaded[id]?.head ?? [] }

    public func lane(_ id: UUID) -> Lane? {
        if case .lane(let lane)? = subject(id) { lane } else { nil }
    }

    public func visit(_ id: UUID) -> Visit? {
        if case .visit(let visit)? = subject(id) { visit } else { nil }
    }

    public func caseFile(_ id: UUID) -> CaseFile? {
        if case .caseFile(let file)? = subject(id) { file } else { nil }
    }

    /// How many bytes the service keeps itself under a key that the command named in `Needs.kept`; nil for nothing.
    public func bytesKept(under key: [UInt8]) -> Int64? { keptBytes[key] }

    public func drawBytes(_ count: Int) -> [UInt8] { draw.bytes(count) }

    /// Adds an entry to a subject's history.
    ///
    /// Only the holder writes, and a subject in transit gets no entry but the receiver's first, or the sender's where
    /// nobody could take it over. An event that can't stand where it is put is a defect of the use case:
    /// `ImpossibleEntry`.
    public func append(_ event: Event, to id: UUID, happenedAt: Moment? = nil) throws {
        var row =
            loaded[id]
            ?? Loaded(
                kind: 0, office: "", storedVersion: 0, storedHolder: service, version: 0, head: [], subject: nil,
                isNew: true)
        if let subject = row.subject { try check(event, on: subject, id) }
        guard let evolved = Subject.evolve(row.subject, event) else {
            throw ImpossibleEntry(id: id, why: "its state doesn't allow that entry")
        }
        // Places are made with a hash: only where a list is loaded are they of use.
        let isListed = !waiting.isEmpty
        let before = isListed ? row.subject?.place(at: offices) : nil
        let body = EntryBody.bytes(of: event, salt: draw.bytes(16))
        let bodyHash = Chain.bodyHash(body)
        row.version += 1
        row.kind = evolved.kind.rawValue
        row.office = evolved.office
        let happened = (happenedAt ?? now).microseconds
        row.head = Chain.hash(
            previous: row.head, subject: id, version: row.version, incarnation: Int32(incarnation), kind: row.kind,
            happenedAt: happened, recordedAt: now.microseconds, actor: actor, bodyHash: bodyHash)
        notePassing(event, before: row.subject, &row)
        row.subject = evolved
        if row.firstOwn == nil { row.firstOwn = row.version }
        put(row, at: id)
        write(
            JournalEntry(
                subject: id, version: row.version, incarnation: Int32(incarnation), kind: row.kind,
                happenedAt: happened, recordedAt: now.microseconds, actor: actor, body: body, bodyHash: bodyHash,
                hash: row.head))
        if isListed { move(id, from: before, to: evolved.place(at: offices)) }
    }

    private func check(_ event: Event, on subject: Subject, _ id: UUID) throws {
        if case .caseFile(.returned(let to, let office, _, _)) = event {
            guard to == service, offices.contains(office), subject.isInTransit else {
                throw ImpossibleEntry(id: id, why: "it isn't ours to take back")
            }
            return
        }
        guard subject.holder == service else { throw ImpossibleEntry(id: id, why: "\(subject.holder) holds it") }
        if let office = subject.holdingOffice, !offices.contains(office) {
            throw ImpossibleEntry(id: id, why: "office \(office) of another site holds it")
        }
        if subject.isInTransit, !event.takesCustody { throw ImpossibleEntry(id: id, why: "it is in transit") }
    }

    /// What other sites are to hear of a case that comes or goes.
    private func notePassing(_ event: Event, before: Subject?, _ row: inout Loaded) {
        switch event {
        case .caseFile(.handedOver(_, _, let office, _)) where !offices.contains(office): row.isHeardOf = true
        case .caseFile(.returned): row.isHeardOf = true
        case .caseFile(.custodyTaken(let from, _)):
            guard case .caseFile(let file)? = before, let sender = file.cameFrom, from == sender.description,
                !offices.contains(sender.office)
            else { return }
            row.takenFrom = sender.office
        default: return
        }
    }

    /// Puts a row in the place of the one before, which `undo` brings back.
    func put(_ row: Loaded, at id: UUID) {
        if undoLoaded[id] == nil { undoLoaded[id] = .some(loaded[id]) }
        loaded[id] = row
    }

    func write(_ entry: JournalEntry) { writes.journal.append(entry) }
    func want(_ attachment: WantedAttachment) { writes.wanted.append(attachment) }

    func move(_ id: UUID, from before: Subject.Place?, to after: Subject.Place?) {
        guard before != after else { return }
        if let before, waiting[before.queue] != nil {
            keepForUndo(before.queue)
            waiting[before.queue]?.remove(id, at: before.position)
        }
        if let after, waiting[after.queue] != nil {
            keepForUndo(after.queue)
            waiting[after.queue]?.insert(id, at: after.position)
        }
    }

    private func keepForUndo(_ queue: UUID) {
        if undoWaiting[queue] == nil { undoWaiting[queue] = waiting[queue] }
    }

    /// The first of a list that the command said it chooses from.
    public func first(in queue: UUID) -> UUID? { waiting[queue]?.first }

    /// Everybody in a list that the command said it chooses from, in order, up to what it asked for.
    public func all(in queue: UUID) -> [UUID] { waiting[queue]?.all ?? [] }

    /// The last case filed under a natural key, and whether it is still open.
    public func openCase(under key: UUID) -> CaseFile? {
        guard let holder = keyHolders[key], let id = holder.subject else { return nil }
        guard case .caseFile(let file)? = subject(id) ?? holder.stored, !file.stage.isClosed else { return nil }
        return file
    }

    public func claim(_ key: UUID, for id: UUID) {
        if undoKeys[key] == nil { undoKeys[key] = keyHolders[key] ?? KeyHolder() }
        keyHolders[key] = KeyHolder(subject: id, stored: nil, isChanged: true)
    }

    /// A message that leaves after the commit, and again until it is acknowledged. Its id is made of the
    /// subject, its version and the message's place in it, so that it is one message for ever. A restored site counts
    /// its versions from the backup on, so the life in which one was written belongs to it too; and a site that was
    /// started twice must not pass for itself, so what carries entries is named by the hash of the last.
    ///
    /// - Parameters:
    ///   - first: with it the subject's entries from that version to its last go along.
    ///   - name: what its id is made of instead of its place, for a message that no entry of the subject brings about.
    public func send(
        to service: String, office: String, about id: UUID, body: [UInt8], carryingFrom first: Int64? = nil,
        named name: [String]? = nil
    ) {
        let version = version(of: id)
        let destination = "\(service)@\(office)"
        let place =
            name
            ?? [
                String(
                    writes.outbox.indices.count {
                        writes.outbox[$0].subject == id && writes.outbox[$0].version == version
                    })
            ]
        let life = incarnation > 1 ? [String(incarnation)] : []
        let history = first == nil ? [] : [head(of: id).prefix(16).map(String.init).joined(separator: ".")]
        let message = SubjectID.v8(
            naming: ["message", id.digits, String(version), destination] + place + life + history)
        var request = WireRequest()
        request.contract = 1
        request.id = Data(message.bytes)
        request.office = office
        request.actor.service = self.service
        request.body = Data(body)
        if first != nil, let row = loaded[id] {
            // The relay adds the entries.
            request.carried.subjectID = Data(id.bytes)
            request.carried.kind = UInt32(row.kind)
            request.carried.office = row.office
            request.carried.sender = "\(self.service)@\(sendingOffice(of: row))"
        }
        writes.outbox.append(
            OutgoingMessage(
                id: message, destination: destination, subject: id, version: version, body: written(request),
                carriesFrom: first))
    }

    /// Where a case is, or was until it was handed over just now.
    private func sendingOffice(of row: Loaded) -> String {
        guard let file = row.caseFile else { return row.office }
        return offices.contains(file.office) ? file.office : file.cameFrom?.office ?? file.filing.office
    }

    /// Something that must happen at a time, unless it is struck before.
    public func schedule(_ due: Due) { writes.due.append(due) }
    public func strike(due kind: Int16, of id: UUID) { writes.struckDue.append((id, kind)) }

    public func effect(_ id: UUID) -> Effect? { effects[id] }

    public func put(_ effect: Effect) {
        if undoEffects[effect.id] == nil { undoEffects[effect.id] = .some(effects[effect.id]) }
        effects[effect.id] = effect
        writes.effects.append(effect.id)
    }

    /// The effects of a subject that the command named in `Needs.effectsOf`, with those put since.
    public func effects(of subject: UUID) -> [Effect] {
        effects.values.filter { $0.subject == subject }.sorted { $0.position.lexicographicallyPrecedes($1.position) }
    }

    /// A change of the service's own rows, in the same commit and after everything else.
    public func write(_ step: Step) { writes.steps.append(step) }
}

/// An entry was appended that can't stand there: a defect, not the citizen's fault.
public struct ImpossibleEntry: Error, CustomStringConvertible {
    let id: UUID
    let why: String

    public var description: String { "an entry for \(id) is impossible: \(why)" }
}

extension Event {
    var takesCustody: Bool {
        if case .caseFile(.custodyTaken) = self { true } else { false }
    }
}
