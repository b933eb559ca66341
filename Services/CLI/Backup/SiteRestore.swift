import Audit
import Casework
import Civil
import Foundation
import Postgres
import PostgresServer
import Schema

/// Makes a site in a new folder from a backup: its database as it was, in its next life, with everything held that the
/// lost hours may have done.
///
/// The database has its name only when all of it is done, and the folder is marked until then, so that a restore that
/// was cut short is never taken for a site.
struct SiteRestore {
    let backup: BackupFile
    let folder: SiteFolder
    /// The life that was asked for; nil for the next.
    let incarnation: Int?
    /// Where the logs of the devices lie that outlived the site.
    let devices: String?
    /// How its neighbours are reached: its own line, or where they dial in.
    let way: NeighboursAsked.Way
    let operatorName: String

    private static let unfinished = "loket_restoring"

    struct Restored {
        let manifest: BackupManifest
        let incarnation: Int
        let waiting: Restoration.Outcome
        let devices: [DeviceMemory]
        /// The offices that told what they know, and those that did not.
        let asked: [String]
        let silent: [String]
        /// What the audit found before the site was let go on.
        let findings: Int
        /// The life could not be noted beside the backup.
        let isUnnoted: Bool
    }

    func run() throws -> Restored {
        let memories = try devices.map { try DeviceMemory.found(in: $0) } ?? []
        try checkFolder()
        let isNew = !FileManager.default.fileExists(atPath: folder.path)
        try folder.prepare()
        do {
            let lock = try SiteLock(folder)
            try mark()
            defer { withExtendedLifetime(lock) {} }
            return try fill(memories)
        } catch {
            clear(isNew: isNew)
            if let failure = error as? OutsideProgram.Failure, failure.isDiskFull {
                throw SiteProblem("Nothing was restored: the disk that holds \(folder.path) is full. Free some space.")
            }
            if let failure = error as? OutsideProgram.Failure {
                throw SiteProblem("Nothing was restored: \(failure.reason).")
            }
            throw error
        }
    }

    // MARK: The folder

    private func checkFolder() throws {
        try folder.refuseUnfinishedRestore()
        // A folder that isn't there yet is as good as an empty one; into one that can't be read nothing is written.
        let there = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        if there.contains("postgres") || there.contains("catalogue.yaml") {
            throw SiteProblem(
                "\(folder.path) holds a site already: restore into a new folder with --data, and keep the old one until "
                    + "all is well.")
        }
        guard there.isEmpty else {
            throw SiteProblem("\(folder.path) is not empty: restore into a new folder with --data.")
        }
    }

    private func mark() throws {
        let words = "loket restore \(backup.path) has begun here and not ended\n"
        try Data(words.utf8).write(to: URL(fileURLWithPath: folder.unfinishedRestore))
    }

    /// Takes back what was made, so that the same restore can be tried again.
    private func clear(isNew: Bool) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // The mark goes last: what can't be removed stays marked.
        for name in names where "\(folder.path)/\(name)" != folder.unfinishedRestore {
            try? FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        unlink(folder.unfinishedRestore)
        if isNew { rmdir(folder.path) }
    }

    // MARK: What is put into it

