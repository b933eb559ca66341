import Civil
import Testing

struct AttachmentTests {
    private let hash = [UInt8](repeating: 7, count: 32)

    @Test(
        arguments: [
            (Int64(1), 1, 1), (32_767, 1, 32_767), (32_768, 1, 32_768), (32_769, 2, 1), (500_000, 16, 8_480),
            (16_777_216, 512, 32_768),
        ] as [(Int64, Int, Int)])
    func `a file is cut into full pieces and a last one`(_ bytes: Int64, _ count: Int, _ last: Int) throws {
        let pieces = try AttachmentPieces(hash: hash, bytes: bytes)
        #expect(pieces.count == count && pieces.range(of: count - 1).count == last)
        #expect((0..<count).map { pieces.range(of: $0).count }.reduce(0, +) == Int(bytes))
        for index in 0..<count { try pieces.check(index: index, size: pieces.range(of: index).count) }
    }

    @Test(
        arguments: [(31, Int64(5), "hash"), (32, 0, "size"), (32, -1, "size"), (32, 16_777_217, "size")]
            as [(Int, Int64, String)])
    func `what is no file, or too large a one, is refused by field`(
        _ hashBytes: Int, _ bytes: Int64, _ field: String
    ) {
        let refused = #expect(throws: Rejection.self) {
            try AttachmentPieces(hash: [UInt8](repeating: 0, count: hashBytes), bytes: bytes)
        }
        #expect(refused?.field == field && refused?.fix.isEmpty == false)
    }

    @Test(arguments: [
        (-1, 32_768, "index"), (2, 1, "index"), (0, 32_767, "bytes"), (1, 32_768, "bytes"), (1, 0, "bytes"),
    ])
    func `a piece that can't be of that file is refused by field`(_ index: Int, _ size: Int, _ field: String) throws {
        let pieces = try AttachmentPieces(hash: hash, bytes: 32_769)
        #expect(throws: Rejection.self) { try pieces.check(index: index, size: size) }
        do throws(Rejection) { try pieces.check(index: index, size: size) } catch { #expect(error.field == field) }
    }

    @Test(arguments: ["", "  ", "the file of 3215051708930002", "two\nlines", String(repeating: "x", count: 501)])
    func `a purpose is a sentence without a personal number`(_ written: String) {
        let refused = #expect(throws: Rejection.self) { try AttachmentUse.purpose(written) }
        #expect(refused?.field == "actor.purpose")
    }

    @Test func `a purpose is kept without blanks around it`() throws {
        #expect(try AttachmentUse.purpose(" complaint of 24 November ") == "complaint of 24 November")
    }

    @Test func `a capture with a file is recorded only when the store has it, in that size`() throws {
        let now = try klari("2026-11-23T09:00:00")
        let file = try sampleCase("ktp-el-baru", at: now)
        var context = RecordCase.Context(calendar: try sampleCalendar(), desk: "1", now: now)
        let capture = Capture(
            photo: 81, fingerprints: 62, iris: 85, signature: true, attachmentHash: hash, attachmentBytes: 500_000)
        let missing = #expect(throws: Rejection.self) { try RecordCase.capture(capture, of: file, in: context) }
        #expect(missing?.code == .attachmentMissing && missing?.fix.contains("send the file's pieces first") == true)
        context.storedBytes = 499_999
        let other = #expect(throws: Rejection.self) { try RecordCase.capture(capture, of: file, in: context) }
        #expect(other?.field == "attachment_bytes")
        context.storedBytes = 500_000
        let event = try RecordCase.capture(capture, of: file, in: context)
        #expect(AttachmentUse.captures(in: [event]).map(\.capture) == [capture])
    }

    @Test func `a file concerns who has the case, who gets it back, the district, and whoever had it`() throws {
        let file = try sampleCase("ktp-el-baru", at: klari("2026-11-23T09:00:00"))
        let handed = CaseEvent.handedOver(from: "recording", to: "recording", office: "32.15.06")
        #expect(AttachmentUse.concerned(file, history: [], district: nil) == ["32.15.05"])
        let district = SampleFiles.karawang
        #expect(AttachmentUse.concerned(file, history: [], district: district) == ["32.15.05", "32.15"])
        #expect(
            AttachmentUse.concerned(file, history: [handed], district: district) == ["32.15.05", "32.15", "32.15.06"])
    }
}
