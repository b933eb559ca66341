import Casework
import Foundation
import TestKit
import Testing

@Suite struct AttachmentCommandTests {
    /// A site with a key for attachments and one case that waits for its capture.
    private func site() throws -> (site: StaffedSite, number: String) {
        let site = try StaffedSite()
        let data = site.scratch.file("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try AttachmentKey.make(at: "\(data)/\(AttachmentKey.fileName)")
        for service in ["intake", "recording"] { try site.start(service) }
        let visits = try site.file([visitLine(1, product: "ktp-el-baru", documents: ["f-1.02", "kk"])])
        let filed = try site.run("file", "--from", visits)
        try #require(filed.status == 0, "\(filed.errors)")
        let number = "KLR-261123-A001-1"
        try eventually("recording has it", within: .seconds(30)) {
            try site.run("record", "list", "--json").output.contains(number)
        }
        return (site, number)
    }

    private func capture(_ site: StaffedSite, bytes: Int) throws -> String {
        let path = site.scratch.file("capture.bin")
        try Data((0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static let good = ["--photo", "85", "--fingerprints", "62", "--iris", "90", "--signature"]

    @Test func `a capture's file is sent, shown, got for a purpose, and who got it is shown`() throws {
        let (site, number) = try site()
        let path = try capture(site, bytes: 500_000)
        let recorded = try site.loket(["record", "capture", number, "--file", path] + Self.good)
        #expect(try recorded.waitForExit(within: .seconds(60)) == .status(0), "\(recorded.errorOutput)")
        let list = try site.run("attachment", "list", number)
        #expect(list.output.contains("whole in this site's store") && list.output.contains("489"), "\(list)")

        let copy = site.scratch.file("copy.bin")
        #expect(try site.run("attachment", "get", number, "--to", copy).status == 2, "a purpose must be named")
        #expect(try site.run("attachment", "get", number, "--to", copy, "--purpose", " ").status == 2)
        let got = try site.run("attachment", "get", number, "--to", copy, "--purpose", "complaint of 24 November")
        #expect(got.status == 0, "\(got.errors)")
        #expect(FileManager.default.contentsEqual(atPath: path, andPath: copy))
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
        let log = try site.run("attachment", "log", number, "--json")
        #expect(log.output.contains(#""purpose":"complaint of 24 November""#) && log.output.contains("operator:dewi"))

        let none = try site.run("attachment", "get", number, "--attempt", "7", "--to", copy, "--purpose", "a look")
        #expect(none.status == 1 && none.errors.contains("has no file of capture 7"))
        let unwritable = try site.run(
            "attachment", "get", number, "--to", site.scratch.file("nowhere/copy.bin"), "--purpose", "a look")
        #expect(unwritable.status == 2 && unwritable.errors.contains("name a file in a folder"))
        let audit = try site.run("audit", "--database", site.database.conninfo(role: "loket_auditor"))
        #expect(audit.status == 0, "\(audit.output)")
    }

    @Test func `a transfer that a killed recording broke goes on where it was`() throws {
        let (site, number) = try site()
        let path = try capture(site, bytes: 16 << 20)
        let command = ["record", "capture", number, "--file", path, "--patience", "20"] + Self.good
        let broken = try site.loket(command)
        let pieces = "SELECT count(*) FROM recording.attachment_piece"
        try eventually("some pieces are there", within: .seconds(30)) { try site.database.count(pieces) > 20 }
        try site.services["recording"]?.killHard()
        try broken.waitForExit(within: .seconds(60))
        let kept = try site.database.count(pieces)
        let begun = try site.database.rows("SELECT begun_at FROM recording.attachment")
        try site.start("recording")
        let again = try site.loket(command)
        #expect(try again.waitForExit(within: .seconds(60)) == .status(0), "\(again.errorOutput)")
        #expect(kept > 20)
        #expect(try site.database.count(pieces) == 512)
        #expect(try site.database.rows("SELECT begun_at FROM recording.attachment") == begun, "it was not begun anew")
    }

    @Test func `a file that is too large, or empty, is refused before anything is sent`() throws {
        let (site, number) = try site()
        for bytes in [0, (16 << 20) + 1] {
            let path = try capture(site, bytes: bytes)
            let refused = try site.loket(["record", "capture", number, "--file", path] + Self.good)
            #expect(try refused.waitForExit(within: .seconds(60)) == .status(2))
            #expect(refused.errorOutput.contains(path), "\(refused.errorOutput)")
        }
        #expect(try site.database.count("SELECT count(*) FROM recording.attachment") == 0)
    }
}
