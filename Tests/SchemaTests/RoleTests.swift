import Postgres
import Schema
import TestKit
import Testing

@Suite struct RoleTests {
    private static let services = ["intake", "recording", "printing", "notification"]
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
        let owner = try database.connect(planning: .free)
        for schema in Self.services { try owner.script("CREATE TABLE \(schema).sample AS SELECT 1 AS a") }
    }

    private func connect(_ role: String) throws -> Connection {
        try Connection(database.conninfo(role: role), applicationName: role)
    }

    @Test(arguments: services) func `a service writes its own tables and no other's`(_ service: String) throws {
        let connection = try connect("loket_\(service)")
        try connection.script("INSERT INTO \(service).sample VALUES (2); DELETE FROM \(service).sample WHERE a = 1")
        for other in Self.services where other != service {
            let error = #expect(throws: PostgresError.self) { try connection.script("SELECT a FROM \(other).sample") }
            #expect(error?.sqlstate == "42501")
        }
        for statement in [
            "DROP TABLE \(service).sample", "CREATE TABLE \(service).more ()", "CREATE TABLE public.more ()",
        ] {
            let error = #expect(throws: PostgresError.self) { try connection.script(statement) }
            #expect(error?.sqlstate == "42501")
        }
    }

    @Test func `the auditor reads everything and changes nothing`() throws {
        let connection = try connect("loket_auditor")
        for schema in Self.services {
            try connection.script("SELECT a FROM \(schema).sample")
            let error = #expect(throws: PostgresError.self) { try connection.script("DELETE FROM \(schema).sample") }
            #expect(error?.sqlstate == "42501")
        }
    }

    @Test(arguments: services) func `every role can tell whether the schema fits`(_ service: String) throws {
        try Migrator(try connect("loket_\(service)")).check()
    }
}
