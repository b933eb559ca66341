import Casework
import Civil
import Contracts
import Foundation
import TestKit
import Testing

@testable import Printing

struct RunLifeTests {
    @Test func `a run from its plan to its closing`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter()
        let products = ["kia", "kk-perubahan", "skpwni", "sktm"]
        var filed: [PrintingRig.Filed] = []
        for (index, product) in products.enumerated() {
            filed.append(
                try await rig.file(
                    product, person: index + 1, details: product == "kia" ? ["ground": "under-five"] : [:]))
        }
        let run = try await rig.run { $0.planRun.day = Day(year: 2026, month: 11, day: 24)?.ordinal ?? 0 }
        #expect(run.number == "KLR-261124-P1" && run.stage == "open")
        #expect(try run.cutOff == Moment(iso8601: "2026-11-23T16:00:00+07:00").microseconds)
        #expect(try await rig.startRun(run.number).rejected.code == "run_open")
        #expect(try await rig.planRun(0).rejected.code == "run_open")

        // The clock closes the list.
        try rig.setClock("2026-11-23T16:00:00")
        try eventually("the list closes by itself") {
            try rig.showRun(run.number).stage == "closed"
        }
        let list = try rig.showRun(run.number)
        #expect(list.items.map(\.caseNumber) == filed.map(\.number))
        #expect(list.items.map(\.medium) == ["kia-card", "hvs", "hvs", "hvs"])
        #expect(try rig.caseFile(filed[0].number).runNumber == run.number)
        // Whoever comes now goes into the next one.
        let late = try await rig.file("kk-hilang", person: 9)
        #expect(try rig.caseFile(late.number).plan.printOn.iso == "2026-11-25")

        try rig.setClock("2026-11-24T07:30:00")
        try await rig.run { $0.startRun.run = run.number }
        #expect(try await rig.startRun(run.number).rejected.code == "wrong_stage")
        for one in filed { try rig.wait(one.number, for: .toReconcile) }
        #expect(rig.printing.carrier.messages.contents.isEmpty, "nothing is ready before it is counted")
        #expect(try rig.log().map { $0[4] } == [run.number] + filed.map(\.number), "the list first, then its order")
        #expect(try await rig.closeRun(run.number).rejected.problem.contains("4 of 4") == true)

        // The count.
        _ = try await rig.count(run.number, filed[0].number, "printed")
        #expect(try rig.notice().caseNumber == filed[0].number)
        #expect(try await rig.count(run.number, filed[1].number, "spoiled").rejected.code == "missing_reason")
        _ = try await rig.count(run.number, filed[1].number, "spoiled", reason: "terlipat")
        try rig.wait(filed[1].number, for: .toReconcile)
        _ = try await rig.count(run.number, filed[1].number, "printed")
        #expect(try rig.notice().caseNumber == filed[1].number)
        _ = try await rig.count(run.number, filed[2].number, "missing", reason: "tidak ada di baki")
        #expect(try await rig.closeRun(run.number).rejected.problem.contains("1 of 4") == true)
        _ = try await rig.count(run.number, filed[3].number, "printed")
        #expect(try rig.notice().caseNumber == filed[3].number)
        let closed = try await rig.run { $0.closeRun.run = run.number }
        #expect(closed.stage == "finished")
        #expect(closed.items.map(\.result) == ["printed", "reprinted", "missing", "printed"])
        #expect(try await rig.closeRun(run.number).rejected.code == "wrong_stage")

