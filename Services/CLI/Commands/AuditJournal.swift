import ArgumentParser
import Audit
import Foundation
import Postgres
import PostgresServer
import Schema

struct AuditJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Recompute the whole site from its journal alone, and say where anything is off.",
        discussion: """
            Goes through every history, entry by entry: hashes, versions, what each entry allows, and the state that \
            follows; then holds the histories against each other: tickets and visits, visits and cases, the order of \
            the queue, desks, print runs, letters, messages, paper, balances. It reads one snapshot, changes nothing \
            and stops nobody; the site may be up. No citizen's name or number is in what it says.

            What was removed together with every trace of it, only an anchor shows (loket help anchor). Those in the \
            folder anchors of the site are held against it by themselves; --anchors names another folder as well, such \
            as the one that is kept on a medium.

            Examples:
              loket audit
              loket audit --anchors /mnt/usb/klari
              loket audit --data /srv/klari --json
              loket audit --database "host=/run/postgresql dbname=loket user=loket_auditor"

            JSON: clean, findings (subject, number, entry, what, remedy, advice) and findings_count; anchors (files), \
            anchor_leaves, anchored_until, lost_by_restore (life, leaves); what was counted.

            Exit codes: 0 when everything is as the journal says, 1 when anything is off, 3 when the site's database \
            could not be read.
            """)

    @Option(help: "The site's folder (LOKET_DATA); its database must be up.")
    var data: String?

    @Option(help: "libpq's connection string, for a site with a database of its own (LOKET_AUDIT_DATABASE).")
    var database: String?

    @Option(
        help: ArgumentHelp("A folder of anchors of this site; may be repeated.", valueName: "folder"),
        completion: .directory)
    var anchors: [String] = []

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let report: AuditReport
        do {
            report = try audited()
        } catch {
            FileHandle.standardError.write(Data("loket: \(error)\n".utf8))
            throw ExitCode(3)
        }
        let page = AuditPage(report)
        let text = json ? try page.json() : page.lines.joined(separator: "\n")
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
        if !report.isClean { throw ExitCode(1) }
    }

    private func audited() throws -> AuditReport {
        let conninfo = try conninfo()
        let connection = try Connection(conninfo, applicationName: "loket-audit", planning: .free)
        try Migrator(connection).check()
        connection.close()
        return try SiteAudit(database: conninfo, anchors: anchorFolders).run()
    }

    private var databaseNamed: String? {
        let environment = ProcessInfo.processInfo.environment["LOKET_AUDIT_DATABASE"].flatMap { $0.isEmpty ? nil : $0 }
        return database ?? (data == nil ? environment : nil)
    }

    /// Those that were named, and the site's own where its folder is the one that is meant.
    private var anchorFolders: [String] {
        let own = SiteFolder(data).anchors
        let isMeant = data != nil || databaseNamed == nil
        return (isMeant && FileManager.default.fileExists(atPath: own) ? [own] : []) + anchors
    }

    /// The database that was named, or the one in the site's folder, as the role that may only read.
    private func conninfo() throws -> String {
        if let databaseNamed { return databaseNamed }
        let folder = SiteFolder(data)
        return try EmbeddedPostgres(folder.databaseSettings)
            .conninfo(database: SiteRecord.database, user: "loket_auditor")
    }
}
