import Foundation
import Postgres
import PostgresServer
import Schema

/// A private PostgreSQL on a unix socket, stopped and removed with this object or with the test process.
public final class TestCluster: Sendable {
    /// The one that most tests share: started on demand, with fsync off. Don't crash it.
    public static let shared: TestCluster = {
        do {
            return try TestCluster()
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// The superuser, whom, like every role, each connection over the socket may claim to be.
    public static let superuser = "loket"

    public let server: EmbeddedPostgres
    private let folder: ScratchFolder
    private let duty: Int
    private let template = NSLock()

    /// Makes and starts a cluster. With `durable`, fsync is on, so that it may be killed and started again.
    public init(durable: Bool = false, overrides: [String: String] = [:]) throws {
        folder = try ScratchFolder()
        var settings = EmbeddedPostgres.Settings(folder: folder.file("pg"))
        settings.superuser = Self.superuser
        settings.fsync = durable
        settings.maxConnections = 800
        settings.overrides = overrides
        let server = try EmbeddedPostgres(settings)
        self.server = server
        duty = ProcessEnd.shared.remember { server.stop(within: .seconds(2)) }
        try server.start()
    }

    deinit {
        ProcessEnd.shared.forget(duty)
        server.stop(within: .seconds(2))
    }

    /// The connection string of a database of this cluster.
    public func conninfo(database: String = "postgres", user: String? = nil) -> String {
        server.conninfo(database: database, user: user)
    }

    /// `kill -9` of the postmaster, as a crash; `restart` recovers. For durable clusters only.
    public func crash() {
        guard let pid = server.pid else { return }
        kill(pid, SIGKILL)
        _ = server.waitUntilEnded(within: .seconds(60))
    }

    /// Starts the server again after a crash or a stop.
    public func restart() throws {
        try server.start()
    }

    /// Makes a database as a copy of another of this cluster.
    func create(_ name: String, from original: String) throws {
        try administer("CREATE DATABASE \(name) TEMPLATE \(original)")
    }

    func drop(_ name: String) throws {
        try administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    /// The migrated database that others are copied from; made by whoever needs it first.
    func migratedTemplate() throws -> String {
        try template.withLock {
            let name = "loket_template"
            let exists = Statement("SELECT FROM pg_database WHERE datname = $1", name: "exists")
            let connection = try Connection(conninfo(), applicationName: "test kit", planning: .free)
            guard try connection.query(exists, .text(name)).isEmpty else { return name }
            // Under another name until it is whole.
            try connection.script("CREATE DATABASE loket_half_made TEMPLATE template0")
            let migrating = try Connection(
                conninfo(database: "loket_half_made"), applicationName: "test kit", planning: .free)
            try Migrator(migrating).migrate()
            migrating.close()
            try connection.script("ALTER DATABASE loket_half_made RENAME TO \(name)")
            return name
        }
    }

    private func administer(_ sql: String) throws {
        let connection = try Connection(conninfo(), applicationName: "test kit", planning: .free)
        try connection.script(sql)
    }
}
