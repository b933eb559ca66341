import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct AtOnceTests {
    @Test func `an urgent case is printed in the moment it comes, and its applicant is told once`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter()
        let filed = try await rig.file("kk-perubahan", need: "childbirth")
        let notice = try rig.notice()
        #expect(notice.caseNumber == filed.number && notice.phone == "+62812345678001" && notice.name == "WARGA KLARI")
        #expect(notice.productName == "Perubahan Kartu Keluarga" && notice.place == "Kantor Kecamatan Klari")
        #expect(notice.hours == "07.30-16.00" && notice.occasion == "ready" && notice.replyTo == "printing@32.15.05")
        #expect(try rig.caseFile(filed.number).stage == .ready)
        #expect(try rig.documents() == ["\(filed.number).pdf"])
        #expect(try rig.log().map { [$0[1], $0[4], $0[5]] } == [["print", filed.number, "\(filed.number).pdf"]])
        #expect(rig.printing.carrier.messages.contents.isEmpty)
    }

    @Test func `the taking over is one thing, however often its message comes`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        let filed = try await rig.record("kk-perubahan", person: 1, need: "childbirth")
        let message = try rig.recording.carrier.messages.take()
        var replies = Set<WireReply>()
        for _ in 0..<3 { replies.insert(try await rig.deliver(message)) }
        #expect(replies.count == 1)
        let another = rig.another()
        defer { another.stop() }
        let asNew = try await another.ask(
            Array(message.request.body), id: UUID(), operatorName: "", service: "recording")
        #expect(asNew.rejected.code.isEmpty)
        #expect(try rig.database.count("SELECT count(*) FROM casework.effect") == 1)
        #expect(try rig.caseFile(filed.number).printsPlanned == 1)
    }

    @Test func `who left no phone number is told nothing, and the case says so`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter()
        let filed = try await rig.file("sktm", need: "hospital", phone: nil)
        try rig.wait(filed.number, for: .ready)
        #expect(try rig.caseFile(filed.number).notice == "no-phone")
        #expect(rig.printing.carrier.messages.contents.isEmpty)
    }

    @Test func `letters are numbered as they are planned, without a gap, and a reprint keeps its number`() async throws
    {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter()
        let first = try await rig.file("sktm", person: 1, need: "hospital")
        let second = try await rig.file("sktm", person: 2, need: "hospital")
        _ = try (rig.notice(), rig.notice())
        let again = try await rig.ask {
            $0.printCase.caseNumber = first.number
            $0.printCase.reason = "coffee on it"
        }
        #expect(again.rejected.code.isEmpty)
        try eventually("it is printed again") { try rig.documents().count == 3 }
        #expect(try rig.documents().contains("\(first.number).2.pdf"))
        try rig.wait(first.number, for: .ready)
        #expect(try rig.caseFile(first.number).letterNumber == "400.12.2.1/0001/Kec.Klari/2026")
        #expect(try rig.caseFile(second.number).letterNumber == "400.12.2.1/0002/Kec.Klari/2026")
    }

    @Test func `a case that belongs to the district is printed there, at once, and collected there`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter()
        let filed = try await rig.file("ktp-el-luar-domisili", details: ["ground": "lost"])
        try rig.wait(filed.number, for: .ready)
        #expect(try rig.caseFile(filed.number).office == "32.15")
        #expect(try await rig.collect(filed).rejected.code == "moved_to")
        let there = try await rig.ask(
            {
                $0.collect.caseNumber = filed.number
                $0.collect.trackingCode = filed.trackingCode
                $0.collect.collector = "WARGA KLARI"
                $0.collect.relation = "owner"
            }, office: "32.15")
        #expect(there.rejected.code.isEmpty)
    }

    @Test func `a document is handed out once, to who has the code`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        try rig.startPrinter()
        let filed = try await rig.file("sktm", need: "hospital")
        _ = try rig.notice()
        #expect(try await rig.collect(filed, code: "AAAAAA").rejected.code == "wrong_secret")
        let handed = try await rig.collect(filed)
        #expect(try WirePrintingReply(serializedBytes: handed.accepted).case.stage == "collected")
        #expect(try await rig.collect(filed).rejected.code == "wrong_stage")
        // A message's late outcome is still noted.
        let note = try await rig.ask {
            $0.case.noteNotice.caseID = Data(CaseNumber(filed.number)?.caseID(office: "32.15.05").bytes ?? [])
            $0.case.noteNotice.outcome = "sent"
        }
        #expect(note.rejected.code.isEmpty)
        #expect(try rig.caseFile(filed.number).notice == "sent")
    }
}
