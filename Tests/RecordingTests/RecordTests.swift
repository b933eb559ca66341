import Civil
import Contracts
import Foundation
import Records
import TestKit
import Testing

struct RecordTests {
    @Test func `recorded data goes to the printer's service with desk and operator in the journal`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.file("kk-perubahan")
        let reply = try await site.recording.ask({
            $0.recordData.caseNumber = number
            $0.recordData.reference = "SIAK-7"
        })
        let view = try reply.recording().case
        #expect(view.stage == "to-print" && view.holder == "printing@32.15.05" && view.inTransit)
        let message = try site.recording.carrier.messages.take()
        #expect(message.service == "printing@32.15.05")
        let take = try message.recordingCommand().takeCustody
        #expect(take.version == view.version && Data(take.caseID) == view.caseID)
        let actors = try site.database.rows(
            "SELECT actor FROM casework.journal WHERE kind = 3 ORDER BY version")
        #expect(
            actors == [["operator:rina"], ["operator:rina"], ["service:intake"], ["operator:rina"], ["operator:rina"]])
    }

    @Test func `a bad capture is refused with all its reasons, and the next attempt can be good`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.file("ktp-el-baru")
        let refused = try await site.recording.capture(number, photo: 20, fingerprints: 9).recording().captureRefused
        #expect(refused.attempt == 1 && refused.reasons.count == 2)
        #expect(refused.case.stage == "to-record" && refused.case.waitsFor.contains("photo"))
        #expect(try await site.recording.capture(number, photo: 20).recording().captureRefused.attempt == 2)
        let view = try await site.recording.capture(number).recording().case
        #expect(view.stage == "awaiting-centre" && view.waitsFor.contains("national data centre"))
        #expect(site.recording.carrier.messages.contents.isEmpty)
        let waiting = try site.show("awaiting-centre")
        #expect(waiting.count == 1 && waiting.cases.map(\.number) == [number])
    }

    @Test func `the wrong kind of recording, a case elsewhere and an unknown one are refused`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.file("kk-perubahan")
        #expect(try await site.recording.capture(number).rejected.code == "wrong_recording")
        _ = try await site.recording.ask({ $0.recordData.caseNumber = number })
        #expect(try await site.recording.ask({ $0.recordData.caseNumber = number }).rejected.code == "moved_to")
        let unknown = try await site.recording.ask({ $0.recordData.caseNumber = "KLR-261123-B099-1" })
        #expect(unknown.rejected.code == "unknown_number")
        let desk = try await site.recording.ask({ $0.recordData.caseNumber = number }, desk: "77")
        #expect(desk.rejected.code == "moved_to")
    }

    @Test func `a case on its way is asked for again, and nothing is stored meanwhile`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.filed("kk-perubahan")
        let id = UUID()
        #expect(try await site.recording.ask({ $0.recordData.caseNumber = number }, id: id).retry.afterMs > 0)
        try await site.deliver(try site.intake.carrier.messages.take())
        #expect(
            try await site.recording.ask({ $0.recordData.caseNumber = number }, id: id).recording().case.stage
                == "to-print")
    }

    @Test func `an urgent case is for the printer at once, and one past the cut-off for the run after`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let urgent = try await site.file("kk-perubahan", person: 1, need: "childbirth")
        let usual = try await site.file("kk-perubahan", person: 2)
        try site.setClock("2026-11-23T16:05:00")
        let first = try await site.recording.ask({ $0.recordData.caseNumber = urgent }).recording().case
        #expect(first.urgent && first.next.contains("printed now"))
        let second = try await site.recording.ask({ $0.recordData.caseNumber = usual }).recording().case
        #expect(second.nextAt == (try Moment(iso8601: "2026-11-25T07:30:00+07:00")).microseconds)
    }

    @Test func `withdrawn and refused cases are over, and a withdrawn one can be filed again`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.file("kk-perubahan")
        let withdrawn = try await site.recording.ask({
            $0.case.withdraw.caseNumber = number
            $0.case.withdraw.reason = "moves to Bandung first"
        })
        #expect(try withdrawn.recording().case.stage == "withdrawn")
        #expect(try await site.recording.ask({ $0.recordData.caseNumber = number }).rejected.code == "wrong_stage")
        let again = try await site.file("kk-perubahan")
        let refused = try await site.recording.ask({
            $0.case.refuse.caseNumber = again
            $0.case.refuse.reason = "the proof is not his"
            $0.case.refuse.law = "Perpres 96/2018"
        })
        #expect(try refused.recording().case.stage == "refused")
    }
}
