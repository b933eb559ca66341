import ArgumentParser
import Foundation
import Postgres
import Schema

struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a database's schema to what these programs need.",
        discussion: """
            Before new programs take the place of old ones: loket up does it at its start, and loket restart doesn't. The
            old ones go on meanwhile and after it, as each migration leaves them what they use. It waits for a lock no
            longer than a quarter of a second, as everybody else would wait behind it, and tries again. Running it again
            changes nothing.

            Examples:
              loket migrate
              loket migrate --data /srv/klari
              loket migrate --database "host=/run/postgresql dbname=loket user=postgres"

            Exit codes: 0 when the schema is up to date, 1 when it could not be brought there.
            """)

    @Option(help: "libpq's connection string of a PostgreSQL of your own, as the database's owner.")
    var database: String?

    @Option(help: "The folder of a site that loket up runs (LOKET_DATA).")
    var data: String?

    func validate() throws {
        if database != nil, data != nil { throw ValidationError("Name either --database or --data, not both.") }
    }

    func run() throws {
        do {
            let server = database == nil ? try SiteServer(SiteFolder(data)) : nil
            defer { server?.stop() }
            let conninfo = database ?? server?.conninfo ?? ""
            let connection = try Connection(conninfo, applicationName: "loket-migrate", planning: .free)
            defer { connection.close() }
            let locks = SchemaLocks { title, attempt in
                FileHandle.standardError.write(
                    Data("loket: \(title) waits for those at work; attempt \(attempt) was given up\n".utf8))
            }
            let applied = try Migrator(connection, locks: locks).migrate()
            print(
                applied.isEmpty
                    ? "the schema is up to date" : "applied \(applied.map(\.title).joined(separator: ", "))")
        } catch {
            FileHandle.standardError.write(Data("loket: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }
}
