import Civil
import Contracts
import Foundation
import Postgres
import Records

/// A message that could not be carried out, kept until a person has looked at it, and after that as history.
public struct DeadLetter: Sendable {
    public enum Closing: String, Sendable {
        case replayed, discarded
    }

    public var id: UUID
    /// Who kept it: whoever could not carry it out, or whoever had sent it to another site.
    public var service: String
    public var principal: String
    public var office: String
    public var subject: UUID?
    public var body: [UInt8]
    public var sqlstate: String
    public var cause: String
    public var at: Moment
    /// The service that sends it again; empty where none of this site can.
    public var sender: String
    public var destination: String
    public var version: Int64?
    public var carriesFrom: Int64?
    /// Of a message with a history: whose it is, as `loket.v1.Carried` without the entries.
    public var carried: [UInt8]
    public var closing: Closing?
    public var closedAt: Moment?
    public var closedBy: String
    public var reason: String
    /// The case that it is about, as it stands, and the version of whatever it is about.
    public var file: CaseFile?
    public var subjectVersion: Int64

    init(_ row: Row) throws {
        id = row.uuid(0)
        service = row.text(1)
        principal = row.text(2)
        office = row.text(3)
        subject = row.uuidIfPresent(4)
        body = row.bytes(5)
        sqlstate = row.text(6)
        cause = row.text(7)
        at = Moment(microseconds: row.timestamp(8))
        sender = row.text(9)
        destination = row.text(10)
        version = row.int64IfPresent(11)
        carriesFrom = row.int64IfPresent(12)
        closing = Closing(rawValue: row.text(13))
        closedAt = row.timestampIfPresent(14).map { Moment(microseconds: $0) }
        closedBy = row.text(15)
        reason = row.text(16)
        subjectVersion = row.int64IfPresent(18) ?? 0
        carried = row.bytesIfPresent(19) ?? []
        // A row that can't be read is no reason not to show the letter about it.
        if let state = row.bytesIfPresent(17), case .caseFile(let found)? = try? SubjectState.subject(in: state) {
            file = found
        }
    }
}

extension Archive {
    /// The latest dead letters of the site and how many there are.
    public func deadLetters(most: Int, closedToo: Bool = false) throws -> (letters: [DeadLetter], total: Int) {
        let letters = try rows(closedToo ? Self.readAllDead : Self.readOpenDead, .int64(Int64(most)))
            .map(DeadLetter.init)
        return (letters, Int(try rows(closedToo ? Self.countAllDead : Self.countOpenDead)[0].int64(0)))
    }

    /// Those whose id begins so, open or closed; two at most.
    public func deadLetters(beginning prefix: String) throws -> [DeadLetter] {
        let digits = prefix.filter { $0 != "-" }
        guard digits.count <= 32, let first = Self.padded(digits, with: "0"), let last = Self.padded(digits, with: "f")
        else { return [] }
        return try rows(Self.findDead, .uuid(first), .uuid(last)).map(DeadLetter.init)
    }

    private static func padded(_ digits: String, with digit: Character) -> UUID? {
        let all = Array((digits + String(repeating: digit, count: 32 - digits.count)).utf8)
        let bytes = stride(from: 0, to: 32, by: 2).compactMap {
            UInt8(String(decoding: all[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
        return UUID(checking: bytes)
    }

    /// Closes a letter that is open, and lets go with it, in the same commit, what is to be sent because of that.
    ///
    /// - Returns: false where somebody else has closed it meanwhile; then nothing is sent.
    public func close(
        _ letter: DeadLetter, _ closing: DeadLetter.Closing, by actor: String, reason: String, sending bodies: [Resent]
    ) throws -> Bool {
        let rows = try rows(
            Self.closeDead, .uuid(letter.id), .text(actor), .text(closing.rawValue), .text(reason),
            .uuids(bodies.map { $0.id(letter) }), .texts(bodies.map(\.sender)), .texts(bodies.map(\.destination)),
            .int64s(bodies.map(\.version)), .bytesArray(try bodies.map { try $0.envelope(letter) }),
            .int64s(bodies.map { $0.carries ? letter.carriesFrom ?? 0 : 0 }))
        return rows[0].int64(0) == 1
    }

    /// A message that is sent because a letter was closed.
    public struct Resent: Sendable {
        public var sender: String
        public var destination: String
        public var body: [UInt8]
        public var version: Int64
        /// It is the letter itself, with the history that went along; otherwise a remark about it.
        public var carries: Bool

        public init(sender: String, destination: String, body: [UInt8], version: Int64, carries: Bool = false) {
            self.sender = sender
            self.destination = destination
            self.body = body
            self.version = version
            self.carries = carries
        }

        /// Under an id of its own: under the old one whoever refused it has stored that it never will.
        fileprivate func id(_ letter: DeadLetter) -> UUID {
            SubjectID.v8(naming: ["dead-letter", letter.id.digits, carries ? "again" : "remark", sender, destination])
        }

        fileprivate func envelope(_ letter: DeadLetter) throws -> [UInt8] {
            var request = WireRequest()
            request.contract = 1
            request.id = Data(id(letter).bytes)
            request.office = String(destination.drop { $0 != "@" }.dropFirst())
            request.actor.service = sender
            request.body = Data(body)
            if carries, letter.carriesFrom != nil { request.carried = try WireCarried(serializedBytes: letter.carried) }
            return written(request)
        }
    }

    private static let columns = """
        SELECT d.message_id, d.service, d.principal, d.office, d.subject_id, d.body, d.sqlstate, d.cause, d.at, d.sender,
            d.destination, d.version, d.carries_from, d.closing, d.closed_at, d.closed_by, d.reason, s.state, s.version,
            d.carried
        FROM casework.dead_letter d LEFT JOIN casework.subject s ON s.subject_id = d.subject_id
        """
    private static let readOpenDead = Statement(
        "\(columns) WHERE d.closed_at IS NULL ORDER BY d.at DESC, d.message_id LIMIT $1::int8", name: "read_open_dead")
    private static let readAllDead = Statement(
        "\(columns) ORDER BY d.at DESC, d.message_id LIMIT $1::int8", name: "read_all_dead")
    private static let findDead = Statement(
        "\(columns) WHERE d.message_id BETWEEN $1::uuid AND $2::uuid ORDER BY d.message_id LIMIT 2", name: "find_dead")
    private static let countOpenDead = Statement(
        "SELECT count(*) FROM casework.dead_letter WHERE closed_at IS NULL", name: "count_open_dead")
    private static let countAllDead = Statement("SELECT count(*) FROM casework.dead_letter", name: "count_all_dead")
    private static let closeDead = Statement(
        """
        WITH closed AS (
            UPDATE casework.dead_letter
            SET closed_at = clock_timestamp(), closed_by = $2::text, closing = $3::text, reason = $4::text
            WHERE message_id = $1::uuid AND closed_at IS NULL RETURNING subject_id),
        sent AS (
            INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, carries_from,
                lease_until)
            SELECT o.id, o.sender, o.destination, closed.subject_id, o.version, o.body, nullif(o.carries_from, 0),
                '-infinity'
            FROM unnest($5::uuid[], $6::text[], $7::text[], $8::int8[], $9::bytea[], $10::int8[])
                o (id, sender, destination, version, body, carries_from), closed
            WHERE closed.subject_id IS NOT NULL)
        SELECT count(*) FROM closed
        """, name: "close_dead")
}
