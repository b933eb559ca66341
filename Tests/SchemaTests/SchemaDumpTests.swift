import Foundation
import Postgres
import PostgresServer
import Schema
import TestKit
import Testing

/// `Shared/Schema/schema.sql` shows what all migrations together make, for readers and for reviews.
@Suite struct SchemaDumpTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Shared/Schema").standardizedFileURL
    private static let file = folder.appendingPathComponent("schema.sql")
    private static let remedy = "run ops/dump-schema and commit Shared/Schema/schema.sql"

    @Test func `every file of the migrations' folder is embedded`() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.folder.appendingPathComponent("Migrations").path)
        #expect(Migrations.all.map { "\($0.title).sql" } == files.sorted())
        #expect(Migrations.all.map(\.number) == Array(1...Migrations.all.count))
    }

    @Test func `the committed schema is the one that the migrations make`() throws {
        let dump = try SchemaDump(of: try TestDatabase())
        if ProcessInfo.processInfo.environment["LOKET_WRITE_SCHEMA"] == "1" {
            try dump.text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let committed = try String(contentsOf: Self.file, encoding: .utf8)
        for migration in Migrations.all {
            #expect(
                committed.contains(SchemaDump.line(of: migration)),
                "migration \(migration.title) is missing from schema.sql, or was changed: \(Self.remedy)")
        }
        guard committed.contains(dump.maker) else { return }  // Another release of pg_dump words things differently.
        #expect(committed == dump.text, "schema.sql isn't what the migrations make: \(Self.remedy)")
    }
}

/// What pg_dump says of a migrated database, without what differs from run to run.
private struct SchemaDump {
    let text: String
    /// The line that names pg_dump's release.
    let maker: String

    init(of database: TestDatabase) throws {
        let program = try StartedProgram(
            EmbeddedPostgres.program("pg_dump"), ["--schema-only", "--no-owner", "-d", database.conninfo])
        try #require(try program.waitForExit().isSuccess, "\(program.errorOutput)")
        let version = try database.connect().query(Statement("SHOW server_version_num", name: "version"))[0].text(0)
        maker = "-- made with PostgreSQL \((Int(version) ?? 0) / 10_000)"
        let noise = ["--", "SET ", "\\restrict", "\\unrestrict", "SELECT pg_catalog.set_config"]
        var lines: [Substring] = []
        for line in program.output.split(separator: "\n", omittingEmptySubsequences: false) {
            if noise.contains(where: line.hasPrefix) { continue }
            if line.isEmpty, lines.last?.isEmpty ?? true { continue }
            lines.append(line)
        }
        let head = ["-- What the migrations make; written by ops/dump-schema.", maker] + Migrations.all.map(Self.line)
        text = head.joined(separator: "\n") + "\n\n" + lines.joined(separator: "\n")
    }

    static func line(of migration: Migration) -> String {
        let digest = migration.checksum.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return "-- migration \(migration.title) \(digest.joined())"
    }
}