    private func fill(_ memories: [DeviceMemory]) throws -> Restored {
        let unpacked = "\(folder.path)/unpacked"
        try FileManager.default.createDirectory(
            atPath: unpacked, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let manifest = try backup.manifest(unpackingInto: unpacked)
        try manifest.check(knownSchema: Migrations.all.last?.number ?? 0)
        let lives = SiteLives(offices: manifest.offices, beside: backup.path)
        let life = try life(after: max(manifest.incarnation, try lives.latest() ?? 0))
        try backup.unpack(manifest, into: unpacked)
        for part in manifest.parts where part.name != BackupManifest.database {
            try FileManager.default.moveItem(
                atPath: "\(unpacked)/\(part.name)", toPath: "\(folder.path)/\(part.name)")
        }
        let catalogue = try Catalogue(yaml: String(contentsOfFile: folder.catalogue, encoding: .utf8))
        for memory in memories { try memory.copy(to: folder.path) }
        // Before it begins: a life that may have begun is never begun again.
        let isNoted = lives.note(life, folder: folder.path)

        let server = try EmbeddedPostgres(EmbeddedPostgres.Settings(folder: folder.postgres))
        defer { server.stop() }
        try server.start()
        try readBack("\(unpacked)/\(BackupManifest.database)", on: server)
        let database = server.conninfo(database: Self.unfinished)
        let neighbours = try connected(database) { try askNeighbours(life, manifest, $0) }
        let waiting = try connected(database) { try enter(life, manifest, catalogue, memories, neighbours, $0) }
        let findings = try SiteAudit(database: database).run().count
        try script("ALTER DATABASE \(Self.unfinished) RENAME TO \(SiteRecord.database)", on: server)
        try FileManager.default.removeItem(atPath: unpacked)
        guard unlink(folder.unfinishedRestore) == 0 else {
            throw SiteProblem("\(folder.unfinishedRestore) can't be removed: \(String(cString: strerror(errno))).")
        }
        return Restored(
            manifest: manifest, incarnation: life, waiting: waiting, devices: memories, asked: neighbours.answered,
            silent: neighbours.silent.map(\.office), findings: findings,
            isUnnoted: !isNoted)
    }

    private func life(after known: Int) throws -> Int {
        guard let incarnation else { return known + 1 }
        guard incarnation > known else {
            throw SiteProblem(
                "Life \(incarnation) of this site has been lived already: name a number above \(known) with "
                    + "--incarnation, or leave it out.")
        }
        guard incarnation < 1_000 else {
            throw SiteProblem("Life \(incarnation) would make every ticket's number too long: name a smaller one.")
        }
        return incarnation
    }

    /// Makes the roles, which belong to the cluster and are in no dump, then reads the dump.
    private func readBack(_ dump: String, on server: EmbeddedPostgres) throws {
        try script("CREATE DATABASE loket_roles TEMPLATE template0", on: server)
        let roles = try Connection(
            server.conninfo(database: "loket_roles"), applicationName: "loket-restore", planning: .free)
        try Migrator(roles).migrate()
        roles.close()
        try script("DROP DATABASE loket_roles", on: server)
        try script("CREATE DATABASE \(Self.unfinished) TEMPLATE template0", on: server)
        try OutsideProgram(EmbeddedPostgres.program("pg_restore")).run([
            "--exit-on-error", "--single-transaction", "--no-owner", "--no-password",
            "--dbname=\(server.conninfo(database: Self.unfinished))", dump,
        ])
    }

    private func connected<Result>(_ database: String, _ work: (Connection) throws -> Result) throws -> Result {
        let connection = try Connection(database, applicationName: "loket-restore", planning: .free)
        defer { connection.close() }
        return try work(connection)
    }

    /// Brings the schema up to date, and asks the neighbours what they know of the lost hours.
    private func askNeighbours(
        _ life: Int, _ manifest: BackupManifest, _ connection: Connection
    ) throws -> NeighboursAsked.Told {
        try Migrator(connection).migrate()
        guard let row = try connection.query(Self.neighbours).first else {
            throw SiteProblem("The backup holds no site: use another one.")
        }
        let told = try NeighboursAsked(
            way: way, folder: folder, site: SiteRecord(offices: row.texts(0), isDemo: row.bool(1)),
            neighbours: try way.neighbours(known: row.texts(2), of: row.texts(0), in: folder),
            since: try manifest.moment(manifest.siteTime) - .hours(24),
            operatorName: operatorName
        ).ask()
        if let seen = told.latestLife(of: manifest.offices), seen >= life {
            throw SiteProblem(
                "The neighbours know life \(seen) of this site already: name a larger one with --incarnation.")
        }
        return told
    }

    private func enter(
        _ life: Int, _ manifest: BackupManifest, _ catalogue: Catalogue, _ memories: [DeviceMemory],
        _ neighbours: NeighboursAsked.Told, _ connection: Connection
    ) throws -> Restoration.Outcome {
        let entries = try connection.query(Self.entries)[0].int64(0)
        guard entries == manifest.journalEntries else {
            throw SiteProblem(
                "The backup's journal has \(entries) entries, and \(manifest.journalEntries) were put into it: use "
                    + "another backup.")
        }
        try JournalMonths.make(on: connection)
        let takenAt = try manifest.moment(manifest.takenAt)
        let now = Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let order = Restoration.Order(
            backupOf: try manifest.moment(manifest.siteTime), incarnation: life, operatorName: operatorName,
            keptDevices: memories.map(\.service), days: Int(max(0, (now - takenAt) / .hours(24)).rounded(.up)),
            catalogue: catalogue, known: neighbours.histories, wereAllAsked: neighbours.silent.isEmpty)
        return try Restoration(connection, order).run()
    }

    private func script(_ sql: String, on server: EmbeddedPostgres) throws {
        let connection = try Connection(server.conninfo(), applicationName: "loket-restore", planning: .free)
        defer { connection.close() }
        try connection.script(sql)
    }

    private static let neighbours = Statement(
        "SELECT offices, demo, reachable FROM casework.site", name: "restore.neighbours")
    private static let entries = Statement("SELECT count(*) FROM casework.journal", name: "restore.entries")
}
