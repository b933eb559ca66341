import Foundation
import Postgres
import TestKit
import Testing

@Suite struct FailureTests {
    @Test func `a server that is not there is one sentence`() throws {
        let folder = try ScratchFolder()
        let error = #expect(throws: PostgresError.self) {
            _ = try Connection("host=\(folder.path) dbname=loket", applicationName: "test")
        }
        #expect(error?.kind == .notReachable && error?.outcome == .nothingCommitted && error?.isRetriable == true)
        let text = error?.description ?? ""
        #expect(text.hasPrefix("PostgreSQL can't be reached: connection to server on socket"))
        #expect(text.hasSuffix("Start it, or correct the connection string."))
        #expect(!text.contains("\n"))
    }

    @Test func `a connection string that is none is one sentence`() throws {
        let error = #expect(throws: PostgresError.self) { _ = try Connection("host", applicationName: "test") }
        #expect(error?.kind == .notReachable)
        #expect(error?.description.contains("connection string") == true)
    }

    @Test func `a session ended in a transaction says that nothing was committed`() throws {
        let database = try TestDatabase(emptyIn: .shared)
        let connection = try database.connect()
        try connection.script("CREATE TABLE t (a int4)")
        let insert = Statement("INSERT INTO t VALUES ($1)", name: "insert")
        try connection.pipeline([Step(.begin), Step(insert, .int32(1))])
        try end(connection, in: database)
        let error = #expect(throws: PostgresError.self) { try connection.query(insert, .int32(2)) }
        #expect(error?.kind == .connectionLost && error?.outcome == .nothingCommitted && error?.isRetriable == true)
        #expect(error?.sqlstate == "57P01")
        #expect(!connection.isUsable)
        #expect(throws: PostgresError.self) { try connection.query(insert, .int32(2)) }
        #expect(try database.connect().query(Statement("SELECT count(*) FROM t", name: "n"))[0].int64(0) == 0)
    }

    /// A deferred trigger ends the session in the middle of its COMMIT.
    @Test func `a session ended during its commit says that the outcome is unknown`() throws {
        let database = try TestDatabase(emptyIn: .shared)
        let connection = try database.connect()
        try connection.script(
            """
            CREATE TABLE t (a int4);
            CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION leave()
            """)
        let insert = Statement("INSERT INTO t VALUES ($1)", name: "insert")
        let error = #expect(throws: PostgresError.self) {
            try connection.pipeline([Step(.begin), Step(insert, .int32(1)), Step(.commit)])
        }
        #expect(error?.kind == .connectionLost && error?.outcome == .unknown)
        #expect(error?.description.contains("unknown") == true)
    }

    @Test func `outside a transaction a lost statement is unknown`() throws {
        let connection = try Connection(TestCluster.shared.conninfo(), applicationName: "test")
        let leave = Statement("SELECT pg_terminate_backend(pg_backend_pid())", name: "leave")
        let error = #expect(throws: PostgresError.self) { try connection.query(leave) }
        #expect(error?.kind == .connectionLost && error?.outcome == .unknown)
    }

    @Test func `a script that ends its session is a lost connection`() throws {
        let connection = try Connection(TestCluster.shared.conninfo(), applicationName: "test")
        let error = #expect(throws: PostgresError.self) {
            try connection.script("SELECT pg_terminate_backend(pg_backend_pid())")
        }
        #expect(error?.kind == .connectionLost)
        #expect(!connection.isUsable)
    }

    @Test func `no error repeats a value`() throws {
        let database = try TestDatabase(emptyIn: .shared)
        let connection = try database.connect()
        let nik = "3215051203900001"
        try connection.script(
            "CREATE TABLE citizen (nik text CONSTRAINT one_each PRIMARY KEY, born date CHECK (born < '2100-01-01'))")
        let insert = Statement("INSERT INTO citizen VALUES ($1, $2::text::date)", name: "citizen.insert")
        try connection.query(insert, .text(nik), .text("1990-03-12"))
        let attempts: [(String, [Bind])] = [
            ("23505", [.text(nik), .text("1990-03-12")]), ("22007", [.text("x"), .text("\(nik) is no date")]),
            ("23514", [.text(nik + "1"), .text("2199-01-01")]), ("23502", [.null, .text("1990-03-12")]),
        ]
        for (sqlstate, binds) in attempts {
            let error = #expect(throws: PostgresError.self) { try connection.pipeline([Step(insert, binds)]) }
            #expect(error?.sqlstate == sqlstate)
            let everything = "\(error.map { String(reflecting: $0) } ?? "") \(error?.description ?? "")"
            #expect(!everything.contains(nik) && !everything.contains("2199"))
        }
        let error = #expect(throws: PostgresError.self) {
            try connection.query(insert, .text(nik), .text("1990-03-12"))
        }
        #expect(
            error?.description
                == "PostgreSQL refused citizen.insert (SQLSTATE 23505): unique violation (constraint one_each, table citizen, step 0)."
        )
    }

    @Test func `another thread can cancel a statement`() async throws {
        let connection = try Connection(TestCluster.shared.conninfo(), applicationName: "to be cancelled")
        let process = connection.serverProcess
        let cancellation = try #require(connection.cancellation())
        let watcher = Thread {
            let active = Statement(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'", name: "active")
            guard let observer = try? Connection(TestCluster.shared.conninfo(), applicationName: "observer") else {
                return
            }
            while (try? observer.query(active, .int32(process))[0].int64(0)) == 0 {}
            cancellation.cancel()
        }
        watcher.start()
        let error = #expect(throws: PostgresError.self) {
            try connection.query(Statement("SELECT pg_sleep(60)", name: "sleep"))
        }
        #expect(error?.sqlstate == "57014" && error?.kind == .statement)
        #expect(connection.isUsable)
    }

    @Test func `a full query with unfit binds is refused and nothing else`() throws {
        let connection = try Connection(TestCluster.shared.conninfo(), applicationName: "test")
        let statement = Statement("SELECT $1::int4", name: "narrow")
        let error = #expect(throws: PostgresError.self) { try connection.query(statement, .int64(1)) }
        #expect(error?.sqlstate == "22P03" || error?.sqlstate == "08P01")
        #expect(throws: PostgresError.self) {
            try connection.query(Statement("SELECT $1::text", name: "t"), .text("a\0b"))
        }
        #expect(try connection.query(statement, .int32(1))[0].int32(0) == 1)
    }

    private func end(_ connection: Connection, in database: TestDatabase) throws {
        // The two-argument form waits until the process has gone.
        let statement = Statement("SELECT pg_terminate_backend($1, 10000)", name: "end")
        let isGone = try database.connect().query(statement, .int32(connection.serverProcess))[0].bool(0)
        #expect(isGone)
    }
}
