import Audit
import Casework
import Civil
import Foundation
import Records
import TestKit
import Testing

struct SiteAuditTests {
    @Test func `a site that was left alone is clean, and its figures balance`() async throws {
        let site = try await AuditedSite()
        let report = try site.audit()
        #expect(report.lines == [])
        #expect(report.isClean)
        #expect(report.subjects == ["lane": 1, "visit": 6, "case": 6])
        #expect(report.entries == (try site.database.count("SELECT count(*) FROM casework.journal")))
        #expect(report.figures.tickets == 6)
        #expect(report.figures.filed == 6)
        #expect(report.figures.visits == [.served: 2, .noShow: 1, .called: 1, .left: 1, .waiting: 1])
        #expect(report.figures.cases == ["incomplete": 1, "to-record": 5])
        #expect(report.tables.receipts > 10)
    }

    @Test func `a closed day is clean`() async throws {
        let site = try await AuditedSite()
        try await site.ask { $0.closeLanes = .init() }
        let report = try site.audit()
        #expect(report.lines == [])
        #expect(report.subjects["lane"] == 3, "those that gave no ticket are closed too")
    }

    @Test func `a site that works meanwhile gives no false alarm`() async throws {
        let site = try await AuditedSite()
        async let work: Void = {
            for number in 10...120 { try await site.open(number) }
        }()
        for _ in 1...10 { #expect(try site.audit().lines == []) }
        try await work
        #expect(try site.audit().isClean)
    }

    @Test func `a database without a site is refused in one sentence`() throws {
        let database = try TestDatabase()
        #expect(throws: NoSite.self) { try SiteAudit(database: database.conninfo(role: "loket_auditor")).run() }
    }

    @Test func `no finding says anything about a citizen`() async throws {
        let site = try await AuditedSite()
        try site.tamper(
            """
            UPDATE casework.journal SET body = body || '\\x00';
            UPDATE casework.subject SET holder = 'nobody', office = 'elsewhere';
            DELETE FROM casework.subject WHERE subject_id = '\(AuditedSite.file(2))'
            """)
        let report = try site.audit()
        #expect(report.count >= 13)
        for finding in report.findings {
            let text = "\(finding.place) \(finding.what) \(finding.remedy.advice)"
            #expect(!text.contains("WARGA") && !text.contains("3215051708"))
        }
    }

    @Test func `a hand-over whose message became a dead letter is no alarm: people know of it`() async throws {
        let site = try await AuditedSite()
        try site.tamper(
            """
            INSERT INTO casework.dead_letter (message_id, service, principal, office, subject_id, body, sqlstate, cause)
            SELECT message_id, sender, 'site', '32.15.05', subject_id, body, '', 'refused' FROM casework.outbox;
            DELETE FROM casework.outbox
            """)
        let report = try site.audit()
        #expect(report.lines == [])
        #expect(report.tables.deadLetters == 5)
    }

    struct Tampering: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var sql: String
        var place: String
        var what: String

        init(_ name: String, _ sql: String, at place: String, _ what: String) {
            (testDescription, self.sql, self.place, self.what) = (name, sql, place, what)
        }
    }

    private static let visit = "visit KLR-261123-B001"
    private static let file = "case KLR-261123-B002-1"
    private static let lane = "lane KLR-261123-B"
    private static let ofVisit = "WHERE subject_id = '\(AuditedSite.visit(1))'"
    private static let ofFile = "WHERE subject_id = '\(AuditedSite.file(2))'"
    private static let ofLane = "WHERE subject_id = '\(AuditedSite.lane)'"

