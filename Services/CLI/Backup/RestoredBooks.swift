import Civil
import Foundation
import Postgres
import Records

/// What the database of a restored site says of the life before: read by its owner, changed by nobody.
struct RestoredBooks {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    struct Life: Equatable {
        let offices: [String]
        let incarnation: Int
        /// The life that ended.
        let before: Int
        let from: Moment
        let restoredAt: Moment
        let by: String
        let openedAt: Moment?
        let openedBecause: String
        let keptDevices: [String]
        let isDemo: Bool
    }

    /// Nil for a site that never was restored.
    func life() throws -> Life? {
        try connection.query(Self.site).first.flatMap { row in
            guard let from = row.timestampIfPresent(3), let at = row.timestampIfPresent(4) else { return nil }
            return Life(
                offices: row.texts(0), incarnation: Int(row.int32(1)), before: Int(row.int32(2)),
                from: Moment(microseconds: from), restoredAt: Moment(microseconds: at), by: row.text(5),
                openedAt: row.timestampIfPresent(6).map(Moment.init), openedBecause: row.textIfPresent(7) ?? "",
                keptDevices: row.texts(8), isDemo: row.bool(9))
        }
    }

    /// The lanes of an office on some days, with the last ticket that the life before gave, as far as its backup goes.
    func lanes(of office: Office, days: ClosedRange<Day>, life: Life) throws -> [LostHours.Lane] {
        try (days.lowerBound.ordinal...days.upperBound.ordinal).flatMap { ordinal in
            try office.lanes.map { lane in
                let day = Day(ordinal: ordinal)
                let key = LaneKey(office: office.code.text, shortCode: office.shortCode, letter: lane.letter, day: day)
                return LostHours.Lane(
                    office: office.code.text, shortCode: office.shortCode, letter: lane.letter, day: day,
                    incarnation: life.before, last: try lastTicket(of: key, life))
            }
        }
    }

    private func lastTicket(of lane: LaneKey, _ life: Life) throws -> Int {
        try connection.query(Self.entries, .uuid(lane.id), .int32(Int32(life.before))).reduce(0) { last, row in
            guard case .lane(.ticketIssued(let number, _)) = try EntryBody.event(in: row.bytes(0)) else { return last }
            return max(last, number)
        }
    }

    /// The register of letters: the last number that the backup knows, and the next.
    func letters(of office: Office, life: Life) throws -> (last: Int, next: Int)? {
        var desk: PrintDesk?
        var last = 0
        for row in try connection.query(Self.history, .uuid(PrintDesk.id(office: office.code.text))) {
            if row.int32(1) <= life.before { last = desk?.letters ?? 0 }
            guard case .printDesk = try EntryBody.event(in: row.bytes(0)),
                case .printDesk(let next)? = Subject.evolve(
                    desk.map(Subject.printDesk), try EntryBody.event(in: row.bytes(0)))
            else { throw UnreadableRecord(what: "printing room") }
            desk = next
            if row.int32(1) <= life.before { last = next.letters }
        }
        return desk.map { (last, $0.letters + 1) }
    }

    /// Which of these numbers of cases and runs are known.
    func known(of numbers: Set<String>, _ office: Office) throws -> Set<String> {
        var ids: [UUID: String] = [:]
        for number in numbers {
            if let file = CaseNumber(number), file.ticket.shortCode == office.shortCode {
                ids[file.caseID(office: office.code.text)] = number
            } else if let run = RunNumber(number), run.shortCode == office.shortCode {
                ids[run.runID(office: office.code.text)] = number
            }
        }
        return Set(try connection.query(Self.there, .uuids(Array(ids.keys))).compactMap { ids[$0.uuid(0)] })
    }

    /// Those of some prints and messages that had ended by the backup, as it says itself.
    func settled(of effects: Set<UUID>) throws -> Set<UUID> {
        Set(try connection.query(Self.ended, .uuids(Array(effects))).map { $0.uuid(0) })
    }

    /// The cases that an office filed after the backup, and that neighbours knew.
    func cameBack(to office: Office) throws -> [String] {
        try connection.query(Self.back, .text(office.code.text)).compactMap { row in
            guard case .caseFile(let file) = try SubjectState.subject(in: row.bytes(0)) else { return nil }
            return file.filing.number
        }.sorted()
    }

    func unknownEffects() throws -> Int { Int(try connection.query(Self.unknown)[0].int64(0)) }

    private static let site = Statement(
        """
        SELECT offices, incarnation, coalesce(restored_incarnation, 0), restored_from, restored_at,
            coalesce(restored_by, ''), opened_at, opened_because, coalesce(kept_devices, '{}'), demo
        FROM casework.site
        """, name: "restore.life")
    private static let entries = Statement(
        "SELECT body FROM casework.journal WHERE subject_id = $1::uuid AND incarnation <= $2::int ORDER BY version",
        name: "restore.entries_of")
    private static let history = Statement(
        "SELECT body, incarnation FROM casework.journal WHERE subject_id = $1::uuid ORDER BY version",
        name: "restore.history_of")
    private static let back = Statement(
        """
        SELECT s.state FROM casework.came_back b JOIN casework.subject s USING (subject_id)
        WHERE b.first_version = 1 AND s.office = $1::text AND b.incarnation = (SELECT incarnation FROM casework.site)
        """, name: "restore.came_back")
    private static let there = Statement(
        "SELECT subject_id FROM casework.subject WHERE subject_id = ANY ($1::uuid[]) AND version > 0",
        name: "restore.there")
    private static let ended = Statement(
        "SELECT effect_id FROM casework.effect WHERE effect_id = ANY ($1::uuid[]) AND instance <> 'restore'",
        name: "restore.settled")
    private static let unknown = Statement(
        "SELECT count(*) FROM casework.effect WHERE state = 'unknown'", name: "restore.unknown")
}
