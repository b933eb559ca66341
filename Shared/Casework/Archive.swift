import Civil
import Foundation
import Postgres
import Records

/// Reads subjects and histories for questions; it writes no history and locks nothing.
public final class Archive {
    private let connection: any Session

    public init(_ connection: any Session) {
        self.connection = connection
    }

    private static let readSubjects = Statement(
        """
        SELECT subject_id, version, state, known_at FROM casework.subject
        WHERE subject_id = ANY ($1::uuid[]) AND version > 0
        """, name: "read_subjects")
    private static let readQueue = Statement(
        """
        SELECT subject_id, version, state, known_at FROM casework.subject WHERE queue = $1::uuid
        ORDER BY position LIMIT $2::int8
        """, name: "read_queue")
    private static let readQueued = Statement(
        "SELECT subject_id FROM casework.subject WHERE queue = ANY ($1::uuid[])", name: "read_queued")
    private static let countQueues = Statement(
        """
        SELECT queue, count(*) FROM casework.subject WHERE queue = ANY ($1::uuid[]) GROUP BY queue
        """, name: "count_queues")
    private static let countBefore = Statement(
        "SELECT count(*) FROM casework.subject WHERE queue = $1::uuid AND position < $2::bytea", name: "count_before")
    private static let readHistory = Statement(
        """
        SELECT version, recorded_at, actor, body FROM casework.journal WHERE subject_id = $1::uuid ORDER BY version
        """, name: "read_history")
    private static let readSite = Statement(
        """
        SELECT casework.site_now(), offices, demo, incarnation, reachable, restored_at IS NULL OR opened_at IS NOT NULL
        FROM casework.site
        """, name: "read_site")
    private static let countUnderWay = Statement(
        """
        SELECT (SELECT count(*) FROM casework.due WHERE at <= casework.site_now()),
            (SELECT count(*) FROM casework.outbox WHERE split_part(destination, '@', 2) = ANY (offices))
                + (SELECT count(*) FROM casework.effect WHERE state IN ('planned', 'started', 'failed')),
            (SELECT count(*) FROM casework.outbox WHERE NOT split_part(destination, '@', 2) = ANY (offices))
        FROM casework.site
        """, name: "count_under_way")
    /// DISTINCT stands by itself, or the planner walks the whole journal in the order of its ids to do without a sort.
    private static let readRecorded = Statement(
        """
        WITH entry AS MATERIALIZED (
            SELECT subject_id FROM casework.journal
            WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz AND kind = $3::int)
        SELECT DISTINCT subject_id FROM entry
        """, name: "read_recorded")

    public struct Found: Sendable {
        public var id: UUID
        public var version: Int64
        public var subject: Subject
        /// Another site holds it, and that is when it was last heard of; nil for what this site holds.
        public var knownAt: Moment?
    }

    public struct HistoryEntry: Sendable {
        public var version: Int64
        public var recordedAt: Moment
        public var actor: String
        public var event: Event
    }

    public struct Site: Sendable {
        public var now: Moment
        public var offices: [String]
        public var isDemo: Bool
        public var incarnation: Int
        /// The offices of other sites that this one has a line to.
        public var reachable: [String]
        /// False at a restored site until a person opens its counter.
        public var isCounterOpen: Bool
    }

    public struct UnderWay: Sendable {
        public var due: Int
        /// Messages for this site's own services and effects: what comes to rest by itself.
        public var outgoing: Int
        /// Messages for other sites that were not taken there yet.
        public var leaving: Int
    }

    public func subjects(_ ids: [UUID]) throws -> [UUID: Found] {
        var found: [UUID: Found] = [:]
        for row in try connection.query(Self.readSubjects, .uuids(ids)) { found[row.uuid(0)] = try Self.found(row) }
        return found
    }

    public func subject(_ id: UUID) throws -> Found? { try subjects([id])[id] }

    public func caseFile(_ id: UUID) throws -> CaseFile? {
        if case .caseFile(let file)? = try subject(id)?.subject { file } else { nil }
    }

    public func visit(_ id: UUID) throws -> Visit? {
        if case .visit(let visit)? = try subject(id)?.subject { visit } else { nil }
    }

    /// The first of a list, in its order.
    public func waiting(in queue: UUID, most: Int) throws -> [Found] {
        try connection.query(Self.readQueue, .uuid(queue), .int64(Int64(most))).map { try Self.found($0) }
    }

    /// Who stands in any of these lists, without what they are.
    public func waiting(in queues: [UUID]) throws -> [UUID] {
        try connection.query(Self.readQueued, .uuids(queues)).map { $0.uuid(0) }
    }

    /// One subject after the other, in no order: what a whole day has need not be in memory at once.
    public func each(of ids: some Collection<UUID>, _ take: (Found) throws -> Void) throws {
        try inPages(ids) { page in for found in try subjects(page).values { try take(found) } }
    }

    private static let page = 500

