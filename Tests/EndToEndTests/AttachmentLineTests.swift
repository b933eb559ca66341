import Foundation
import Postgres
import TestKit
import Testing

/// Captures that go up a slow line to Dukcapil, while the line is cut and the fetching program killed.
@Suite(.serialized) struct AttachmentLineTests {
    private static let pieces = 16

    @Test func `a capture's file comes whole over a line that is cut, and what is small goes on beside it`() throws {
        let pair = try SitePair(
            printedAtDistrict: [], .init(delay: 0.1, rate: 256_000),
            change: {
                $0.replacingOccurrences(
                    of: "      - await_centre\n", with: "      - {step: await_centre, office: district}\n")
            }, settings: ["LOKET_LEASE": "2", "LOKET_FETCH_EVERY": "1"])
        try pair.waitUntilReady()
        try eventually("the line is up", within: .seconds(30)) { try pair.lineState().isUp }
        let scratch = try ScratchFolder()
        let there = try pair.dukcapil.connect()
        defer { there.close() }

        let first = try captured(1, pair, scratch)
        try eventually("some pieces are there", within: .seconds(60)) { try count(there) > 2 }
        try pair.line.cut()
        try eventually("the line is down", within: .seconds(60)) { try !pair.lineState().isUp }
        let kept = try count(there)
        #expect(kept < Self.pieces)
        // The counter of Klari knows nothing of it.
        let second = try captured(2, pair, scratch)
        try pair.line.slow(kilobits: 256)
        try eventually("the second file is on its way", within: .seconds(120)) { try count(there) > Self.pieces + 2 }
        // A question over the line, while pieces fill it: Dukcapil asks Klari's intake itself.
        let status = try pair.dukcapil.loket("status", first.number, "--patience", "60")
        #expect(try status.waitForExit(within: .seconds(90)) == .status(0), "\(status.errorOutput)")
        // Whoever fetches is killed in the middle; the site starts it again.
        if let program = try pair.dukcapil.process(.recording) { kill(program, SIGKILL) }
        try eventually("both files are whole", within: .seconds(180)) {
            try there.query(Self.complete)[0].int64(0) == 2
        }
        #expect(try count(there) == 2 * Self.pieces)
        for sent in [first, second] {
            let copy = scratch.file("copy-\(sent.number)")
            let got = try pair.dukcapil.loket(
                "attachment", "get", sent.number, "--to", copy, "--purpose", "the centre asks for it")
            #expect(try got.waitForExit(within: .seconds(60)) == .status(0), "\(got.errorOutput)")
            #expect(FileManager.default.contentsEqual(atPath: sent.path, andPath: copy))
        }
        try pair.line.mend()
        for site in [pair.klari, pair.dukcapil] {
            let audit = try site.loket("audit")
            #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
        }
        // The key that unseals them is the owner's alone.
        let key = "\(pair.dukcapil.folder)/attachments.key"
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
        try pair.stop()
    }

    private struct Sent {
        let number: String
        let path: String
    }

    private static let complete = Statement(
        "SELECT count(*) FROM recording.attachment WHERE completed_at IS NOT NULL", name: "complete")
    private static let stored = Statement("SELECT count(*) FROM recording.attachment_piece", name: "stored")

    private func count(_ connection: Connection) throws -> Int { Int(try connection.query(Self.stored)[0].int64(0)) }

    /// Files a visit at Klari and records its capture, whose file has half a megabyte.
    private func captured(_ person: Int, _ pair: SitePair, _ scratch: ScratchFolder) throws -> Sent {
        let visits = scratch.file("visits-\(person).jsonl")
        try """
        {"id": "line-\(person)", "office": "32.15.05", "visitor": {"name": "SITI AMINAH", \
        "nik": "321505170893000\(person)", "phone": "081234567802"}, "applications": \
        [{"product": "ktp-el-baru", "documents": ["f-1.02", "kk"]}]}

        """.write(toFile: visits, atomically: true, encoding: .utf8)
        let filed = try pair.klari.loket("file", "--from", visits)
        try #require(try filed.waitForExit(within: .seconds(60)) == .status(0), "\(filed.errorOutput)")
        let number = "KLR-261123-A00\(person)-1"
        let path = scratch.file("capture-\(person).bin")
        try Data((0..<500_000).map { UInt8(truncatingIfNeeded: ($0 &* 31 >> 3) &+ person) })
            .write(to: URL(fileURLWithPath: path))
        try eventually("it is recorded", within: .seconds(60)) {
            let capture = try pair.klari.loket(
                "record", "capture", number, "--photo", "85", "--fingerprints", "62", "--iris", "90", "--signature",
                "--file", path)
            return try capture.waitForExit(within: .seconds(60)) == .status(0)
        }
        return Sent(number: number, path: path)
    }
}
