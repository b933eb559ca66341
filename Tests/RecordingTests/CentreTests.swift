import Civil
import Contracts
import Foundation
import TestKit
import Testing

struct CentreTests {
    private func recorded(_ site: RecordingRig, person: Int = 1, need: String = "") async throws -> String {
        let number = try await site.file("ktp-el-baru", person: person, need: need)
        _ = try await site.recording.capture(number)
        return number
    }

    @Test func `print-ready moves the case to the printer, with a new plan where its run is gone`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await recorded(site)
        try site.setClock("2026-11-25T10:00:00")
        #expect(try await site.recording.centre(number, "SFE").recording().case.stage == "awaiting-centre")
        let view = try await site.recording.centre(number, "PRINT_READY_RECORD").recording().case
        #expect(view.stage == "to-print" && view.holder == "printing@32.15.05")
        #expect(view.nextAt == (try Moment(iso8601: "2026-11-26T07:30:00+07:00")).microseconds)
        #expect(try site.recording.carrier.messages.take().service == "printing@32.15.05")
    }

    @Test func `a failure brings the case back to the desk`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await recorded(site)
        try site.setClock("2026-11-24T10:00:00")
        let view = try await site.recording.centre(number, "ENROLL_FAILURE_AT_CENTRAL").recording().case
        #expect(view.stage == "to-record" && view.waitsFor.contains("ENROLL_FAILURE_AT_CENTRAL"))
        #expect(try site.show("to-record").cases.map(\.number) == [number])
        try site.setClock("2026-11-24T11:00:00")
        #expect(try await site.recording.capture(number).recording().case.stage == "awaiting-centre")
    }

    @Test func `a duplicate is held until a person releases it, and goes on if the centre answered meanwhile`()
        async throws
    {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await recorded(site, need: "hospital")
        let held = try await site.recording.centre(number, "DUPLICATE_RECORD").recording().case
        #expect(held.held.contains("DUPLICATE_RECORD") && held.waitsFor.contains("held"))
        try site.setClock("2026-11-24T10:00:00")
        let ready = try await site.recording.centre(number, "PRINT_READY_RECORD").recording().case
        #expect(ready.stage == "to-print" && ready.holder == "recording@32.15.05" && !ready.held.isEmpty)
        #expect(site.recording.carrier.messages.contents.isEmpty)
        let released = try await site.recording.ask({
            $0.case.releaseHold.caseNumber = number
            $0.case.releaseHold.reason = "the older record was deleted"
        })
        #expect(try released.recording().case.holder == "printing@32.15.05")
        #expect(try site.recording.carrier.messages.take().service == "printing@32.15.05")
    }

    @Test func `an unknown status is refused and the known ones are named`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await recorded(site)
        let rejection = try await site.recording.centre(number, "SUDAH JADI").rejected
        #expect(rejection.code == "unknown_status" && rejection.fix.contains("PRINT_READY_RECORD"))
    }
}
