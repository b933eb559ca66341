import Civil
import Testing

struct RecordCaseTests {
    private func context(_ now: Moment, desk: String = "1") throws -> RecordCase.Context {
        RecordCase.Context(calendar: try sampleCalendar(), desk: desk, now: now)
    }

    private let good = Capture(photo: 81, fingerprints: 62, iris: 85, signature: true)

    @Test func `recorded data makes the case ready for the next run`() throws {
        let now = try klari("2026-11-23T09:12:00")
        let file = try sampleCase("kk-perubahan", at: klari("2026-11-23T08:00:00"))
        let event = try RecordCase.data(of: file, reference: " SIAK-881 ", in: context(now))
        guard case .recorded(let reference, nil, "1", now, let plan) = event else {
            return #expect(Bool(false), "\(event)")
        }
        #expect(reference == "SIAK-881")
        #expect(plan.printOn.iso == "2026-11-24")
        #expect(try plan.readyFrom == klari("2026-11-24T09:00:00"))
        #expect(try file.after([event]).stage == .toPrint)
    }

    @Test func `what is recorded after the cut-off is planned for the run after`() throws {
        let file = try sampleCase("kk-perubahan", at: klari("2026-11-23T15:00:00"))
        #expect(file.plan.printOn.iso == "2026-11-24")
        let event = try RecordCase.data(of: file, reference: "", in: context(klari("2026-11-23T16:00:00")))
        let later = try file.after([event])
        #expect(later.plan.printOn.iso == "2026-11-25")
        #expect(later.plan.recordOn.iso == "2026-11-23")
        // The cut-off of Friday, and no run on the weekend.
        let friday = try RecordCase.data(of: file, reference: "", in: context(klari("2026-11-27T16:10:00")))
        #expect(try file.after([friday]).plan.printOn.iso == "2026-12-01")
    }

    @Test func `an urgent one keeps going at once, whatever the hour`() throws {
        let now = try klari("2026-11-23T16:20:00")
        let file = try sampleCase("kk-perubahan", need: "childbirth", at: klari("2026-11-23T15:58:00"))
        let event = try RecordCase.data(of: file, reference: "", in: context(now))
        let plan = try file.after([event]).plan
        #expect(plan.atOnce && plan.readyFrom == now && plan.printOn.iso == "2026-11-23")
    }

    @Test func `a bad capture is refused with everything that is wrong, and counted`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let file = try sampleCase("ktp-el-baru", at: now)
        let bad = Capture(photo: 34, fingerprints: 12, iris: 27, signature: false)
        let refused = try RecordCase.capture(bad, of: file, in: context(now))
        guard case .captureRefused(let reasons, bad, now) = refused else { return #expect(Bool(false), "\(refused)") }
        #expect(reasons.count == 4)
        for word in ["photo", "fingerprint", "iris", "signature"] {
            #expect(reasons.contains { $0.contains(word) }, "\(word)")
        }
        let once = try file.after([refused])
        #expect(once.stage == .toRecord && once.captureAttempts == 1)
        let again = try RecordCase.capture(good, of: once, in: context(now))
        let recorded = try once.after([again])
        #expect(recorded.stage == .awaitingCentre && recorded.captureFaults.isEmpty)
        #expect(recorded.captureAttempts == 1)
    }

    @Test(arguments: [(51, 41, 51, 0), (50, 41, 51, 1), (51, 40, 51, 1), (51, 41, 50, 1), (0, 0, 0, 3)])
    func `the thresholds are the least that is taken`(photo: Int, fingers: Int, iris: Int, faults: Int) {
        let capture = Capture(photo: photo, fingerprints: fingers, iris: iris, signature: true)
        #expect(CaptureStandard.usual.faults(of: capture).count == faults)
    }

    @Test func `data isn't a capture and a capture isn't data`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let card = try sampleCase("ktp-el-baru", at: now)
        let family = try sampleCase("kk-perubahan", at: now)
        for rejection in [
            #expect(throws: Rejection.self) { try RecordCase.data(of: card, reference: "", in: context(now)) },
            #expect(throws: Rejection.self) { try RecordCase.capture(good, of: family, in: context(now)) },
        ] {
            #expect(rejection?.code == .wrongRecording)
        }
    }

    @Test func `a score outside the scale and a desk that isn't there are refused by field`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let file = try sampleCase("ktp-el-baru", at: now)
        var capture = good
        capture.iris = 255
        let score = #expect(throws: Rejection.self) { try RecordCase.capture(capture, of: file, in: context(now)) }
        #expect(score?.code == .outOfRange && score?.field == "iris_quality")
        let desk = #expect(throws: Rejection.self) {
            try RecordCase.capture(good, of: file, in: context(now, desk: "99"))
        }
        #expect(desk?.field == "desk")
        capture = good
        capture.attachmentHash = [1, 2, 3]
        let hash = #expect(throws: Rejection.self) { try RecordCase.capture(capture, of: file, in: context(now)) }
        #expect(hash?.field == "attachment_hash")
    }

    @Test func `what is recorded isn't recorded again, and what is held isn't recorded`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let file = try sampleCase("kk-perubahan", at: now)
        let recorded = try file.after([RecordCase.data(of: file, reference: "", in: context(now))])
        let twice = #expect(throws: Rejection.self) {
            try RecordCase.data(of: recorded, reference: "", in: context(now))
        }
        #expect(twice?.code == .wrongStage)
        let held = try file.after([.held(reason: "two files of one person", at: now)])
        let rejection = #expect(throws: Rejection.self) {
            try RecordCase.data(of: held, reference: "", in: context(now))
        }
        #expect(rejection?.code == .onHold)
    }
}
