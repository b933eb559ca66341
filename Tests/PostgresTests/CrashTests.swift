import Foundation
import Postgres
import TestKit
import Testing

@Suite struct CrashTests {
    private static let insert = Statement("INSERT INTO t VALUES ($1)", name: "insert")

    @Test func `after a crash of the server what was committed is there and nothing else`() throws {
        let cluster = try TestCluster(durable: true)
        let connection = try Connection(cluster.conninfo(), applicationName: "test")
        try connection.script("CREATE TABLE t (a int4)")
        try connection.pipeline([Step(.begin), Step(Self.insert, .int32(1)), Step(.commit)])
        try connection.pipeline([Step(.begin), Step(Self.insert, .int32(2))])
        cluster.crash()
        // The session's own process notices a moment later; until then it may still answer.
        let error = #expect(throws: PostgresError.self) {
            while true { try connection.query(Self.insert, .int32(3)) }
        }
        #expect(error?.kind == .connectionLost && error?.outcome == .nothingCommitted)
        let unreachable = #expect(throws: PostgresError.self) {
            _ = try Connection(cluster.conninfo(), applicationName: "test")
        }
        #expect(unreachable?.kind == .notReachable)
        try cluster.restart()
        let rows = try Connection(cluster.conninfo(), applicationName: "test")
            .query(Statement("SELECT a FROM t", name: "all"))
        #expect(rows.map { $0.int32(0) } == [1])
    }

    /// The COMMIT waits for a standby that doesn't exist: committed here already when the server dies.
    @Test func `a commit cut off by a crash is reported as unknown`() throws {
        let cluster = try TestCluster(durable: true, overrides: ["synchronous_standby_names": "nobody"])
        let setup = try Connection(cluster.conninfo(), applicationName: "test")
        try setup.script("SET synchronous_commit = local; CREATE TABLE t (a int4)")
        let answers = Mailbox<PostgresError?>()
        let conninfo = cluster.conninfo()
        Thread.detachNewThread {
            do throws(PostgresError) {
                let connection = try Connection(conninfo, applicationName: "cut off")
                try connection.pipeline([Step(.begin), Step(Self.insert, .int32(1)), Step(.commit)])
                answers.put(nil)
            } catch {
                answers.put(error)
            }
        }
        let waiting = Statement("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", name: "waiting")
        try eventually("the COMMIT waits") { try setup.query(waiting)[0].int64(0) == 1 }
        cluster.crash()
        let error = try #require(try answers.take(within: .seconds(60)))
        #expect(error.kind == .connectionLost && error.outcome == .unknown && error.isRetriable)
        try cluster.restart()
        let rows = try Connection(cluster.conninfo(), applicationName: "test")
            .query(Statement("SELECT a FROM t", name: "all"))
        #expect(rows.map { $0.int32(0) } == [1])
    }
}
