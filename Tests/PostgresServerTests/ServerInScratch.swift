import Foundation
import PostgresServer
import Processes
import Synchronization
import Testing

/// A server in a folder of its own, stopped and removed with the test that made it.
final class ServerInScratch {
    let server: EmbeddedPostgres
    let folder: String

    init(fsync: Bool = true) throws {
        folder = "/tmp/lkpg-" + UUID().uuidString.prefix(8).lowercased()
        var settings = EmbeddedPostgres.Settings(folder: folder)
        settings.fsync = fsync
        server = try EmbeddedPostgres(settings)
    }

    deinit {
        server.stop()
        #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) }
    }

    /// What psql answers to one statement, without decoration.
    @discardableResult
    func sql(_ statement: String) throws -> String {
        let file = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(file) }
        let psql = try ChildProcess.start(
            Launch("psql", ["-XAtq", "-d", server.conninfo(), "-c", statement], output: .file(file)))
        let exit = psql.waitForExit(within: .seconds(30))
        let answer = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(exit?.isSuccess == true, "\(answer)")
        return answer
    }

    /// A connection that is in the middle of a statement when it is needed so.
    func busyClient() throws -> ChildProcess {
        let client = try ChildProcess.start(
            Launch("psql", ["-XAtq", "-d", server.conninfo(), "-c", "SELECT pg_sleep(600)"], output: .discarded))
        let deadline = ContinuousClock.now + .seconds(60)
        while try sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") != "1" {
            try #require(ContinuousClock.now < deadline, "the statement never began")
        }
        return client
    }
}
