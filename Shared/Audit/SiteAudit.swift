import Civil
import Foundation
import Postgres

/// Recomputes a site from its journal alone and says where anything is off.
///
/// It reads one snapshot and locks nothing: the site goes on meanwhile, and no half of a commit is seen. It
/// changes nothing and may be run as `loket_auditor`, again at any time.
///
/// From the database alone it can't see the last entries of a case that were removed together with every trace of them
/// in its row, its lane, its run and the effects, nor a history that was written anew from some entry on, nor that the
/// whole database is an older one. Anchors, which lie outside of it, show all three, for what was there when they were
/// made; what came after the last anchor, only the next one covers.
public struct SiteAudit: Sendable {
    private let database: String
    private let anchorFolders: [String]

    /// - Parameters:
    ///   - database: libpq's connection string.
    ///   - anchors: folders of this site's anchors.
    public init(database: String, anchors: [String] = []) {
        self.database = database
        anchorFolders = anchors
    }

    /// - Throws: `PostgresError`, `NoSite` for a database that holds none, `AnchorProblem` for a folder that can't be
    ///   read. A broken site or anchor is no error.
    public func run() throws -> AuditReport {
        let began = ContinuousClock.now
        // Before the snapshot, which then has at least what they have.
        let shelf = try AnchorShelf(anchorFolders)
        let connection = try Connection(database, applicationName: "loket-audit", planning: .free)
        defer { connection.close() }
        try connection.script(AuditRows.begin)
        let snapshot = try connection.query(AuditRows.exportSnapshot)[0].text(0)
        guard let site = try connection.query(AuditRows.site).first else { throw NoSite() }
        let journal = SiteStream(
            database: database, snapshot: snapshot, query: AuditRows.journal, JournalReading())
        let subjects = SiteStream(
            database: database, snapshot: snapshot, query: AuditRows.subjects, SubjectReading())
        let effects = SiteStream(
            database: database, snapshot: snapshot, query: AuditRows.effects, EffectReading())
        defer {
            journal.stop()
            subjects.stop()
            effects.stop()
        }
        var report = AuditReport()
        var cameBack: [UUID: [ClosedRange<Int64>]] = [:]
        for row in try connection.query(AuditRows.cameBack) {
            cameBack[row.uuid(0), default: []].append(row.int64(1)...max(row.int64(1), row.int64(2)))
        }
        let offices = SiteOffices(codes: site.texts(2), cameBack: cameBack)
        var anchors = AnchorLedger(shelf, AnchoredSite(site))
        var ledgers = Ledgers(offices: offices)
        try journal.waitUntilBegun()
        try subjects.waitUntilBegun()
        try effects.waitUntilBegun()
        report.tables = try readTables(connection, into: &ledgers)
        ledgers.errands = try readErrands(connection, now: Moment(microseconds: site.timestamp(0)))
        for row in try connection.query(AuditRows.files) { ledgers.files.take(row.bytes(0)) }
        connection.close()

        var merge = try Merge({ try journal.next() }, { try subjects.next() }, { try effects.next() })
        try ledgers.take(&merge, of: site, offices, &anchors)
        report.findings = ledgers.findings.first
        report.count = ledgers.findings.count
        report.subjects = ledgers.subjects
        report.figures = ledgers.figures
        report.anchors = anchors.figures
        (report.entries, report.effects) = (merge.entries, merge.effectRows)
        report.duration = ContinuousClock.now - began
        return report
    }

    private func readTables(_ connection: Connection, into ledgers: inout Ledgers) throws -> TableFigures {
        var tables = TableFigures()
        let row = try connection.query(AuditRows.figures)[0]
        tables.receipts = Int(row.int64(0))
        tables.outbox = Int(row.int64(2))
        tables.due = Int(row.int64(3))
        tables.deadLetters = Int(row.int64(4))
        tables.unknownEffects = Int(row.int64(5))
        if row.int64(1) > 0 {
            ledgers.add(
                Finding(
                    subject: "table", number: "receipt",
                    what: "\(row.int64(1)) requests are marked as carried out and have no reply",
                    remedy: .somethingLost))
        }
        if row.int64(6) > 0 {
            ledgers.add(
                Finding(
                    subject: "table", number: "journal_default",
                    what: "\(row.int64(6)) entries lie in no month's partition: the months were not made ahead",
                    remedy: .setUp))
        }
        for stray in try connection.query(AuditRows.strays) {
            ledgers.add(
                Finding(
                    subject: stray.text(0), number: stray.uuid(1).uuidString.lowercased(),
                    version: stray.int64IfPresent(3),
                    what: "what it is about, \(stray.uuid(2).uuidString.lowercased()), is not there",
                    remedy: .somethingLost))
        }
        for fork in try connection.query(AuditRows.forks) {
            ledgers.add(
                Finding(
                    SubjectName(kind: .caseFile, number: fork.text(0)), fork.int64(2),
                    "\(fork.text(1)) has another history of it from this entry on, and nobody has settled it",
                    .contradiction))
        }
        return tables
    }

    private func readErrands(_ connection: Connection, now: Moment) throws -> Errands {
        var errands = Errands(now: now)
        for row in try connection.query(AuditRows.messages) {
            errands.takeMessage(about: row.uuid(0), to: row.text(1))
        }
        for row in try connection.query(AuditRows.deadLetters) { errands.takeDeadLetter(about: row.uuid(0)) }
        for row in try connection.query(AuditRows.due) { errands.takeDue(of: row.uuid(0)) }
        return errands
    }
}

/// The database has no site: there is nothing to audit.
public struct NoSite: Error, CustomStringConvertible {
    public let description = "The database holds no site: name the right one with --database or --data."
}
