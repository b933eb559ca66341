import Foundation
import Postgres
import TestKit
import Testing

/// A site with anchors that is restored from a backup: what the lost hours wrote is no tampering, all else still is.
@Suite(.serialized) struct AnchoredSiteTests {
    @Test func `after a restore the anchors of the life before speak of what the backup had`() throws {
        let office = try RestorableOffice()
        let backup = office.scratch.file("klari.backup")
        let usb = office.scratch.file("usb")
        try FileManager.default.createDirectory(atPath: usb, withIntermediateDirectories: false)
        let first = try office.up("a", demo: true)
        let kept = try office.file("a", 1, "kk-perubahan")
        try office.must("a", "anchor", "make", "--to", usb)
        try office.must("a", "clock", "--set", "2026-11-23T10:00:00+07:00")
        try office.must("a", "backup", "--to", backup)

        // The hours that the backup doesn't know.
        try office.must("a", "clock", "--set", "2026-11-23T11:00:00+07:00")
        try office.must("a", "record", "data", kept)
        let lost = try office.file("a", 2, "kk-perubahan")
        try office.must("a", "anchor", "make", "--to", usb)
        try first.killHard()

        try office.must("b", "restore", backup)
        let second = try office.up("b")
        try office.must("b", "restore", "open")
        try office.must("b", "restore", "release", kept, "--reason", "SIAK knows nothing of it")
        let audit = try office.loket("b", "audit", "--anchors", usb)
        #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
        #expect(audit.output.contains("leaves of life 1 are younger than the backup that was restored after it"))
        #expect(audit.output.contains("2 anchors"))

        // The chain on the medium goes on, with the restore in its head.
        try office.must("b", "clock", "--set", "2026-11-23T12:00:00+07:00")
        _ = try office.file("b", 3, "kk-perubahan")
        try office.must("b", "anchor", "make", "--to", usb)
        let last = try #require(
            try FileManager.default.contentsOfDirectory(atPath: usb).map { try text("\(usb)/\($0)") }
                .first { $0.contains("\nlife: 2\n") })
        #expect(last.contains("\nrestored: life 1 as of 2026-11-23T10:00:00+07:00\n"))
        #expect(!last.contains("previous: none"))
        #expect(!last.contains(lost) && last.contains(kept))
        let again = try office.loket("b", "audit", "--anchors", usb)
        #expect(again.status == 0 && again.output.contains("3 anchors"), "\(again.output)")

        // What the backup had must be there.
        let connection = try Connection(
            "host=\(office.scratch.file("b"))/postgres dbname=loket user=postgres", applicationName: "test",
            planning: .free)
        try connection.script(
            "UPDATE casework.journal SET hash = sha256(hash) WHERE kind = 3 AND incarnation = 1")
        connection.close()
        let tampered = try office.loket("b", "audit", "--anchors", usb)
        #expect(tampered.status == 1 && tampered.output.contains("it has another history"), "\(tampered.output)")
        second.signal(SIGTERM)
        try second.waitForExit(within: .seconds(60))
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