    static let tamperings = [
        Tampering(
            "the body of an entry", "UPDATE casework.journal SET body = body || '\\x00' \(ofFile) AND version = 1",
            at: "\(file), entry 1", "body was changed"),
        Tampering(
            "an emptied body", "UPDATE casework.journal SET body = '' \(ofFile) AND version = 2",
            at: "\(file), entry 2", "body was emptied"),
        Tampering(
            "a body with a hash of its own",
            "UPDATE casework.journal SET body = body || '\\x8a0100', body_hash = sha256(body || '\\x8a0100') "
                + "\(ofFile) AND version = 1", at: "\(file), entry 1", "hash doesn't fit"),
        Tampering(
            "an actor", "UPDATE casework.journal SET actor = 'operator:budi' \(ofVisit) AND version = 2",
            at: "\(visit), entry 2", "hash doesn't fit"),
        Tampering(
            "a time", "UPDATE casework.journal SET recorded_at = recorded_at + '1 second' \(ofVisit) AND version = 1",
            at: "\(visit), entry 1", "hash doesn't fit"),
        Tampering(
            "an entry's own hash", "UPDATE casework.journal SET hash = sha256(hash) \(ofLane) AND version = 3",
            at: "\(lane), entry 3", "hash doesn't fit"),
        Tampering(
            "the time of another year",
            "UPDATE casework.journal SET recorded_at = recorded_at + '1 year' \(ofVisit) AND version = 2",
            at: "\(visit), entry 2", "later than it is now"),
        Tampering(
            "an entry in the middle", "DELETE FROM casework.journal \(ofLane) AND version = 3", at: "\(lane), entry 3",
            "is missing"),
        Tampering(
            "the first entry", "DELETE FROM casework.journal \(ofVisit) AND version = 1", at: "\(visit), entry 1",
            "is missing"),
        Tampering(
            "the last entry", "DELETE FROM casework.journal \(ofVisit) AND version = 3", at: "\(visit), entry 3",
            "the row knows of it"),
        Tampering(
            "a whole case", "DELETE FROM casework.journal \(ofFile); DELETE FROM casework.subject \(ofFile)", at: file,
            "is gone; visit KLR-261123-B002 filed it"),
        Tampering(
            "a whole visit", "DELETE FROM casework.journal \(ofVisit); DELETE FROM casework.subject \(ofVisit)",
            at: "\(lane), entry 2", "ticket KLR-261123-B001, and that visit is gone"),
        Tampering(
            "a whole lane", "DELETE FROM casework.journal \(ofLane); DELETE FROM casework.subject \(ofLane)",
            at: "lane \(AuditedSite.lane.uuidString.lowercased())", "6 visits have its tickets"),
        Tampering(
            "a history without its row", "DELETE FROM casework.subject \(ofFile)", at: file, "a history and no row"),
        Tampering(
            "a row without its history", "DELETE FROM casework.journal \(ofFile)", at: file, "it has no history"),
        Tampering(
            "a state", "UPDATE casework.subject SET state = state || '\\x8a0100' \(ofFile)", at: "\(file), entry 2",
            "the row's state is"),
        Tampering(
            "a holder", "UPDATE casework.subject SET holder = 'printing' \(ofFile)", at: "\(file), entry 2",
            "the row's holder is"),
        Tampering(
            "an office", "UPDATE casework.subject SET office = '32.15' \(ofFile)", at: "\(file), entry 2",
            "the row's office is"),
        Tampering(
            "a place in the queue",
            "UPDATE casework.subject SET position = '\\x00' WHERE subject_id = '\(AuditedSite.visit(6))'",
            at: "visit KLR-261123-B006, entry 1", "the row's position is"),
        Tampering(
            "a queue", "UPDATE casework.subject SET queue = NULL, position = NULL \(ofFile)", at: "\(file), entry 2",
            "the row's queue, position are"),
        Tampering(
            "a version", "UPDATE casework.subject SET version = version - 1 \(ofLane)", at: "\(lane), entry 13",
            "its history goes on to entry 14"),
        Tampering(
            "swapped visits",
            """
            UPDATE casework.journal SET subject_id = '00000000-0000-7000-8000-000000000001' \(ofVisit);
            UPDATE casework.journal SET subject_id = '\(AuditedSite.visit(1))'
                WHERE subject_id = '\(AuditedSite.visit(2))';
            UPDATE casework.journal SET subject_id = '\(AuditedSite.visit(2))'
                WHERE subject_id = '00000000-0000-7000-8000-000000000001'
            """, at: "\(visit), entry 1", "hash doesn't fit"),
        Tampering(
            "a message of nobody's",
            """
            INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until)
            VALUES ('00000000-0000-8000-8000-000000000009', 'intake', 'recording@32.15.05',
                '\(AuditedSite.file(2))', 9, '', now())
            """, at: "message 00000000-0000-8000-8000-000000000009, entry 9", "is not there"),
        Tampering(
            "a hand-over whose message is gone", "DELETE FROM casework.outbox \(ofFile)", at: "\(file), entry 2",
            "it was handed over to recording, and no message tells recording"),
        Tampering(
            "a hand-over whose message goes elsewhere",
            "UPDATE casework.outbox SET destination = 'printing@32.15.05' \(ofFile)", at: "\(file), entry 2",
            "no message tells recording"),
        Tampering(
            "a call that nothing ends", "DELETE FROM casework.due WHERE subject_id = '\(AuditedSite.visit(3))'",
            at: "visit KLR-261123-B003, entry 2", "nothing ends the call"),
        Tampering(
            "paper that no history knows",
            """
            INSERT INTO casework.effect (effect_id, subject_id, service, office, kind, number, state, attempt,
                position, request, changed_at)
            VALUES (gen_random_uuid(), '\(AuditedSite.file(2))', 'printing', '32.15.05', 'print',
                'KLR-261123-B002-1', 'confirmed', 1, '', '', now())
            """, at: file, "its print is confirmed in the list of effects and not mentioned in its history"),
        Tampering(
            "paper for nobody",
            """
            INSERT INTO casework.effect (effect_id, subject_id, service, office, kind, number, state, attempt,
                position, request, changed_at)
            VALUES (gen_random_uuid(), gen_random_uuid(), 'printing', '32.15.05', 'print',
                'KLR-261123-B099-1', 'confirmed', 1, '', '', now())
            """, at: "print KLR-261123-B099-1", "what it was asked for is gone"),
        Tampering(
            "a request without a reply", "UPDATE casework.receipt SET reply = NULL", at: "table receipt",
            "have no reply"),
        Tampering(
            "a month without a partition",
            """
            INSERT INTO casework.journal SELECT 'ffffffff-0000-7000-8000-000000000000', 1, incarnation, kind,
                happened_at, recorded_at, actor, body, body_hash, hash FROM casework.journal \(ofLane) AND version = 1
            """, at: "table journal_default", "1 entries lie in no month's partition"),
    ]

