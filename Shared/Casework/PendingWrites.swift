import Civil
import Foundation
import Postgres

/// An entry of the journal as it is written.
public struct JournalEntry: Sendable, Equatable {
    public var subject: UUID
    public var version: Int64
    public var incarnation: Int32
    public var kind: Int16
    public var happenedAt: Int64
    public var recordedAt: Int64
    public var actor: String
    public var body: [UInt8]
    public var bodyHash: [UInt8]
    public var hash: [UInt8]
}

/// A message that another service gets after the commit.
public struct OutgoingMessage: Sendable, Equatable {
    public var id: UUID
    public var destination: String
    public var subject: UUID
    public var version: Int64
    public var body: [UInt8]
    /// For another site: the subject's entries from this version to `version` go along, read when it is sent.
    public var carriesFrom: Int64?
}

/// Something that must happen at a time of the site's clock.
public struct Due: Sendable, Equatable {
    public var subject: UUID
    public var kind: Int16
    public var at: Moment
    public var office: String
    /// The command that fires, in the service's own bytes.
    public var body: [UInt8]

    public init(subject: UUID, kind: Int16, at: Moment, office: String, body: [UInt8]) {
        self.subject = subject
        self.kind = kind
        self.at = at
        self.office = office
        self.body = body
    }
}

/// An outside effect: paper or a message.
public struct Effect: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        case planned, started, confirmed, refused, failed, unknown
    }

    /// Stands as the instance of what a restored site may have done in the hours that its backup doesn't know.
    static let doubter = "restore"

    public var id: UUID
    public var subject: UUID
    public var office: String
    /// `print`, `message`.
    public var kind: String
    /// The case's number, for people.
    public var number: String
    public var state = State.planned
    public var attempt = 0
    /// The order in which the device is asked.
    public var position: [UInt8]
    /// What the device needs, in the service's own bytes.
    public var request: [UInt8]
    public var instance = ""
    public var reference = ""
    public var reason = ""

    public init(
        id: UUID, subject: UUID, office: String, kind: String, number: String, position: [UInt8], request: [UInt8]
    ) {
        self.id = id
        self.subject = subject
        self.office = office
        self.kind = kind
        self.number = number
        self.position = position
        self.request = request
    }
}

/// The case that last claimed a natural key.
struct KeyHolder: Sendable {
    var subject: UUID?
    /// The case as its row has it.
    var stored: Subject?
    /// The version that its row has.
    var version: Int64 = 0
    var isChanged = false
}

/// What phase 6 writes, in the order in which it was decided.
struct PendingWrites {
    var journal: [JournalEntry] = []
    var outbox: [OutgoingMessage] = []
    var due: [Due] = []
    var struckDue: [(subject: UUID, kind: Int16)] = []
    var effects: [UUID] = []
    var wanted: [WantedAttachment] = []
    var steps: [Step] = []

    /// How far each list had come.
    struct Mark {
        var journal = 0
        var outbox = 0
        var due = 0
        var struckDue = 0
        var effects = 0
        var wanted = 0
        var steps = 0
    }

    var mark: Mark {
        Mark(
            journal: journal.count, outbox: outbox.count, due: due.count, struckDue: struckDue.count,
            effects: effects.count, wanted: wanted.count, steps: steps.count)
    }

    mutating func cut(to mark: Mark) {
        journal.removeLast(journal.count - mark.journal)
        outbox.removeLast(outbox.count - mark.outbox)
        due.removeLast(due.count - mark.due)
        struckDue.removeLast(struckDue.count - mark.struckDue)
        effects.removeLast(effects.count - mark.effects)
        wanted.removeLast(wanted.count - mark.wanted)
        steps.removeLast(steps.count - mark.steps)
    }
}