        // Found after all.
        let found = try await rig.count(run.number, filed[2].number, "printed", reason: "di bawah meja")
        #expect(try WirePrintingReply(serializedBytes: found.accepted).run.items[2].result == "printed")
        #expect(try rig.notice().caseNumber == filed[2].number)
        try eventually("both lists are on paper") {
            try rig.showRun(run.number).listFile == "\(run.number)-hasil.pdf"
        }
        #expect(try rig.documents().filter { $0.contains("-P1") } == ["\(run.number)-hasil.pdf", "\(run.number).pdf"])
        #expect(try rig.documents().contains("\(filed[1].number).2.pdf"))
        #expect(try rig.database.count("SELECT count(*) FROM casework.effect WHERE state <> 'confirmed'") == 0)
        #expect(rig.printing.carrier.messages.contents.isEmpty)
    }

    @Test func `runs of a day are shown, today's and the next`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try await rig.file("sktm")
        _ = try await rig.closedRun()
        try await rig.run { $0.planRun.day = Day(year: 2026, month: 11, day: 24)?.ordinal ?? 0 }
        #expect(try rig.show(.showRuns(.init())).runs.runs.map(\.number) == ["KLR-261124-P1", "KLR-261124-P2"])
        #expect(try rig.show(.showRuns(rig.runsOf(20_000))).runs.runs.isEmpty)
        #expect(throws: Rejection.self) { try rig.showRun("KLR-261124-P9") }
        #expect(throws: Rejection.self) { try rig.showRun("KRW-261124-P1") }
    }

    @Test func `who withdraws leaves the queue, the list, and what the printer was not asked for yet`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        let filed = try await [
            rig.file("sktm", person: 1), rig.file("skpwni", person: 2), rig.file("kk-baru", person: 3),
        ]
        func withdraw(_ filed: PrintingRig.Filed) async throws -> WireReply {
            try await rig.ask {
                $0.case.withdraw.caseNumber = filed.number
                $0.case.withdraw.reason = "moved away"
            }
        }
        #expect(try await withdraw(filed[0]).rejected.code.isEmpty)
        let run = try await rig.closedRun()
        #expect(run.items.map(\.caseNumber) == [filed[1].number, filed[2].number])
        try await rig.run { $0.startRun.run = run.number }
        #expect(try await withdraw(filed[1]).rejected.code.isEmpty)
        let message = try rig.printing.carrier.messages.take()
        #expect(message.service == "printing@32.15.05")
        #expect(try await rig.deliver(message).rejected.code.isEmpty)
        let view = try rig.showRun(run.number)
        #expect(view.items.map(\.result) == ["withdrawn", "waiting"])
        // Only now is there a printer; it never hears of the withdrawn one.
        try rig.startPrinter()
        try rig.wait(filed[2].number, for: .toReconcile)
        #expect(try rig.log().map { $0[4] } == [run.number, filed[2].number])
        _ = try await rig.count(run.number, filed[2].number, "printed")
        #expect(try await rig.closeRun(run.number).run().stage == "finished")
    }

    @Test func `two instances that take cases over, close the list and start the run lose and double nobody`()
        async throws
    {
        let rig = try PrintingRig()
        let another = rig.another()
        defer {
            another.stop()
            rig.stop()
        }
        try rig.startPrinter()
        try rig.startPrinter()
        var filed: [PrintingRig.Filed] = []
        for person in 1...12 { filed.append(try await rig.record("sktm", person: person)) }
        let messages = try rig.recording.carrier.messages.take(12)
        let planned = try await rig.run { $0.planRun.day = Day(year: 2026, month: 11, day: 24)?.ordinal ?? 0 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, message) in messages.enumerated() {
                let instance = index.isMultiple(of: 2) ? rig.printing : another
                group.addTask {
                    _ = try await instance.ask(
                        Array(message.request.body), id: message.id, operatorName: "", service: "recording")
                }
            }
            let body =
                try WirePrintingCommand.with { $0.closeRunList.run = planned.number }.serializedBytes() as [UInt8]
            group.addTask { _ = try await another.ask(body) }
            try await group.waitForAll()
        }
        let list = try rig.showRun(planned.number)
        // Whoever was not there when the list closed waits for the next one; nobody is in between.
        let onList = Set(list.items.map(\.caseNumber))
        for one in filed {
            let file = try rig.caseFile(one.number)
            #expect(file.stage == (onList.contains(one.number) ? .inRun : .toPrint))
            if file.stage == .toPrint { #expect(file.plan.printOn.iso == "2026-11-25") }
        }
        guard !onList.isEmpty else { return }
        try await rig.run { $0.startRun.run = planned.number }
        for number in onList { try rig.wait(number, for: .toReconcile) }
        #expect(try rig.log().map { $0[4] }.sorted() == (onList + [planned.number]).sorted())
        let letters = try onList.map { try rig.caseFile($0).letterNumber }
        #expect(Set(letters).count == onList.count)
    }

    @Test(arguments: [Int32.min, -1, 47_482, .max])
    func `a run of a day outside the century is refused`(day: Int32) async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        #expect(try await rig.planRun(day).rejected.code == "invalid_day")
        #expect(throws: Rejection.self) { try rig.show(.showRuns(.with { $0.day = day })) }
    }
}
