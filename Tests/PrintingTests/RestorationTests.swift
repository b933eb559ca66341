import Audit
import Casework
import Civil
import Contracts
import Foundation
import Postgres
import Records
import TestKit
import Testing

@testable import Printing

/// What a printing room is after its site was brought back from a backup: the rig's own database stands for one that
/// was just read back.
struct RestorationTests {
    private let rig: PrintingRig

    init() throws { rig = try PrintingRig() }

    private func restore(
        life: Int = 2, days: Int = 1, kept: [String] = []
    ) throws -> Restoration.Outcome {
        let connection = try rig.database.connect(planning: .free)
        defer { connection.close() }
        let order = try Restoration.Order(
            backupOf: Moment(iso8601: "2026-11-23T07:30:00+07:00"), incarnation: life, operatorName: "budi",
            keptDevices: kept, days: days, catalogue: rig.catalogue)
        return try Restoration(connection, order).run()
    }

    private func openCounter() throws {
        let connection = try rig.database.connect(planning: .free)
        defer { connection.close() }
        try RestoredCounter(connection).open(by: "budi", withoutNeighbours: nil)
    }

    private func audit() throws -> [String] {
        try SiteAudit(database: rig.database.conninfo(role: "loket_auditor")).run().findings.map {
            "\($0.place): \($0.what)"
        }
    }

    private func release(_ number: String, paperMade: Bool = false, id: UUID = UUID()) async throws -> WireReply {
        try await rig.printing.ask(
            written(
                WirePrintingCommand.with {
                    $0.case.releaseHold.caseNumber = number
                    $0.case.releaseHold.reason = "looked at the paper"
                    $0.case.releaseHold.paperMade = paperMade
                }), id: id)
    }

    @Test func `nothing goes on by itself, and the audit is clean`() async throws {
        defer { rig.stop() }
        let urgent = try await rig.file("kk-perubahan", person: 1, need: "childbirth")
        let waiting = try await rig.file("sktm", person: 2)
        let day = try Day(iso: "2026-11-24").ordinal
        let run = try await rig.planRun(day).run()
        #expect(try rig.caseFile(urgent.number).stage == .printing, "planned, and nobody prints yet")

        let outcome = try restore()
        #expect(outcome == .init(cases: 2, prints: 1, messages: 0, runs: 1))
        #expect(try rig.caseFile(urgent.number).stage == .printUnknown)
        for filed in [urgent, waiting] {
            let file = try rig.caseFile(filed.number)
            #expect(file.held.hasPrefix("restored from the backup of 2026-11-23 07.30 WIB"))
            #expect(file.restoredFrom == (try Moment(iso8601: "2026-11-23T07:30:00+07:00")))
        }
        #expect(try rig.showRun(run.number).stage == "finished")
        #expect(try rig.show(.showUnknown).unknown.effects.map(\.number) == [urgent.number])
        #expect(try audit() == [])

        try rig.startPrinter()
        try openCounter()
        let next = try await rig.planRun(day).run()
        #expect(next.number == "KLR2-261124-P2", "no run has a number of the life before")
        let closed = try await rig.run { $0.closeRunList.run = next.number }
        #expect(closed.items.isEmpty, "a case that nobody looked at is on no list")
        #expect(try rig.documents() == [] && rig.log() == [])
        #expect(try audit() == [])
    }

    @Test func `a closed counter changes nothing for clients and leaves no receipt`() async throws {
        defer { rig.stop() }
        let waiting = try await rig.file("sktm", person: 2)
        _ = try restore()
        let receipts = try rig.database.count("SELECT count(*) FROM casework.receipt")
        let id = UUID()
        let refused = try await release(waiting.number, id: id)
        #expect(refused.rejected.code == "restoring" && refused.rejected.fix.contains("loket restore open"))
        let filing = try await rig.intake.ask(
            written(WireIntakeCommand.with { $0.openVisit.form.visitor.name = "SITI" }))
        #expect(filing.rejected.code == "restoring")
        #expect(try rig.database.count("SELECT count(*) FROM casework.receipt") == receipts)
        #expect(try rig.showRunsOfToday().isEmpty, "questions are answered")

        try openCounter()
        let released = try await release(waiting.number, id: id)
        guard case .accepted = released.outcome else {
            Issue.record("the same request is carried out now: \(released)")
            return
        }
        #expect(try rig.caseFile(waiting.number).held.isEmpty)
        #expect(rejection { try self.openCounter() }?.code == .wrongStage)
    }

    @Test func `a letter has no number that the lost hours may have given`() async throws {
        defer { rig.stop() }
        try rig.startPrinter()
        let before = try await rig.file("sktm", person: 1, need: "hospital")
        try rig.wait(before.number, for: .ready)
        #expect(try rig.caseFile(before.number).letterNumber.contains("/0001/"))
        let waiting = try await rig.file("sktm", person: 2)
        _ = try restore(days: 2)
        try openCounter()
        guard case .accepted = try await release(waiting.number).outcome else { return }
        _ = try await rig.ask {
            $0.printCase.caseNumber = waiting.number
            $0.printCase.reason = "asked for"
        }
        try rig.wait(waiting.number, for: .ready)
        #expect(try rig.caseFile(waiting.number).letterNumber.contains("/1002/"))
        #expect(try audit() == [])
    }

