import Foundation
import Postgres
import TestKit
import Testing

@Suite struct PipelineTests {
    let database: TestDatabase
    let connection: Connection

    private static let insert = Statement(
        "INSERT INTO item (id, body) SELECT * FROM unnest($1::int8[], $2::bytea[])", name: "item.insert")
    private static let count = Statement("SELECT count(*) FROM item", name: "item.count")

    init() throws {
        database = try TestDatabase(emptyIn: .shared)
        connection = try database.connect()
        try connection.script("CREATE TABLE item (id int8 CONSTRAINT item_key PRIMARY KEY, body bytea NOT NULL)")
    }

    private func items(_ ids: Range<Int64>, bytes: Int = 8) -> Step {
        Step(
            Self.insert, .int64s(Array(ids)), .bytesArray(ids.map { [UInt8](repeating: UInt8($0 % 251), count: bytes) })
        )
    }

    @Test func `all steps answer in their order`() throws {
        let rows = try connection.pipeline([
            Step(.begin), items(0..<3), Step(Self.count), items(3..<5), Step(Self.count), Step(.commit),
        ])
        #expect(rows.count == 6)
        #expect(rows[1].affected == 3 && rows[2][0].int64(0) == 3 && rows[3].affected == 2 && rows[4][0].int64(0) == 5)
        #expect(!connection.isInTransaction)
    }

    @Test func `no steps answer nothing`() throws {
        #expect(try connection.pipeline([]).isEmpty)
    }

    /// Far more than the socket's buffers hold in both directions: neither side may wait for the other.
    @Test func `many large batches go through in one pipeline`() throws {
        let echo = Statement("SELECT body FROM unnest($1::bytea[]) AS body", name: "echo")
        let bodies = (0..<512).map { [UInt8](repeating: UInt8($0 % 256), count: 1024) }
        let steps = (0..<40).flatMap { batch in
            [items(Int64(batch * 512)..<Int64(batch * 512 + 512), bytes: 1024), Step(echo, .bytesArray(bodies))]
        }
        let rows = try connection.pipeline(steps)
        for index in stride(from: 0, to: 80, by: 2) {
            #expect(rows[index].affected == 512)
            #expect(rows[index + 1].count == 512)
        }
        #expect(rows[79].map { $0.bytes(0) } == bodies)
        #expect(try connection.query(Self.count)[0].int64(0) == 40 * 512)
    }

    @Test func `a failed step aborts the rest and the session goes on`() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.pipeline([Step(.begin), items(0..<2), items(1..<3), Step(Self.count), Step(.commit)])
        }
        #expect(error?.kind == .statement && error?.sqlstate == "23505" && error?.step == 2)
        #expect(error?.constraint == "item_key" && error?.table == "item" && error?.statement == "item.insert")
        #expect(error?.outcome == .nothingCommitted && error?.isRetriable == false)
        #expect(connection.isUsable && connection.isInTransaction)
        try connection.query(.rollback)
        #expect(try connection.query(Self.count)[0].int64(0) == 0)
        #expect(try connection.pipeline([items(0..<2), Step(Self.count)])[1][0].int64(0) == 2)
    }

    @Test func `without a transaction of its own a pipeline is one`() throws {
        #expect(throws: PostgresError.self) { try connection.pipeline([items(0..<2), items(1..<3)]) }
        #expect(!connection.isInTransaction)
        #expect(try connection.query(Self.count)[0].int64(0) == 0)
    }

    @Test func `a statement that cannot be prepared names its step`() throws {
        let wrong = Statement("SELECT nothing FROM nowhere", name: "wrong")
        let error = #expect(throws: PostgresError.self) {
            try connection.pipeline([Step(Self.count), Step(wrong), Step(Self.count)])
        }
        #expect(error?.sqlstate == "42P01" && error?.step == 1)
        #expect(error?.message == "relation \"nowhere\" does not exist")
        #expect(try connection.query(Self.count)[0].int64(0) == 0)
    }

    /// A statement that was behind the failed one was never prepared; later it must be.
    @Test func `statements behind a failure are prepared later`() throws {
        let late = Statement("SELECT 42::int4", name: "late")
        let wrong = Statement("SELECT 1/$1::int4", name: "wrong division")
        let error = #expect(throws: PostgresError.self) {
            try connection.pipeline([Step(wrong, .int32(0)), Step(late)])
        }
        #expect(error?.sqlstate == "22012")
        #expect(try connection.pipeline([Step(late), Step(wrong, .int32(1))])[0][0].int32(0) == 42)
    }

    @Test func `a commit of a failed transaction is an error`() throws {
        #expect(throws: PostgresError.self) { try connection.pipeline([Step(.begin), items(0..<2), items(0..<1)]) }
        let error = #expect(throws: PostgresError.self) { try connection.query(.commit) }
        #expect(error?.sqlstate == "25P02" && error?.outcome == .nothingCommitted)
        #expect(!connection.isInTransaction)
    }

    @Test func `a failure behind a commit does not claim that nothing was committed`() throws {
        let error = #expect(throws: PostgresError.self) {
            try connection.pipeline([Step(.begin), items(0..<2), Step(.commit), items(0..<2)])
        }
        #expect(error?.outcome == .unknown && error?.step == 3)
        #expect(try connection.query(Self.count)[0].int64(0) == 2)
    }

    @Test func `a transaction is committed or rolled back whole`() throws {
        let two = try connection.transaction {
            try connection.pipeline([items(0..<2), Step(Self.count)])[1][0].int64(0)
        }
        #expect(two == 2)
        struct Change: Error {}
        #expect(throws: Change.self) {
            try connection.transaction {
                try connection.pipeline([items(2..<9)])
                throw Change()
            }
        }
        #expect(try connection.query(Self.count)[0].int64(0) == 2)
    }
}
