import Foundation
import PostgresServer
import Processes
import Testing

@Suite struct EmbeddedPostgresTests {
    @Test func `a server comes from nothing, on its socket only, with every commit on the disk`() throws {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        #expect(try scratch.sql("SHOW listen_addresses") == "")
        #expect(try scratch.sql("SHOW fsync") == "on")
        #expect(try scratch.sql("SHOW data_checksums") == "on")
        #expect(try scratch.sql("SHOW idle_in_transaction_session_timeout") == "1min")
        #expect(try scratch.sql("SHOW server_encoding") == "UTF8")
        let mode = try FileManager.default.attributesOfItem(atPath: scratch.folder)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test func `data stay over a stop and a start, and starting twice changes nothing`() throws {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        try scratch.sql("CREATE TABLE kept AS SELECT 42 AS answer")
        let pid = scratch.server.pid
        try scratch.server.start()
        #expect(scratch.server.pid == pid)
        #expect(scratch.server.stop())
        #expect(scratch.server.pid == nil)
        #expect(scratch.server.stop())
        try scratch.server.start()
        #expect(try scratch.sql("SELECT answer FROM kept") == "42")
    }

    @Test func `a server that was killed hard, with a client at work, starts again with its data`() throws {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        try scratch.sql("CREATE TABLE kept AS SELECT 42 AS answer")
        let client = try scratch.busyClient()
        let pid = try #require(scratch.server.pid)
        kill(pid, SIGKILL)
        #expect(scratch.server.waitUntilEnded(within: .seconds(60)))
        try scratch.server.start()
        #expect(scratch.server.pid != pid)
        #expect(try scratch.sql("SELECT answer FROM kept") == "42")
        #expect(client.waitForExit(within: .seconds(60)) != nil)
    }

    @Test func `a crash leaves pid files with the id of a living stranger, and the server starts all the same`() throws
    {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        kill(try #require(scratch.server.pid), SIGKILL)
        #expect(scratch.server.waitUntilEnded(within: .seconds(60)))
        // PostgreSQL may signal it, and so believes that it is a server.
        let account = geteuid() == 0 ? Launch.Account(named: "postgres") : nil
        let stranger = try ChildProcess.start(Launch("sleep", ["600"], account: account))
        defer { stranger.send(SIGKILL) }
        for name in ["data/postmaster.pid", ".s.PGSQL.5432.lock"] {
            let file = "\(scratch.folder)/\(name)"
            var lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
            lines[0] = String(stranger.pid)
            try lines.joined(separator: "\n").write(toFile: file, atomically: false, encoding: .utf8)
        }
        try scratch.server.start()
        #expect(try scratch.sql("SELECT 1") == "1")
        #expect(stranger.exit == nil)
    }

    @Test func `a second starter of the same folder is told who has it`() throws {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        let pid = try #require(scratch.server.pid)
        let second = try EmbeddedPostgres(scratch.server.settings)
        #expect(throws: PostgresServerError.alreadyRunning(folder: scratch.folder, pid: pid)) { try second.start() }
        #expect(try scratch.sql("SELECT 1") == "1")
    }

    @Test func `a cluster whose making was cut short is made anew`() throws {
        let scratch = try ServerInScratch()
        try FileManager.default.createDirectory(
            atPath: scratch.folder + "/data.new/base", withIntermediateDirectories: true)
        try scratch.server.start()
        #expect(try scratch.sql("SELECT 1") == "1")
    }

    @Test func `data of another major version are refused in a sentence that names both`() throws {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        scratch.server.stop()
        try "9\n".write(toFile: scratch.folder + "/data/PG_VERSION", atomically: false, encoding: .utf8)
        let error = #expect(throws: PostgresServerError.self) { try scratch.server.start() }
        guard case .otherVersion(data: 9, installed: let installed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!installed.isEmpty)
    }

    @Test func `a refusal of PostgreSQL itself is told in its own words`() throws {
        let scratch = try ServerInScratch()
        var settings = scratch.server.settings
        settings.overrides["shared_buffers"] = "nonsense"
        let server = try EmbeddedPostgres(settings)
        let error = #expect(throws: PostgresServerError.self) { try server.start() }
        #expect(error?.description.contains("shared_buffers") == true)
        #expect(server.pid == nil)
    }

    @Test func `a socket path that is too long is refused before anything is made`() {
        let folder = "/tmp/" + String(repeating: "x", count: 110)
        #expect(throws: PostgresServerError.socketPathTooLong(folder + "/.s.PGSQL.5432")) {
            _ = try EmbeddedPostgres(.init(folder: folder))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root runs the server as somebody else"))
    func `as root the server runs as postgres, and a closed parent folder is named`() throws {
        let scratch = try ServerInScratch()
        try scratch.server.start()
        let status = try String(contentsOfFile: "/proc/\(try #require(scratch.server.pid))/status", encoding: .utf8)
        let postgres = try #require(Launch.Account(named: "postgres"))
        #expect(status.contains("Uid:\t\(postgres.userID)\t\(postgres.userID)"))

        let closed = "/tmp/lkpg-" + UUID().uuidString.prefix(8).lowercased()
        mkdir(closed, 0o700)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: closed) } }
        let server = try EmbeddedPostgres(.init(folder: closed + "/pg"))
        #expect(throws: PostgresServerError.notTraversable(folder: closed, account: "postgres")) { try server.start() }
    }
}
