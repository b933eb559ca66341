import Civil
import Contracts
import Crypto
import Foundation
import TestKit
import Testing

struct TakeInDocumentTests {
    /// The smallest PDF that any reader opens.
    static func pdf(_ note: String = "one") -> [UInt8] {
        var text = "%PDF-1.4\n%\(note)\n"
        var offsets: [Int] = []
        for (index, object) in [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        ].enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\(object)endobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 4\n0000000000 65535 f \n"
        for offset in offsets {
            text += String(String(10_000_000_000 + offset).dropFirst()) + " 00000 n \n"
        }
        text += "trailer<</Root 1 0 R/Size 4>>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }

    private func takeIn(_ rig: PrintingRig, _ number: String, _ pdf: [UInt8]) async throws -> WireReply {
        try await rig.ask {
            $0.takeInDocument.caseNumber = number
            $0.takeInDocument.pdf = Data(pdf)
        }
    }

    @Test func `at a real site an urgent document of SIAK is printed the moment its PDF is there, byte for byte`()
        async throws
    {
        let rig = try PrintingRig(isDemo: false)
        defer { rig.stop() }
        try rig.startPrinter()
        let filed = try await rig.file("kk-perubahan", need: "childbirth")
        #expect(try rig.caseFile(filed.number).awaits == .document)
        let early = try await rig.ask {
            $0.printCase.caseNumber = filed.number
            $0.printCase.reason = "now"
        }
        #expect(early.rejected.code == "document_missing")
        #expect(try await takeIn(rig, filed.number, Array("a scan".utf8)).rejected.code == "bad_document")
        let pdf = Self.pdf()
        #expect(try await takeIn(rig, filed.number, pdf).rejected.code.isEmpty)
        _ = try rig.notice()
        let printed = FileManager.default.contents(atPath: rig.folder.file("documents/\(filed.number).pdf"))
        #expect(printed == Data(pdf))
        #expect(try rig.caseFile(filed.number).documentHash == Array(SHA256.hash(data: pdf)))
    }

    @Test func `at a real site a run leaves out what has no PDF, and counts cards that SIAK's printer made`()
        async throws
    {
        let rig = try PrintingRig(isDemo: false)
        defer { rig.stop() }
        try rig.startPrinter()
        let waiting = try await rig.file("kk-hilang", person: 1)
        let card = try await rig.file("ktp-el-ganti", person: 2, details: ["ground": "lost"])
        let letter = try await rig.file("sktm", person: 3)
        let taken = try await rig.file("skpwni", person: 4)
        #expect(try await takeIn(rig, taken.number, Self.pdf()).rejected.code.isEmpty)
        #expect(try await takeIn(rig, letter.number, Self.pdf()).rejected.code == "bad_document")
        let day = try rig.caseFile(letter.number).plan.printOn
        let planned = try await rig.run { $0.planRun.day = day.ordinal }
        let run = try await rig.run { $0.closeRunList.run = planned.number }
        #expect(Set(run.items.map(\.caseNumber)) == [card.number, letter.number, taken.number])
        try await rig.run { $0.startRun.run = run.number }
        try rig.wait(letter.number, for: .toReconcile)
        try rig.wait(taken.number, for: .toReconcile)
        #expect(try rig.caseFile(card.number).stage == .inRun)
        for one in [card, letter, taken] {
            #expect(try await rig.count(run.number, one.number, "printed").rejected.code.isEmpty)
        }
        #expect(try await rig.closeRun(run.number).run().stage == "finished")
        #expect(!(try rig.log().contains { $0[4] == card.number || $0[4] == waiting.number }))
        // An urgent card: an officer says that it is there.
        let urgent = try await rig.file("ktp-el-ganti", person: 5, need: "hospital", details: ["ground": "lost"])
        let confirmed = try await rig.ask {
            $0.resolvePrint.caseNumber = urgent.number
            $0.resolvePrint.outcome = "printed"
            $0.resolvePrint.reason = "the card is here"
        }
        #expect(confirmed.rejected.code.isEmpty)
        #expect(try rig.caseFile(urgent.number).stage == .ready)
    }
}
