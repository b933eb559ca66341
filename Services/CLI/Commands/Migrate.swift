import ArgumentParser
import Foundation
import Postgres
import Schema

struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a database's schema to what these programs need.",
        discussion: """
            For a site that uses a PostgreSQL of its own; `loket up` does it by itself. Run it as the database's
            owner. Running it again changes nothing.

            Example:
              loket migrate --database "host=/run/postgresql dbname=loket user=postgres"

            Exit codes: 0 when the schema is up to date, 1 when it could not be brought there.
            """)

    @Option(help: "libpq's connection string of the database, as its owner.")
    var database: String

    func run() throws {
        do {
            let connection = try Connection(database, applicationName: "loket-migrate", planning: .free)
            defer { connection.close() }
            let applied = try Migrator(connection).migrate()
            print(
                applied.isEmpty
                    ? "the schema is up to date" : "applied \(applied.map(\.title).joined(separator: ", "))")
        } catch {
            FileHandle.standardError.write(Data("loket: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }
}
