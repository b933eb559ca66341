import Audit
import Casework
import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

@testable import Intake

/// Forms on paper: the power was off from nine to eleven.
struct PaperFormsTests {
    private let site: IntakeRig

    init() throws {
        site = try IntakeRig()
        // Nobody takes the cases over: what was handed over stays on its way.
        site.rig.carrier.answer { .ok(ReplyBytes.retry($0.id, "not yet", after: .seconds(600))) }
    }

    private func print(_ count: Int32) async throws -> [String] {
        try await site.rig.ask(written(WireIntakeCommand.with { $0.printForms.count = count })).intake().forms.forms
            .map(\.number)
    }

    private func enter(
        _ number: String, _ person: Int, at clock: String = "09:40", need: String = "",
        by rig: EngineRig<IntakeService>? = nil
    ) async throws -> WireReply {
        let at = try Moment(iso8601: "2026-11-23T\(clock):00+07:00").microseconds
        let body = written(
            WireIntakeCommand.with {
                $0.enterForm.number = number
                $0.enterForm.form = visit(person, need: need)
                $0.enterForm.at = at
            })
        return try await (rig ?? site.rig).ask(body)
    }

    private func void(_ numbers: [String]) async throws -> WireReply {
        try await site.rig.ask(
            written(
                WireIntakeCommand.with {
                    $0.voidForms.numbers = numbers
                    $0.voidForms.reason = "torn"
                }))
    }

    private func answer(_ question: IntakeService.Question) throws -> WireIntakeReply {
        let connection = try site.database.connect()
        defer { connection.close() }
        let asking = Asking(id: UUID(), principal: "site", office: "32.15.05")
        return try WireIntakeReply(
            serializedBytes: IntakeService(catalogue: try sampleCatalogue()).answer(
                question, asking: asking, from: Archive(connection)))
    }

    private func states(day: Int32 = 0) throws -> [String: String] {
        let list = try answer(.showForms(.with { $0.day = day })).forms.forms
        return Dictionary(uniqueKeysWithValues: list.map { ($0.number, $0.state) })
    }

    private func audit() throws -> [String] {
        try SiteAudit(database: site.database.conninfo(role: "loket_auditor")).run().findings.map {
            "\($0.place): \($0.what)"
        }
    }

    @Test func `a form is entered under its number with its own time, once, and the day balances`() async throws {
        defer { site.rig.stop() }
        #expect(try await print(3) == ["KLR-261123-FK001", "KLR-261123-FK002", "KLR-261123-FK003"])
        #expect(try await print(1) == ["KLR-261123-FK004"])
        _ = try await site.rig.ask(openVisit(visit(1)))
        try site.database.setClock(Moment(iso8601: "2026-11-23T11:00:00+07:00").microseconds)
        let opened = try await enter("KLR-261123-FK002", 2, need: "childbirth").intake().visitOpened
        #expect(opened.number == "KLR-261123-FK002" && opened.lane == "FK" && opened.ahead == 0)
        #expect(opened.cases.map(\.number) == ["KLR-261123-FK002-1"] && opened.cases[0].urgent)
        let times = try site.database.rows(
            """
            SELECT DISTINCT happened_at AT TIME ZONE 'UTC', recorded_at AT TIME ZONE 'UTC' FROM casework.journal
            WHERE subject_id IN (SELECT subject_id FROM casework.subject WHERE kind = 2 AND version = 2)
            """)
        #expect(times.map { $0.compactMap { $0 } } == [["2026-11-23T02:40:00", "2026-11-23T04:00:00"]])
        let found = try answer(.findCase(.with { $0.number = "KLR-261123-FK002-1" })).found.case
        #expect(found.filedAt == (try Moment(iso8601: "2026-11-23T09:40:00+07:00").microseconds))
        #expect(found.waitsFor.contains("recording"), "handed over like any other")

        #expect(try await enter("KLR-261123-FK002", 3).rejected.problem.contains("entered already"))
        #expect(try await void(["KLR-261123-FK002"]).rejected.code == "wrong_stage")
        #expect(try await void(["KLR-261123-FK004", "KLR-261123-FK003"]).rejected.code.isEmpty)
        #expect(try await enter("KLR-261123-FK004", 3).rejected.problem.contains("voided"))
        #expect(try await enter("KLR-261123-B001", 3).rejected.code == "unknown_number")
        #expect(try await enter("KLR-261123-FK009", 3).rejected.code == "unknown_number")
        #expect(
            try states() == [
                "KLR-261123-FK001": "open", "KLR-261123-FK002": "entered", "KLR-261123-FK003": "void",
                "KLR-261123-FK004": "void",
            ])
        #expect(try await void(["KLR-261123-FK001"]).rejected.code.isEmpty)
        #expect(try states().isEmpty, "the drawer is empty")
        #expect(try states(day: Day(iso: "2026-11-23").ordinal).count == 4)

        _ = try await site.rig.ask(written(WireIntakeCommand.with { $0.closeLanes = .init() }))
        let closing = try answer(.showClosing(.init())).closing
        #expect(closing.tickets == 2 && closing.served == 1 && closing.carriedOver == 1 && closing.filed == 2)
        #expect(closing.balanced, "\(closing.complaint)")
        #expect(try audit() == [])
    }

    @Test func `of two who enter the same form, one is told that it is entered`() async throws {
        defer { site.rig.stop() }
        let other = try site.another()
        other.carrier.answer { .ok(ReplyBytes.retry($0.id, "not yet", after: .seconds(600))) }
        defer { other.stop() }
        _ = try await print(8)
        try site.database.setClock(Moment(iso8601: "2026-11-23T11:00:00+07:00").microseconds)
        for number in 1...8 {
            async let mine = enter("KLR-261123-FK00\(number)", 2 * number)
            async let theirs = enter("KLR-261123-FK00\(number)", 2 * number + 1, by: other)
            let codes = try await [mine, theirs].map(\.rejected.code)
            #expect(codes.sorted() == ["", "wrong_stage"])
        }
        #expect(try audit() == [])
    }

    @Test func `an entered form whose visit is gone, or a visit that its lane never entered, is found`() async throws {
        defer { site.rig.stop() }
        _ = try await print(2)
        try site.database.setClock(Moment(iso8601: "2026-11-23T11:00:00+07:00").microseconds)
        _ = try await enter("KLR-261123-FK001", 1)
        #expect(try audit() == [])
        let connection = try site.database.connect(planning: .free)
        defer { connection.close() }
        try connection.script(
            """
            DELETE FROM casework.journal WHERE subject_id IN (SELECT subject_id FROM casework.subject WHERE kind = 2);
            DELETE FROM casework.subject WHERE kind = 2
            """)
        #expect(try audit().contains { $0.contains("it gave ticket KLR-261123-FK001, and that visit is gone") })
    }
}