    @Test(arguments: tamperings)
    func `what was changed behind the site's back is found and named`(_ tampering: Tampering) async throws {
        let site = try await AuditedSite()
        try site.tamper(tampering.sql)
        let report = try site.audit()
        #expect(!report.isClean)
        #expect(report.says(tampering.place, tampering.what), "\(report.lines.joined(separator: "\n"))")
    }

    @Test func `a lane's counter that was moved is found`() async throws {
        let site = try await AuditedSite()
        let stored = try site.database.rows(
            "SELECT encode(state, 'hex') FROM casework.subject WHERE subject_id = '\(AuditedSite.lane)'")[0][0]
        let bytes = stride(from: 0, to: stored?.count ?? 0, by: 2).compactMap { index in
            stored.flatMap { UInt8($0.dropFirst(index).prefix(2), radix: 16) }
        }
        guard case .lane(var lane) = try SubjectState.subject(in: bytes) else {
            Issue.record("the lane's row holds no lane")
            return
        }
        lane.issued -= 1
        let changed = SubjectState.bytes(of: .lane(lane)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        try site.tamper(
            "UPDATE casework.subject SET state = '\\x\(changed)' WHERE subject_id = '\(AuditedSite.lane)'")
        #expect(try site.audit().lines.count == 1)
        #expect(try site.audit().says("lane KLR-261123-B, entry 14", "the row's state is"))
    }
}
