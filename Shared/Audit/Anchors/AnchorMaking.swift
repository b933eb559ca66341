import Civil
import Foundation
import Postgres
import Records

/// Makes a site's next anchor in a folder: reads how far each history has come, in one snapshot, and locks nothing.
///
/// It may be run as `loket_auditor`, while the site works.
public struct AnchorMaking: Sendable {
    public enum Outcome: Sendable {
        case made(AnchorFolder.File)
        /// Nothing went on since the last one; nil where there is nothing at all yet.
        case nothingNew(since: AnchorFolder.File?)
    }

    private let database: String
    private let folder: AnchorFolder
    private let zone: @Sendable ([String]) throws -> OfficeZone

    /// - Parameters:
    ///   - database: libpq's connection string.
    ///   - zone: where the clock of a site of these offices is read.
    public init(
        database: String, folder: AnchorFolder, zone: @escaping @Sendable (_ offices: [String]) throws -> OfficeZone
    ) {
        (self.database, self.folder, self.zone) = (database, folder, zone)
    }

    /// Anchors that can't be read are left out of account, and what they had stands in this one again.
    ///
    /// - Returns: what was made, and what could not be read.
    public func make() throws -> (outcome: Outcome, unreadable: [AnchorProblem]) {
        let hold = try AnchorFolder.Hold(folder)
        var known = KnownHeads()
        let (files, unreadable) = try known.read(folder)
        let connection = try Connection(database, applicationName: "loket-anchor", planning: .free)
        defer { connection.close() }
        try connection.script(AuditRows.begin)
        let snapshot = try connection.query(AuditRows.exportSnapshot)[0].text(0)
        guard let row = try connection.query(AuditRows.site).first else { throw NoSite() }
        let site = AnchoredSite(row)
        if let other = files.first(where: { !site.owns($0.anchor) }) {
            throw AnchorProblem(
                file: other.path,
                what: "it is of the site of \(other.anchor.head.offices.joined(separator: ", ")); give each site a "
                    + "folder of its own")
        }
        let head = Anchor.Head(
            offices: site.offices, life: site.life, restored: site.restored, made: site.now,
            zone: try zone(site.offices),
            previous: files.latest?.anchor.root)
        let subjects = SiteStream(
            database: database, snapshot: snapshot, query: AuditRows.subjects, SubjectReading())
        defer { subjects.stop() }
        guard let file = try write(head, subjects, beside: known, hold) else {
            return (.nothingNew(since: files.last), unreadable)
        }
        return (.made(file), unreadable)
    }

    /// Nil where no history went on.
    private func write(
        _ head: Anchor.Head, _ subjects: SiteStream<SubjectReading>, beside known: KnownHeads, _ hold: AnchorFolder.Hold
    ) throws -> AnchorFolder.File? {
        let draft = try AnchorFolder.Draft(folder)
        var text = AnchorWriting(head)
        try draft.write(text.begin)
        while let row = try subjects.next() {
            // A hash of another length is nobody's: the audit tells of that row.
            guard row.version > 0, row.head.count == 32, !known.has(row.head, of: row.id) else { continue }
            try draft.write(
                text.line(
                    of: Anchor.Leaf(subject: row.id, name: name(of: row), version: row.version, hash: row.head)))
        }
        guard text.leaves > 0 else { return nil }
        try draft.write(text.end)
        return AnchorFolder.File(path: try draft.finish(as: text.anchor, hold), anchor: text.anchor)
    }

    private func name(of row: SubjectRow) -> SubjectName {
        do throws(UnreadableRecord) {
            let name = SubjectName(try SubjectState.subject(in: row.state))
            // Nothing that a row was given may end a line.
            if name.number.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return name }
        } catch {
            // The audit tells of the row; its history is anchored all the same.
        }
        return SubjectName(kind: row.kind, id: row.id)
    }
}

/// Of each subject the hash that an anchor has of it last. Two words of a hash are kept: they tell any two apart, and a
/// million have room.
struct KnownHeads {
    private var heads: [UUID: SIMD2<UInt64>] = [:]

    /// Reads a folder's anchors, the earliest first.
    mutating func read(_ folder: AnchorFolder) throws -> (files: [AnchorFolder.File], unreadable: [AnchorProblem]) {
        let found = try folder.read()
        for file in found.files {
            _ = try AnchorFolder.read(file.path) { heads[$0.subject] = HashWords($0.hash).front }
        }
        return found
    }

    func has(_ hash: [UInt8], of subject: UUID) -> Bool { heads[subject] == HashWords(hash).front }
}

/// A hash without an array of its own.
struct HashWords: Hashable {
    let front: SIMD2<UInt64>
    let back: SIMD2<UInt64>

    /// Of 32 bytes; what is missing counts as zero.
    init(_ hash: [UInt8]) {
        let words = (0..<4).map { word in
            hash.dropFirst(8 * word).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        (front, back) = (SIMD2(words[0], words[1]), SIMD2(words[2], words[3]))
    }
}

/// What the site's row says that an anchor needs.
struct AnchoredSite: Sendable {
    let now: Moment
    let life: Int
    let offices: [String]
    let restored: Anchor.Restored?

    init(_ row: Row) {
        self.init(
            now: Moment(microseconds: row.timestamp(0)), life: Int(row.int32(1)), offices: row.texts(2),
            restored: row.timestampIfPresent(4).map { moment in
                Anchor.Restored(life: Int(row.int32(3)), asOf: Moment(microseconds: moment))
            })
    }

    init(now: Moment, life: Int, offices: [String], restored: Anchor.Restored? = nil) {
        (self.now, self.life, self.offices, self.restored) = (now, life, offices, restored)
    }

    func owns(_ anchor: Anchor) -> Bool { Set(anchor.head.offices) == Set(offices) }
}