    private func inPages(_ ids: some Collection<UUID>, _ read: ([UUID]) throws -> Void) throws {
        var rest = ids[...]
        while !rest.isEmpty {
            try read(Array(rest.prefix(Self.page)))
            rest = rest.dropFirst(Self.page)
        }
    }

    public func counts(of queues: [UUID]) throws -> [UUID: Int] {
        var counts: [UUID: Int] = [:]
        for row in try connection.query(Self.countQueues, .uuids(queues)) { counts[row.uuid(0)] = Int(row.int64(1)) }
        return counts
    }

    /// How many stand before a place in its list.
    public func ahead(of place: Subject.Place) throws -> Int {
        Int(try connection.query(Self.countBefore, .uuid(place.queue), .bytes(place.position))[0].int64(0))
    }

    public func history(of id: UUID) throws -> [HistoryEntry] {
        try connection.query(Self.readHistory, .uuid(id)).map { row in
            HistoryEntry(
                version: row.int64(0), recordedAt: Moment(microseconds: row.timestamp(1)), actor: row.text(2),
                event: try EntryBody.event(in: row.bytes(3)))
        }
    }

    /// A join, since the months of an array's ids aren't told apart.
    private static let readHistories = Statement(
        """
        SELECT j.subject_id, j.body FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) asked
        JOIN casework.journal j ON j.subject_id = asked.id
        WHERE j.recorded_at < $2::timestamptz ORDER BY j.subject_id, j.version
        """, name: "read_histories")

    /// Subjects as they were just before a moment of the site's time; those that began later aren't there.
    public func subjects(_ ids: [UUID], asOf moment: Moment) throws -> [UUID: Subject] {
        var subjects: [UUID: Subject] = [:]
        let before = Bind.timestamp(microsecondsSince1970: moment.microseconds)
        for row in try connection.query(Self.readHistories, .uuids(ids), before) {
            let id = row.uuid(0)
            guard let next = Subject.evolve(subjects[id], try EntryBody.event(in: row.bytes(1))) else {
                throw UnreadableRecord(what: "history of \(id)")
            }
            subjects[id] = next
        }
        return subjects
    }

    /// One of them after the other, in no order.
    public func each(of ids: some Collection<UUID>, asOf moment: Moment, _ take: (Subject) throws -> Void) throws {
        try inPages(ids) { page in for subject in try subjects(page, asOf: moment).values { try take(subject) } }
    }

    public func site() throws -> Site {
        guard let row = try connection.query(Self.readSite).first else { throw SiteMissing() }
        return Site(
            now: Moment(microseconds: row.timestamp(0)), offices: row.texts(1), isDemo: row.bool(2),
            incarnation: Int(row.int32(3)), reachable: row.texts(4), isCounterOpen: row.bool(5))
    }

    /// What has not come to rest, counted row by row.
    public func underWay() throws -> UnderWay {
        guard let row = try connection.query(Self.countUnderWay).first else { throw SiteMissing() }
        return UnderWay(due: Int(row.int64(0)), outgoing: Int(row.int64(1)), leaving: Int(row.int64(2)))
    }

    /// Subjects of a kind that got an entry in that span of the site's time.
    public func recorded(_ kind: Subject.Kind, from: Moment, to: Moment) throws -> [UUID] {
        try connection.query(
            Self.readRecorded, .timestamp(microsecondsSince1970: from.microseconds),
            .timestamp(microsecondsSince1970: to.microseconds), .int32(Int32(kind.rawValue))
        ).map { $0.uuid(0) }
    }

    /// The effects of an office's service of which nobody knows what became, in the order in which that was found.
    public func unknownEffects(of service: String, office: String) throws -> [FoundEffect] {
        try connection.query(EffectRows.unknown, .text(service), .text(office)).map {
            FoundEffect(effect: Effect($0), since: Moment(microseconds: $0.timestamp(12)))
        }
    }

    public struct FoundEffect: Sendable {
        public var effect: Effect
        /// By PostgreSQL's own clock, not the site's.
        public var since: Moment
    }

    /// Rows of the asking service's own schema.
    public func rows(_ statement: Statement, _ binds: Bind...) throws -> Rows {
        try connection.pipeline([Step(statement, binds)])[0]
    }

    /// Statements of the asking service's own schema that are one commit together, or none.
    public func together<Value>(_ body: () throws -> Value) throws -> Value { try connection.transaction(body) }

    /// Moves a demo site's clock forward, never back.
    public func holdClock(at moment: Moment) throws {
        try connection.query(Self.moveClock, .timestamp(microsecondsSince1970: moment.microseconds))
        try JournalMonths.make(on: connection)
    }

    private static let moveClock = Statement(
        "UPDATE casework.site SET held_clock = $1::timestamptz WHERE demo AND held_clock < $1::timestamptz",
        name: "move_clock")

    private static func found(_ row: Row) throws -> Found {
        Found(
            id: row.uuid(0), version: row.int64(1), subject: try SubjectState.subject(in: row.bytes(2)),
            knownAt: row.timestampIfPresent(3).map { Moment(microseconds: $0) })
    }
}
