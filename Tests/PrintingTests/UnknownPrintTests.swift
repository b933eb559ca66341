import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

@testable import Printing

struct UnknownPrintTests {
    @Test func `a printing that is killed in mid-print leaves an unknown print, and a person settles it`() async throws
    {
        let rig = try PrintingRig()
        defer { rig.stop() }
        let filed = try await rig.file("kk-perubahan", need: "childbirth")
        let gate = rig.folder.file("gate")
        #expect(mkfifo(gate, 0o600) == 0)
        let environment = [
            "LOKET_BROKER": "ipc://\(rig.folder.file("nobody.ipc"))",
            "LOKET_DATABASE": rig.database.conninfo(role: "loket_printing"),
            "LOKET_CATALOGUE": SampleCatalogue.path, "LOKET_DATA": rig.folder.path, "LOKET_INSTANCE": "printing-1",
        ]
        let victim = try StartedProgram(
            "loket-printing", environment: environment.merging(["LOKET_PRINTER_GATE": gate]) { $1 })
        try eventually("the printer heard of it") { try rig.log().count == 1 }
        try victim.killHard()
        #expect(try rig.documents().allSatisfy { $0.hasSuffix(".part") })

        let successor = try StartedProgram("loket-printing", environment: environment)
        try eventually("nobody knows", within: .seconds(30)) {
            try rig.caseFile(filed.number).stage == .printUnknown
        }
        let unknown = try rig.show(.showUnknown).unknown.effects
        #expect(unknown.map(\.number) == [filed.number] && unknown[0].state == "unknown" && unknown[0].since > 0)
        #expect(try rig.log().count == 1, "it is not done again by itself")
        let withdrawn = try await rig.ask {
            $0.case.withdraw.caseNumber = filed.number
            $0.case.withdraw.reason = "x"
        }
        #expect(withdrawn.rejected.code == "wrong_stage")

        let settled = try await rig.ask {
            $0.resolvePrint.caseNumber = filed.number
            $0.resolvePrint.outcome = "not_printed"
            $0.resolvePrint.reason = "the tray is empty"
        }
        #expect(settled.rejected.code.isEmpty)
        try rig.wait(filed.number, for: .ready)
        #expect(try rig.documents().contains("\(filed.number).pdf"))
        #expect(try rig.log().map { [$0[1], $0[3]] } == [["print", "1"], ["print", "2"]])
        #expect(try rig.show(.showUnknown).unknown.effects.isEmpty)
        successor.signal(SIGTERM)
        #expect(try successor.waitForExit() == .status(0))
    }

    @Test func `what the printer refuses waits for a person, in a run too`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter(Refusing())
        let filed = try await rig.file("sktm", need: "hospital", phone: nil)
        try eventually("it is held") { try rig.caseFile(filed.number).held.contains("no such paper") }
        #expect(try rig.caseFile(filed.number).stage == .toPrint)
        let released = try await rig.ask {
            $0.case.releaseHold.caseNumber = filed.number
            $0.case.releaseHold.reason = "the paper is there"
        }
        #expect(released.rejected.code.isEmpty)
        #expect(try rig.caseFile(filed.number).printsPlanned == 2, "printed at once, again")

        let inRun = try await rig.file("skpwni", person: 2)
        let run = try await rig.closedRun()
        try await rig.run { $0.startRun.run = run.number }
        try eventually("it is back in the run") {
            let file = try rig.caseFile(inRun.number)
            return file.stage == .inRun && file.prints == 0 && file.printsPlanned == 1
        }
        #expect(try await rig.count(run.number, inRun.number, "printed").rejected.problem.contains("no such paper"))
        #expect(try await rig.count(run.number, inRun.number, "put_off", reason: "no paper").rejected.code.isEmpty)
        #expect(try await rig.closeRun(run.number).run().stage == "finished")
        #expect(try rig.caseFile(inRun.number).plan.printOn.iso == "2026-11-25")
    }
}

/// A printer without paper.
private struct Refusing: Device {
    func perform(_ job: DeviceJob) throws -> DeviceOutcome { .refused(reason: "no such paper") }
    func inquire(_ id: UUID) throws -> DeviceKnowledge { .neverHeard }
}

enum SampleCatalogue {
    static var path: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("ops/sample/catalogue.yaml").path
    }
}
