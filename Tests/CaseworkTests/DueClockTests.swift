import Casework
import Civil
import Foundation
import TestKit
import Testing

struct DueClockTests {
    @Test func `rows that can't be read don't keep another one from firing`() async throws {
        let database = try TestDatabase()
        try database.makeSite(clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        defer { rig.stop() }
        _ = try await rig.ask(Array("file 1".utf8))
        let id = ScriptedDepartment.id(1)
        let owner = try database.connect()
        defer { owner.close() }
        // More than one look takes, and all of them before the good one.
        try owner.script(
            """
            INSERT INTO casework.due (subject_id, kind, at, service, office, body)
            SELECT gen_random_uuid(), 1, timestamptz '2026-11-23T00:00:00Z', 'intake', '32.15.05', 'stuck'::bytea
            FROM generate_series(1, 300);
            INSERT INTO casework.due (subject_id, kind, at, service, office, body)
            VALUES ('\(id)', 1, '2026-11-23T00:10:00Z', 'intake', '32.15.05', 'mark 1'::bytea)
            """)
        try eventually("the good one has fired") { try database.count("SELECT count(*) FROM casework.due") == 300 }
        #expect(try database.count("SELECT count(*) FROM casework.journal WHERE subject_id = '\(id)'") == 2)
    }
}
