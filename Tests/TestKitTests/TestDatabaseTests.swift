import Foundation
import Postgres
import TestKit
import Testing

@Suite struct TestDatabaseTests {
    @Test func `each test has a database of its own that goes with it`() throws {
        let observer = try Connection(TestCluster.shared.conninfo(), applicationName: "observer")
        let exists = Statement("SELECT count(*) FROM pg_database WHERE datname = $1", name: "exists")
        var database: TestDatabase? = try TestDatabase()
        let name = try #require(database?.name)
        let session = try #require(try database?.connect())
        #expect(try observer.query(exists, .text(name))[0].int64(0) == 1)
        database = nil
        #expect(try observer.query(exists, .text(name))[0].int64(0) == 0)
        #expect(throws: PostgresError.self) { try session.query(exists, .text(name)) }
    }

    @Test func `a scratch folder goes with its object`() throws {
        var folder: ScratchFolder? = try ScratchFolder()
        let path = try #require(folder?.path)
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(path)/file"))
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a mailbox hands over in order and tells what is missing`() throws {
        let mailbox = Mailbox<Int>()
        Thread.detachNewThread { for number in 1...3 { mailbox.put(number) } }
        #expect(try mailbox.take(3) == [1, 2, 3])
        #expect(throws: Timeout.self) { try mailbox.take(within: .milliseconds(1)) }
    }
}
