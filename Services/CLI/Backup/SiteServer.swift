import Foundation
import Postgres
import PostgresServer

/// The PostgreSQL of a site's folder: the one that serves the site, or one that is brought up for as long as this
/// command needs it.
final class SiteServer {
    let folder: SiteFolder
    private let server: EmbeddedPostgres
    /// Held while this command runs the server itself.
    private var lock: SiteLock?

    init(_ folder: SiteFolder) throws {
        self.folder = folder
        try folder.refuseUnfinishedRestore()
        guard FileManager.default.fileExists(atPath: folder.postgres) else {
            throw SiteProblem(
                "There is no site in \(folder.path) that this account can see: name its folder with --data.")
        }
        server = try EmbeddedPostgres(folder.databaseSettings)
        if !isUp {
            lock = try SiteLock(folder)
            try server.start()
        }
    }

    deinit { stop() }

    /// The superuser's connection string of the site's database.
    var conninfo: String { server.conninfo(database: SiteRecord.database) }

    /// That of the role that may only read.
    var auditorConninfo: String { server.conninfo(database: SiteRecord.database, user: "loket_auditor") }

    /// A session of the site's owner, for reading much or changing its set-up.
    func connect(as name: String) throws -> Connection {
        try Connection(conninfo, applicationName: name, planning: .free)
    }

    /// Stops what this command started; the server of a site that is up is left alone.
    func stop() {
        guard lock != nil else { return }
        server.stop()
        lock = nil
    }

    private var isUp: Bool {
        do throws(PostgresError) {
            try Connection(conninfo, applicationName: "loket", planning: .free).close()
            return true
        } catch {
            return false
        }
    }
}
