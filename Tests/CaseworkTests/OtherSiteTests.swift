import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct OtherSiteTests {
    @Test func `nobody writes into a case that an office of another site has, whatever a use case wants`() async throws
    {
        let database = try TestDatabase()
        try database.makeSite(offices: ["32.15"], clock: Moment(iso8601: "2026-11-23T07:30:00+07:00").microseconds)
        let rig = EngineRig(ScriptedDepartment(), database: database.conninfo(role: "loket_intake"))
        defer { rig.stop() }
        // The case is of 32.15.05 from its first entry on.
        _ = try await rig.ask(Array("file 1".utf8), office: "32.15")
        let reply = try await rig.ask(Array("mark 1".utf8), office: "32.15")
        #expect(reply.fault.problem.contains("office 32.15.05 of another site holds it"))
        #expect(try database.count("SELECT count(*) FROM casework.journal") == 1)
        #expect(try database.count("SELECT count(*) FROM casework.subject WHERE queue IS NOT NULL") == 0)
    }
}
