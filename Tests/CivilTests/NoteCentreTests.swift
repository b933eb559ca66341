import Civil
import Testing

struct NoteCentreTests {
    private let recordedAt: Moment
    private let waiting: CaseFile

    init() throws {
        recordedAt = try klari("2026-11-23T09:00:30")
        let file = try sampleCase("ktp-el-baru", at: klari("2026-11-23T08:00:00"))
        let context = RecordCase.Context(calendar: try sampleCalendar(), desk: "1", now: recordedAt)
        let capture = Capture(photo: 81, fingerprints: 62, iris: 85, signature: true)
        waiting = try file.after([RecordCase.capture(capture, of: file, in: context)])
    }

    private func noted(_ file: CaseFile, _ status: String, at text: String) throws -> CaseFile {
        let moment = try klari(text)
        return try file.after(
            NoteCentre.decide(file, status: status, source: "SIAK", seenAt: nil, at: moment))
    }

    @Test func `a status on the way is shown and changes nothing else`() throws {
        let file = try noted(waiting, "SENT_FOR_ENROLLMENT", at: "2026-11-23T11:00:00")
        #expect(file.stage == .awaitingCentre)
        #expect(file.centreStatus == "SENT_FOR_ENROLLMENT")
        #expect(try file.centreSeenAt == klari("2026-11-23T11:00:00"))
    }

    @Test(arguments: ["PRINT_READY_RECORD", "print ready record", "prr", " Print-Ready-Record "])
    func `the centre's word and the short code mean the same`(word: String) throws {
        let file = try noted(waiting, word, at: "2026-11-23T12:00:00")
        #expect(file.stage == .toPrint && file.centreStatus == "PRINT_READY_RECORD")
    }

    @Test(arguments: ["ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL", "SEARCH_FAILURE_AT_CENTRAL"])
    func `a failure sends the case back to be recorded, once for each recording`(status: String) throws {
        let failed = try noted(waiting, status, at: "2026-11-25T10:00:00")
        #expect(failed.stage == .toRecord && failed.recordedAt == nil)
        // The list shows it for days.
        let later = try klari("2026-11-26T10:00:00")
        #expect(try NoteCentre.decide(failed, status: status, source: "SIAK", seenAt: nil, at: later).isEmpty)
        let other = #expect(throws: Rejection.self) {
            try NoteCentre.decide(failed, status: "PROCESSING", source: "SIAK", seenAt: nil, at: later)
        }
        #expect(other?.code == .wrongStage)
        // Recorded again, it waits without a status until something new is seen.
        let context = RecordCase.Context(calendar: try sampleCalendar(), desk: "1", now: later)
        let capture = Capture(photo: 81, fingerprints: 62, iris: 85, signature: true)
        let again = try failed.after([RecordCase.capture(capture, of: failed, in: context)])
        #expect(again.stage == .awaitingCentre && again.centreStatus.isEmpty)
        let old = #expect(throws: Rejection.self) {
            try NoteCentre.decide(
                again, status: status, source: "SIAK", seenAt: klari("2026-11-25T20:00:00"), at: later)
        }
        #expect(old?.code == .invalidTime)
        #expect(try noted(again, status, at: "2026-11-30T10:00:00").stage == .toRecord)
    }

    @Test func `a duplicate is held with what to do, and not held again after its release`() throws {
        let held = try noted(waiting, "DUPLICATE_RECORD", at: "2026-11-24T10:00:00")
        #expect(held.stage == .awaitingCentre && held.held.contains("HAPUS"))
        let released = try held.after([.released(reason: "deletion asked for", at: klari("2026-11-24T11:00:00"))])
        let seen = try noted(released, "DUPLICATE_RECORD", at: "2026-11-24T12:00:00")
        #expect(seen.held.isEmpty)
        #expect(try noted(seen, "PRINT_READY_RECORD", at: "2026-11-25T12:00:00").stage == .toPrint)
    }

    @Test func `an unknown status is refused and the known ones are named`() throws {
        let rejection = #expect(throws: Rejection.self) {
            try NoteCentre.decide(waiting, status: "READY", source: "SIAK", seenAt: nil, at: recordedAt)
        }
        #expect(rejection?.code == .unknownStatus)
        for status in CentreStatus.known.keys { #expect(rejection?.fix.contains(status) == true) }
    }

    @Test func `an older observation changes nothing, one from before the recording or after now is refused`() throws {
        let now = try klari("2026-11-24T12:00:00")
        let file = try noted(waiting, "RECEIVED_AT_CENTRAL", at: "2026-11-24T10:00:00")
        #expect(
            try NoteCentre.decide(
                file, status: "SFE", source: "SIAK", seenAt: klari("2026-11-23T15:00:00"), at: now
            ).isEmpty)
        for text in ["2026-11-23T08:59:00", "2026-11-24T12:06:00"] {
            let rejection = #expect(throws: Rejection.self) {
                try NoteCentre.decide(waiting, status: "SFE", source: "SIAK", seenAt: klari(text), at: now)
            }
            #expect(rejection?.code == .invalidTime)
        }
        // Noted by the minute: the recording was at 09.00.30.
        #expect(
            try !NoteCentre.decide(
                waiting, status: "SFE", source: "SIAK", seenAt: klari("2026-11-23T09:00:00"), at: now
            ).isEmpty)
    }

    @Test func `a product that doesn't go to the centre has no status there`() throws {
        let file = try sampleCase("kk-perubahan", at: klari("2026-11-23T08:00:00"))
        let rejection = #expect(throws: Rejection.self) {
            try NoteCentre.decide(file, status: "PRR", source: "SIAK", seenAt: nil, at: recordedAt)
        }
        #expect(rejection?.code == .wrongStage)
        let nowhere = #expect(throws: Rejection.self) {
            try NoteCentre.decide(waiting, status: "PRR", source: " ", seenAt: nil, at: recordedAt)
        }
        #expect(nowhere?.field == "source")
    }
}
