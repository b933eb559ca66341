import Casework
import Civil
import Contracts
import Foundation
import Postgres
import Schema
import TestKit
import Testing

/// A schema that is migrated while the version before works with it.
struct LiveMigrationTests {
    private static let wider = Migration(
        Migrations.all.count + 1, "wider",
        Array(
            """
            CREATE TABLE casework.remark (remark_id uuid PRIMARY KEY, subject_id uuid NOT NULL, words text NOT NULL);
            GRANT SELECT, INSERT ON casework.remark TO loket_intake;
            ALTER TABLE casework.subject ADD COLUMN colour text NOT NULL DEFAULT 'blue';
            CREATE INDEX subject_colour ON casework.subject (colour) WHERE colour <> 'blue';
            """.utf8))

    /// Reading it as another type makes every statement that a session has prepared for it worthless.
    private static let another = Migration(
        Migrations.all.count + 2, "another_type",
        Array("ALTER TABLE casework.subject ALTER COLUMN office TYPE varchar".utf8))

    private let database: TestDatabase
    private let rig: EngineRig<ScriptedDepartment>

    init() throws {
        database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"), committers: 2)
    }

    @Test func `a migration waits for its lock a moment at a time, and commits go on in between`() throws {
        let load = try MarkingLoad(rig)
        try load.wait(forMore: 100)
        let holder = try database.connect()
        defer { holder.close() }
        try holder.script("BEGIN; SELECT FROM casework.subject LIMIT 1")

        let heldUp = Mailbox<Int>()
        let migrated = migrate([Self.wider]) { heldUp.put($0) }
        for attempt in 1...3 {
            #expect(try heldUp.take() == attempt)
            // It would wait as long as the holder stands there, and everybody behind it.
            try load.wait(forMore: 100)
        }
        try holder.script("ROLLBACK")
        #expect(try migrated.take().get() == [Self.wider])
        try load.wait(forMore: 100)
        let marks = try load.stop()
        rig.stop()
        #expect(load.failures == [])
        #expect(try database.count("SELECT count(*) FROM casework.journal WHERE version > 1") == marks)
        #expect(try database.count("SELECT count(*) FROM casework.subject WHERE colour <> 'blue'") == 0)
    }

    @Test func `what a session has prepared and no longer fits is prepared anew, and no request feels it`() throws {
        let load = try MarkingLoad(rig)
        try load.wait(forMore: 100)
        #expect(try migrate([Self.wider, Self.another]) { _ in }.take().get().count == 2)
        try load.wait(forMore: 100)
        let marks = try load.stop()
        rig.stop()
        #expect(load.failures == [])
        #expect(try database.count("SELECT count(*) FROM casework.journal WHERE version > 1") == marks)
    }

    /// On a thread of its own.
    private func migrate(
        _ more: [Migration], heldUp: @escaping @Sendable (Int) -> Void
    ) -> Mailbox<Result<[Migration], any Error>> {
        let migrated = Mailbox<Result<[Migration], any Error>>()
        let conninfo = database.conninfo
        Thread.detachNewThread {
            migrated.put(
                Result {
                    let connection = try Connection(conninfo, applicationName: "migrate", planning: .free)
                    defer { connection.close() }
                    return try Migrator(
                        connection, migrations: Migrations.all + more, locks: SchemaLocks { heldUp($1) }
                    ).migrate()
                })
        }
        return migrated
    }
}

/// Marks a few cases again and again, several at a time, on a thread of its own.
private final class MarkingLoad: @unchecked Sendable {
    private let lock = NSLock()
    private let change = Condition()
    private var marks = 0
    private var wrongs: [String] = []
    private var isOver = false
    private var hasEnded = false

    init(_ rig: EngineRig<ScriptedDepartment>) throws {
        for reply in try rig.submit((1...8).map { Array("file \($0)".utf8) }) { _ = try reply.get() }
        Thread.detachNewThread { [self] in
            while !lock.withLock({ isOver }) {
                do {
                    for reply in try rig.submit((1...8).map { Array("mark \($0)".utf8) }) { note(try reply.get()) }
                } catch {
                    lock.withLock {
                        wrongs.append("\(error)")
                        isOver = true
                    }
                }
                change.signal()
            }
            lock.withLock { hasEnded = true }
            change.signal()
        }
    }

    private func note(_ reply: WireReply) {
        lock.withLock {
            if case .accepted? = reply.outcome { marks += 1 } else { wrongs.append("\(reply)") }
        }
    }

    var failures: [String] { lock.withLock { wrongs } }

    func wait(forMore count: Int) throws {
        let until = lock.withLock { marks } + count
        let came = change.wait(within: .seconds(60)) { lock.withLock { marks >= until || !wrongs.isEmpty } }
        guard came else { throw Timeout(description: "no \(count) more commits") }
    }

    /// Gives how many were carried out.
    func stop() throws -> Int {
        lock.withLock { isOver = true }
        guard change.wait(within: .seconds(60), { lock.withLock { hasEnded } }) else {
            throw Timeout(description: "the last marks")
        }
        return lock.withLock { marks }
    }
}