    @Test func `a document that lies in the tray is handed out without a second print or a second message`()
        async throws
    {
        defer { rig.stop() }
        let urgent = try await rig.file("kk-perubahan", person: 1, need: "childbirth")
        let waiting = try await rig.file("sktm", person: 2)
        _ = try restore()
        try rig.startPrinter()
        try openCounter()
        let early = try await release(urgent.number)
        #expect(early.rejected.fix.contains("loket unknown resolve"))
        _ = try await rig.ask {
            $0.resolvePrint.caseNumber = urgent.number
            $0.resolvePrint.outcome = "printed"
            $0.resolvePrint.reason = "lies in the tray"
        }
        guard case .accepted = try await release(urgent.number).outcome else { return }
        guard case .accepted = try await release(waiting.number, paperMade: true).outcome else { return }
        for filed in [urgent, waiting] {
            let file = try rig.caseFile(filed.number)
            #expect(file.stage == .ready && file.notice == "not-repeated" && file.held.isEmpty)
            #expect(try await rig.collect(filed).rejected.code.isEmpty)
        }
        #expect(try rig.log() == [])
        #expect(rig.printing.carrier.messages.contents.isEmpty, "nobody is told twice")
        #expect(try audit() == [])
    }

    @Test func `what surely was not printed is printed, and its applicant told`() async throws {
        defer { rig.stop() }
        let urgent = try await rig.file("kk-perubahan", person: 1, need: "childbirth")
        _ = try restore()
        try rig.startPrinter()
        try openCounter()
        _ = try await rig.ask {
            $0.resolvePrint.caseNumber = urgent.number
            $0.resolvePrint.outcome = "not_printed"
            $0.resolvePrint.reason = "the tray is empty"
        }
        #expect(try rig.log() == [], "held until it is released")
        guard case .accepted = try await release(urgent.number).outcome else { return }
        try rig.wait(urgent.number, for: .ready)
        #expect(try rig.log().count == 1)
        #expect(try rig.notice().caseNumber == urgent.number)
        #expect(try audit() == [])
    }

    @Test func `a printer whose log outlived the site says itself what it did`() async throws {
        defer { rig.stop() }
        let printed = try await rig.file("kk-perubahan", person: 1, need: "childbirth")
        let heard = try await rig.file("kk-perubahan", person: 3, need: "childbirth")
        // The lost hours: one of both came out, and the database knows nothing of it.
        let printer = try FolderPrinter(folder: rig.folder.path)
        let effect = try #require(rig.caseFile(printed.number).print?.effect)
        _ = try printer.perform(
            DeviceJob(
                effect: effect, attempt: 1, number: printed.number, name: printed.number,
                content: .document(pdf: Array("%PDF".utf8))))

        _ = try restore(kept: ["printing"])
        try rig.startPrinter()
        try rig.wait(printed.number, for: .ready)
        try rig.wait(heard.number, for: .printing)
        #expect(try rig.log().count == 1, "the counter is closed, and the case held")
        #expect(rig.printing.carrier.messages.contents.isEmpty)
        try openCounter()
        guard case .accepted = try await release(heard.number).outcome else { return }
        try rig.wait(heard.number, for: .ready)
        #expect(try rig.log().map { $0[4] } == [printed.number, heard.number])
        #expect(try audit() == [])
    }

    @Test func `a run that was being printed is counted to its end, on paper of another name`() async throws {
        defer { rig.stop() }
        let listed = try await rig.file("sktm", person: 2)
        let run = try await rig.closedRun()
        try await rig.run { $0.startRun.run = run.number }
        let outcome = try restore()
        #expect(outcome == .init(cases: 1, prints: 2, messages: 0, runs: 0))
        try rig.startPrinter()
        try openCounter()
        for number in [run.number, listed.number] {
            _ = try await rig.ask {
                $0.resolvePrint.caseNumber = number
                $0.resolvePrint.outcome = "printed"
                $0.resolvePrint.reason = "both lie in the tray"
            }
        }
        #expect(try await rig.count(run.number, listed.number, "printed").rejected.code.isEmpty)
        #expect(try await rig.closeRun(run.number).run().stage == "finished")
        try eventually("the counted list is there") { try rig.log().map { $0[5] } == ["\(run.number)-hasil.2.pdf"] }
        #expect(rig.printing.carrier.messages.contents.isEmpty)
        #expect(try audit() == [])
    }

    @Test func `a life that was lived is not begun again`() throws {
        defer { rig.stop() }
        _ = try restore(life: 3)
        #expect(throws: NotALaterLife.self) { _ = try restore(life: 3) }
        #expect(try rig.database.count("SELECT incarnation FROM casework.site") == 3)
    }
}

extension PrintingRig {
    fileprivate func showRunsOfToday() throws -> [WireRunView] { try show(.showRuns(.init())).runs.runs }
}

/// The refusal that something ends with.
private func rejection(_ work: () throws -> Void) -> Rejection? {
    do {
        try work()
        return nil
    } catch {
        return error as? Rejection
    }
}
