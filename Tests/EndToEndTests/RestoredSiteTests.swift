import Civil
import Foundation
import Postgres
import Processes
import Records
import TestKit
import Testing

/// A site that died some hours after its last backup, and lives again from it: real processes, a real PostgreSQL.
@Suite(.serialized) struct RestoredSiteTests {
    @Test func `a site restored from backup issues no ticket, letter, run, document or message a second time`() throws {
        let office = try RestorableOffice()
        let backup = office.scratch.file("klari.backup")
        var first = try office.up("a", demo: true)

        // Until ten o'clock.
        let toRecord = try office.file("a", 1, "kk-perubahan")
        let urgent = try office.file("a", 2, "kk-perubahan", need: "childbirth")
        let letter = try office.file("a", 3, "sktm", need: "hospital")
        let inRun = try office.file("a", 4, "kk-perubahan")
        for number in [urgent, letter, inRun] { try office.must("a", "record", "data", number) }
        for number in [urgent, letter] { try office.wait("a", number, "ready") }
        try office.must("a", "print-run", "plan", "--day", "2026-11-24")
        try office.must("a", "call", "--desk", "3")
        let taken = try office.must("a", "backup", "--to", backup)
        #expect(taken.contains("\(backup) is whole"))
        #expect(try office.run(["backup", "check", backup]).status == 0)
        let before = try Issued(office, "a")

        // The hours that the backup doesn't know.
        let lost = try office.file("a", 5, "kk-perubahan", need: "childbirth")
        let lostLetter = try office.file("a", 6, "sktm", need: "hospital")
        for number in [lost, lostLetter] { try office.must("a", "record", "data", number) }
        for number in [lost, lostLetter] { try office.wait("a", number, "ready") }
        try office.must("a", "print-run", "close-list", "KLR-261124-P1")
        try office.must("a", "print-run", "start", "KLR-261124-P1")
        try office.wait("a", inRun, "to-reconcile")
        try eventually("the message of the lost case is sent", within: .seconds(60)) {
            try Issued(office, "a").messages.contains(lost)
        }
        let after = try Issued(office, "a")
        #expect(after.letters.count == 2 && after.documents.count > before.documents.count)
        try first.killHard()

        // Half past eleven: a new folder, from the backup.
        #expect(
            try office.run(["restore", backup, "--data", office.scratch.file("a")]).errors.contains("holds a site"))
        let restored = try office.must("b", "restore", backup)
        #expect(restored.contains("begin with KLR2-") && restored.contains("Audit"))
        first = try office.up("b")
        try first.waitForOutput(containing: "The counter is closed")
        let refused = try office.loket("b", "file", "--from", office.scratch.file("line-5.jsonl"))
        #expect(refused.status == 1 && refused.errors.contains("[restoring]"), "\(refused)")
        #expect(try office.loket("b", "queue").status == 0)
        let report = try office.must("b", "restore", "report", "--died-at", "2026-11-23T11:30:00+07:00")
        #expect(report.contains("KLR-261123-B003") && report.contains("KLR-261123-B004"))
        #expect(report.contains("the last known is 1, the next will be 502"))
        try office.must("b", "restore", "open")

        let review = try office.loket("b", "restore", "review", "--json")
        #expect(review.status == 5 && [toRecord, urgent, letter, inRun].allSatisfy(review.output.contains))
        let held = try office.loket("b", "record", "data", toRecord)
        #expect(held.errors.contains("[on_hold]"))
        // The run's ticked list lies here, with the document; the rest is as it was.
        try office.must("b", "restore", "release", inRun, "--printed", "--reason", "counted on the list of P1")
        try office.must(
            "b", "restore", "release", urgent, letter, "--reason", "both lie in the tray, and nobody came for them")
        try office.must("b", "restore", "release", "--all-in", "to-record", "--reason", "SIAK knows nothing of it")
        #expect(try office.must("b", "restore", "review").contains("No case waits"))
        try office.wait("b", inRun, "ready")

