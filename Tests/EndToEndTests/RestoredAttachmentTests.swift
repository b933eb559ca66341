import Foundation
import TestKit
import Testing

/// The files of captures after the site that took them died.
@Suite struct RestoredAttachmentTests {
    @Test func `a restored site gives out the files of its captures, and without its key says what is missing`() throws
    {
        let office = try RestorableOffice()
        let first = try office.up("s", demo: true)
        let visits = office.scratch.file("visits.jsonl")
        try """
        {"id": "line-1", "office": "32.15.05", "visitor": {"name": "SITI AMINAH", "nik": "3215051708930001", \
        "phone": "081234567802"}, "applications": [{"product": "ktp-el-baru", "documents": ["f-1.02", "kk"]}]}

        """.write(toFile: visits, atomically: true, encoding: .utf8)
        try office.must("s", "file", "--from", visits)
        let number = "KLR-261123-A001-1"
        let path = office.scratch.file("capture.bin")
        try Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }).write(to: URL(fileURLWithPath: path))
        try eventually("it is recorded", within: .seconds(60)) {
            try office.loket(
                "s", "record", "capture", number, "--photo", "85", "--fingerprints", "62", "--iris", "90",
                "--signature", "--file", path
            ).status == 0
        }
        let backup = office.scratch.file("klari.backup")
        try office.must("s", "backup", "--to", backup)
        try first.killHard()

        let restored = try office.run(["restore", backup, "--data", office.scratch.file("r")])
        #expect(restored.status == 0, "\(restored.output)\(restored.errors)")
        let second = try office.up("r")
        let copy = office.scratch.file("copy.bin")
        let get = [
            "attachment", "get", number, "--to", copy, "--purpose", "a look", "--data", office.scratch.file("r"),
        ]
        let got = try office.run(get)
        #expect(got.status == 0, "\(got.errors)")
        #expect(FileManager.default.contentsEqual(atPath: path, andPath: copy))
        second.signal(SIGTERM)
        try second.waitForExit(within: .seconds(60))

        // The folder's key is gone, and the next start makes another one.
        try FileManager.default.removeItem(atPath: office.scratch.file("r/attachments.key"))
        let third = try office.up("r")
        let refused = try office.run(get)
        #expect(refused.status == 1 && refused.errors.contains("put back the attachments.key"), "\(refused.errors)")
        third.signal(SIGTERM)
        try third.waitForExit(within: .seconds(60))
    }
}
