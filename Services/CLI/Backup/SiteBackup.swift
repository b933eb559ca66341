import Civil
import Foundation
import Postgres
import PostgresServer
import Schema

/// Takes a backup of a site, whether it is up or not: its database as one moment of it, and the files that it can't do
/// without.
///
/// The database is dumped by PostgreSQL's own `pg_dump` and not copied with `pg_basebackup`: an office PC has one folder
/// and no archive of WAL, the dump is a tenth of the size, and any later PostgreSQL reads it.
struct SiteBackup {
    let folder: SiteFolder

    func take(to path: String) throws -> BackupManifest {
        let server = try SiteServer(folder)
        defer { server.stop() }
        let draft = try BackupFile.Draft(of: BackupFile(path))
        defer { draft.clear() }
        do {
            return try fill(draft, server)
        } catch let failure as OutsideProgram.Failure {
            if failure.isDiskFull { throw Self.diskFull(path) }
            throw SiteProblem("No backup was taken: \(failure.reason).")
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw Self.diskFull(path)
        }
    }

    private func fill(_ draft: BackupFile.Draft, _ server: SiteServer) throws -> BackupManifest {
        let connection = try server.connect(as: "loket-backup")
        defer { connection.close() }
        // The facts and the dump are of one snapshot, which stays for as long as this transaction does.
        try connection.script(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0")
        guard let site = try connection.query(Self.facts).first else {
            throw SiteProblem("The database in \(folder.path) holds no site: bring it up once with loket up.")
        }
        try OutsideProgram(EmbeddedPostgres.program("pg_dump")).run([
            "--format=custom", "--snapshot=\(site.text(0))", "--no-password",
            "--file=\(draft.folder)/\(BackupManifest.database)", "--dbname=\(server.conninfo)",
        ])
        for name in [BackupManifest.catalogue] + BackupManifest.optional
        where FileManager.default.fileExists(atPath: "\(folder.path)/\(name)") {
            try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(draft.folder)/\(name)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: draft.folder).sorted()
        let manifest = BackupManifest(
            offices: site.texts(1), demo: site.bool(2), incarnation: Int(site.int32(3)),
            takenAt: Moment(microseconds: site.timestamp(4)), siteTime: Moment(microseconds: site.timestamp(5)),
            journalEntries: site.int64(6), schema: Int(site.int32(7)), postgres: Int(site.int32(8)) / 10_000,
            parts: try names.map { try draft.part($0) })
        try draft.finish(manifest)
        return manifest
    }

    private static func diskFull(_ path: String) -> SiteProblem {
        SiteProblem("No backup was taken: the disk that holds \(path) is full. Free some space, or name another place.")
    }

    private static let facts = Statement(
        """
        SELECT pg_export_snapshot(), offices, demo, incarnation, clock_timestamp(), casework.site_now(),
            (SELECT count(*) FROM casework.journal), (SELECT max(number) FROM public.schema_migration),
            current_setting('server_version_num')::int
        FROM casework.site
        """, name: "backup.facts")
}