        // Filed again from paper, and the day goes on.
        let again = try office.file("b", 5, "kk-perubahan", need: "childbirth")
        let newLetter = try office.file("b", 7, "sktm", need: "hospital")
        for number in [toRecord, newLetter] { try office.must("b", "record", "data", number) }
        try office.wait("b", newLetter, "ready")
        let run = try office.must("b", "print-run", "plan", "--day", "2026-11-24")
        #expect(run.contains("KLR2-261124-P2"))
        try office.must("b", "print-run", "close-list", "KLR2-261124-P2")
        try office.must("b", "print-run", "start", "KLR2-261124-P2")
        try office.wait("b", toRecord, "to-reconcile")
        try eventually("the message of the new letter is sent", within: .seconds(60)) {
            try Issued(office, "b").messages.contains(newLetter)
        }
        let now = try Issued(office, "b")
        #expect(again.hasPrefix("KLR2-261123-B") && newLetter.hasPrefix("KLR2-261123-C"))
        // What the second life added to what the backup knew.
        #expect(now.tickets.subtracting(before.tickets).isDisjoint(with: after.tickets))
        #expect(now.cases.subtracting(before.cases).isDisjoint(with: after.cases))
        #expect(now.runs.subtracting(before.runs).isDisjoint(with: after.runs))
        #expect(now.letters.subtracting(before.letters).isDisjoint(with: after.letters))
        #expect(now.letters.count == 2)
        // Its printer and its gateway began with an empty log.
        #expect(now.documents.isDisjoint(with: after.documents), "\(now.documents)")
        #expect(now.messages.isDisjoint(with: after.messages), "\(now.messages)")
        #expect(now.documents.contains("\(toRecord).pdf"), "what was not printed before is printed")
        let audit = try office.loket("b", "audit")
        #expect(audit.status == 0, "\(audit.output)")
        first.signal(SIGTERM)
        try first.waitForExit(within: .seconds(60))
    }

    @Test func `every restore of a backup is a life of its own, and devices that outlived the site are asked`() throws {
        let office = try RestorableOffice()
        let backup = office.scratch.file("klari.backup")
        let first = try office.up("a", demo: true)
        let known = try office.file("a", 1, "kk-perubahan", need: "childbirth")
        try office.must("a", "backup", "--to", backup)
        try office.must("a", "record", "data", known)
        try office.wait("a", known, "ready")
        let lost = try office.file("a", 2, "kk-perubahan", need: "childbirth")
        try office.must("a", "record", "data", lost)
        try office.wait("a", lost, "ready")
        try first.killHard()

        #expect(try office.must("b", "restore", backup, "--json").contains(#""incarnation":2"#))
        #expect(try office.must("c", "restore", backup, "--json").contains(#""incarnation":3"#))
        let lived = try office.loket("d", "restore", backup, "--incarnation", "3")
        #expect(lived.status == 1 && lived.errors.contains("has been lived already"))
        #expect(!FileManager.default.fileExists(atPath: office.scratch.file("d")))
        try office.must("d", "restore", backup, "--incarnation", "7", "--devices", office.scratch.file("a"))
        // It is not up: its own PostgreSQL is started for as long as the report takes.
        let report = try office.must("d", "restore", "report", "--json")
        #expect(report.contains(#""missing":["KLR-261123-B002"]"#))
        #expect(report.contains(#"{"by":"printer.log","number":"\#(known)","what":"printed"}"#))
        #expect(try office.loket("d", "audit").status == 3, "nothing is left running")
    }

    @Test func `a backup that can't be written leaves nothing half, and one that was damaged is not restored`() throws {
        let office = try RestorableOffice()
        let backup = office.scratch.file("klari.backup")
        let nowhere = try office.loket("a", "backup", "--to", backup)
        #expect(nowhere.status == 1 && nowhere.errors.contains("There is no site in"))

        let first = try office.up("a", demo: true)
        _ = try office.file("a", 1, "kk-perubahan")
        let missing = try office.loket("a", "backup", "--to", office.scratch.file("no/such/klari.backup"))
        #expect(missing.status == 1 && missing.errors.contains("no such file or directory"))
        try office.must("a", "backup", "--to", backup)
        let mode = try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let whole = try Data(contentsOf: URL(fileURLWithPath: backup))

        // No file of more than 20 KiB fits any more.
        let full = try StartedProgram(
            "/bin/bash",
            ["-c", "ulimit -f 20; exec \"$0\" backup --data \"$1\" --to \"$2\"", try Executables.path(of: "loket")]
                + [office.scratch.file("a"), backup])
        #expect(try full.waitForExit(within: .seconds(120)) == .status(1))
        #expect(full.errorOutput.contains("is full"), "\(full.errorOutput)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == whole, "the one that was there stays")
        let left = try FileManager.default.contentsOfDirectory(atPath: office.scratch.path)
        #expect(left.filter { $0.hasPrefix(".") }.isEmpty, "\(left)")

        first.signal(SIGTERM)
        try first.waitForExit(within: .seconds(60))
        // The site is down: its PostgreSQL is started for the backup alone.
        try office.must("a", "backup", "--to", backup)
        #expect(try office.loket("a", "audit").status == 3, "and stopped again")

        var damaged = whole
        damaged[damaged.count / 2] ^= 0x55
        let bad = office.scratch.file("bad.backup")
        try damaged.write(to: URL(fileURLWithPath: bad))
        #expect(try office.run(["backup", "check", bad]).errors.contains("is damaged"))
        let restored = try office.loket("b", "restore", bad)
        #expect(restored.status == 1 && restored.errors.contains("is damaged"))
        #expect(!FileManager.default.fileExists(atPath: office.scratch.file("b")))
        let cut = office.scratch.file("cut.backup")
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: cut))
        #expect(try office.run(["backup", "check", cut]).status == 1)
        #expect(
            try office.run(["backup", "check", office.scratch.file("line-1.jsonl")]).errors.contains("is no backup"))
    }

    @Test func `a restore that was killed is not taken for a site`() throws {
        let office = try RestorableOffice()
        try FileManager.default.createDirectory(
            atPath: office.scratch.file("a"), withIntermediateDirectories: false)
        try Data("begun".utf8).write(to: URL(fileURLWithPath: office.scratch.file("a/restoring")))
        let up = try office.loket("a", "up")
        #expect(up.status == 1 && up.errors.contains("is not finished"))
        #expect(try office.loket("a", "restore", office.scratch.file("x.backup")).errors.contains("is not empty"))
    }
}

extension Issued {
    mutating func take(_ row: Row) throws {
        switch try SubjectState.subject(in: row.bytes(1)) {
        case .visit(let visit): tickets.insert(visit.opening.number)
        case .caseFile(let file):
            cases.insert(file.filing.number)
            if !file.letterNumber.isEmpty { letters.insert(file.letterNumber) }
        case .printRun(let run): runs.insert(run.number)
        case .lane, .printDesk, .notice: break
        }
    }
}
