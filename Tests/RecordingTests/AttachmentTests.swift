import Casework
import Civil
import Contracts
import Crypto
import Foundation
import Postgres
import Records
import TestKit
import Testing

@testable import Recording

struct AttachmentTests {
    @Test func `a file goes in piece by piece, is sealed, and comes out as it was`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(70_000)
        var wanted: [Int32] = []
        for index in 0..<2 {
            let taken = try site.put(file, index)
            #expect(!taken.complete && taken.pieces == 3)
            wanted.append(taken.next)
        }
        #expect(wanted == [1, 2])
        #expect(try site.put(file, 2).complete)
        #expect(try site.put(file, 0).complete, "what is whole stays whole")
        let stored = try site.database.rows("SELECT encode(sealed, 'escape') FROM recording.attachment_piece")
        #expect(stored.count == 3 && !stored.contains { $0[0]?.contains("face") == true })

        let number = try await site.captured(file)
        #expect(try site.fetched(file, of: number) == file.bytes)
        let view = try site.attachments(of: number).attachments
        #expect(view.map(\.attempt) == [1] && view[0].here && view[0].accepted && view[0].office == "32.15.05")
    }

    @Test func `a transfer that was cut off goes on where it was, in any order and from two at once`() throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(150_000)
        #expect(try site.put(file, 3).next == 0)
        #expect(try site.put(file, 0).next == 1)
        #expect(try site.put(file, 0).next == 1, "the same piece again changes nothing")
        let others = DispatchQueue(label: "others", attributes: .concurrent)
        let group = DispatchGroup()
        let failed = Mailbox<String>()
        for index in [1, 2, 4, 4, 2, 1] {
            others.async(group: group) {
                do { _ = try site.put(file, index) } catch { failed.put("\(error)") }
            }
        }
        group.wait()
        #expect(failed.contents == [])
        #expect(try site.put(file, 0).complete)
        #expect(try site.database.count("SELECT count(*) FROM recording.attachment_piece") == 5)
    }

    @Test func `pieces that don't make the file are thrown away, and it can come again`() throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(40_000)
        _ = try site.put(file, 0)
        var wrong = Array(file.piece(1))
        wrong[5] ^= 1
        let refused = #expect(throws: Rejection.self) { try site.put(file, 1, bytes: wrong) }
        #expect(refused?.code == .badAttachment && refused?.field == "hash")
        #expect(try site.database.count("SELECT count(*) FROM recording.attachment_piece") == 0)
        #expect(try site.put(file, 1).next == 0)
        #expect(try site.put(file, 0).complete)
        // Begun in a wrong size, it begins anew in the right one.
        let other = SampleFile(50_000)
        #expect(try site.put(other, 0, size: 60_000).next == 1)
        #expect(try site.put(other, 0).next == 1)
        #expect(try site.put(other, 1).complete)
        #expect(throws: Rejection.self) { try site.put(other, 0, size: 60_000) }
    }

    @Test func `a stored piece that was changed is not given out, nor taken for the file`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(40_000)
        let number = try await site.captured(file)
        let tamper =
            "UPDATE recording.attachment_piece SET sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40)) WHERE place = 0"
        try site.tamper(tamper)
        #expect(throws: PieceUnsealable.self) { try site.fetched(file, of: number) }
        let second = SampleFile(40_001)
        _ = try site.put(second, 0)
        try site.tamper(tamper)
        let refused = #expect(throws: Rejection.self) { try site.put(second, 1) }
        #expect(refused?.code == .badAttachment && refused?.field == "bytes")
    }

    @Test func `without the site's key nothing is taken in or given out, and that is said`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(40_000)
        let number = try await site.captured(file)
        let none = #expect(throws: Rejection.self) { try site.put(SampleFile(9), 0, key: nil) }
        #expect(none?.code == .noAttachmentKey && none?.fix.contains("LOKET_ATTACHMENT_KEY") == true)
        #expect(throws: Rejection.self) { try site.fetched(file, of: number, key: nil) }
        let other = #expect(throws: Rejection.self) {
            try site.fetched(file, of: number, key: AttachmentKey(bytes: [UInt8](repeating: 8, count: 32)))
        }
        #expect(other?.problem.contains("another key") == true)
    }

    @Test func `a capture whose file is not there is refused, and recorded once it is`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let number = try await site.file("ktp-el-baru")
        let file = SampleFile(500_000)
        let refused = try await site.recording.capture(number, file: file).rejected
        #expect(refused.code == "attachment_missing" && refused.field == "attachment_hash")
        try site.putAll(file)
        let other = try await site.recording.capture(number, file: file, size: 499_999).rejected
        #expect(other.field == "attachment_bytes")
        // A refused attempt has a file too.
        #expect(try await site.recording.capture(number, photo: 9, file: file).recording().captureRefused.attempt == 1)
        #expect(try await site.recording.capture(number, file: file).recording().case.stage == "awaiting-centre")
        #expect(try site.attachments(of: number).attachments.map(\.accepted) == [false, true])
    }

    // MARK: Who may have it

    @Test func `nobody gets a piece without a purpose, and who got one is kept`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(70_000)
        let number = try await site.captured(file)
        let refused = #expect(throws: Rejection.self) { try site.fetched(file, of: number, purpose: "") }
        #expect(refused?.field == "actor.purpose")
        #expect(try site.attachments(of: number).uses.isEmpty)
        _ = try site.fetched(file, of: number, purpose: "complaint of 24 November")
        let uses = try site.attachments(of: number).uses
        #expect(uses.count == 1 && uses[0].pieces == 3 && uses[0].who == "operator:rina")
        #expect(uses[0].purpose == "complaint of 24 November" && uses[0].hash == Data(file.hash))
        // The id of a fetching stands for it alone.
        let use = UUID()
        _ = try site.fetched(file, of: number, purpose: "first", use: use)
        #expect(throws: Rejection.self) { try site.fetched(file, of: number, purpose: "second", use: use) }
    }

    @Test func `another site gets the files of cases that concern it, and no others`() async throws {
        let site = try RecordingRig()
        defer { site.stop() }
        let file = SampleFile(40_000)
        let number = try await site.captured(file)
        let refused = #expect(throws: Rejection.self) {
            try site.fetched(file, of: number, speaksFor: ["32.15.06"])
        }
        #expect(refused == .notForOthers)
        #expect(try site.attachments(of: number).uses.isEmpty)
        #expect(try site.fetched(file, of: number, speaksFor: ["32.15.05"]) == file.bytes)
        // A file that no capture of that case names.
        let other = SampleFile(30)
        try site.putAll(other)
        let foreign = #expect(throws: Rejection.self) { try site.fetched(other, of: number) }
        #expect(foreign?.code == .attachmentMissing)
        // It may fetch, and that is all.
        let service = RecordingService(catalogue: site.catalogue, key: RecordingRig.key)
        #expect(throws: Rejection.notForOthers) {
            try service.admit(.question(.putPiece(.init())), speakingFor: ["32.15.05"])
        }
        #expect(throws: Rejection.notForOthers) {
            try service.admit(.question(.showAttachments(.init())), speakingFor: ["32.15.05"])
        }
        try service.admit(.question(.fetchPiece(.init())), speakingFor: ["32.15.05"])
    }
}
