import Foundation
import Logging
import TestKit
import Testing

@testable import Casework

@Suite struct FileVisitsTests {
    @Test func `a file is filed once, however often it is filed`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file((1...20).map { visitLine($0) })
        let first = try site.run("file", "--from", file)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("    1  KLR-261123-B001  kk-perubahan\n"))
        #expect(first.output.hasSuffix("20 visits: 20 filed (20 cases)\n"))
        let second = try site.run("file", "--from", file, "--outstanding", "3")
        #expect(second.status == 0)
        #expect(second.output == first.output)
        try site.run("clock", "--set", "2026-11-23T08:00:00+07:00")
        let third = try site.run("file", "--from", file)
        #expect(third.output.hasSuffix("20 visits: 20 filed (20 cases), all before\n"))
        let longer = try site.run("file", "--from", try site.file((1...22).map { visitLine($0) }))
        #expect(longer.output.hasSuffix("22 visits: 22 filed (22 cases), 20 of them before\n"))
        #expect(try site.visits == 22)
    }

    @Test func `a file that is filed again after years files nothing twice`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file((1...20).map { visitLine($0) })
        let first = try site.run("file", "--from", file)
        try site.run("call", "--desk", "3")
        let owner = try site.database.connect()
        defer { owner.close() }
        try owner.script(
            """
            UPDATE casework.receipt SET received_at = received_at - interval '3 years';
            -- The ids that have a time were made then.
            UPDATE casework.receipt SET id = casework.uuid_at(received_at) WHERE substr(id::text, 15, 1) = '7'
            """)
        let receipts = try site.database.count("SELECT count(*) FROM casework.receipt")
        var settings = EngineSettings(
            database: site.database.conninfo(role: "loket_intake"), instance: "upkeep", logger: Logger(label: "test"))
        settings.upkeepEvery = .seconds(86_400)
        for _ in 1...2 { try Upkeep(service: "intake", settings: settings).look() }
        #expect(try site.database.count("SELECT count(*) FROM casework.receipt") == receipts - 1)
        let again = try site.run("file", "--from", file)
        #expect(again.status == 0 && again.output == first.output)
        #expect(try site.visits == 20)
    }

    @Test func `a file whose filing was killed in the middle is filed whole by filing it again`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file((1...600).map { visitLine($0) })
        let killed = try site.loket(["file", "--from", file, "--outstanding", "8"])
        try killed.waitForOutput(containing: "   60  KLR")
        try killed.killHard()
        let between = try site.visits
        #expect(between >= 60 && between < 600)
        let again = try site.run("file", "--from", file)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try site.visits == 600)
        // What was shown before the kill is what is shown now; only the last line may have been cut.
        let shown = killed.output.split(separator: "\n").dropLast()
        #expect(Set(again.output.split(separator: "\n")).isSuperset(of: shown))
        let tickets = try site.database.count(
            "SELECT count(DISTINCT subject_id) FROM casework.journal WHERE kind = 2 AND version = 1")
        #expect(tickets == 600)
    }

    @Test func `a service that is killed hard while a file is filed costs no line`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file((1...600).map { visitLine($0) })
        let filing = try site.loket(["file", "--from", file, "--outstanding", "16"])
        try filing.waitForOutput(containing: "   40  KLR")
        try site.services["intake"]?.killHard()
        try site.start("intake")
        #expect(try filing.waitForExit(within: .seconds(90)) == .status(0), "\(filing.errorOutput)")
        #expect(filing.output.hasSuffix("600 visits: 600 filed (600 cases)\n"))
        #expect(try site.visits == 600)
    }

    @Test func `bad lines are refused with number, field and fix, and the others go on`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file([
            visitLine(1), "{\"id\": \"line-2\",", #"{"id": "line-3", "office": "32.15.05"}"#,
            visitLine(4, nik: "3215051708931"), visitLine(5, product: "kk-perubahn"), visitLine(6, office: "99.99.99"),
            "", visitLine(8), visitLine(9, id: "line-1"), visitLine(8), visitLine(11, documents: ["kk-lama"]),
        ])
        let ended = try site.run("file", "--from", file)
        #expect(ended.status == 5)
        let errors = ended.errors.split(separator: "\n").map(String.init)
        let expected = [
            "line 2: line: isn't JSON", "line 3: visitor: is missing", "line 4: visitor.nik: ",
            "line 5: applications[0].product: ", "line 6: office: ", "line 9: id: line 1 has the same id",
            "line 10: the same as line 8",
        ]
        #expect(errors.count == expected.count, "\(ended.errors)")
        for (line, start) in zip(errors, expected) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(errors[2].contains("[invalid_nik]") && errors[3].contains("did you mean 'kk-perubahan'?"))
        #expect(errors[4].contains("[unknown_office]") && errors[4].contains("32.15.05"))
        #expect(ended.output.hasSuffix("10 visits: 3 filed (3 cases, 1 incomplete), 6 refused, 1 repeated\n"))
        #expect(try site.visits == 3)
    }

    @Test func `a file in which nothing can be filed ends as refused`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file(["no json", visitLine(2, nik: "3215053213930001")])
        #expect(try site.run("file", "--from", file).status == 1)
        #expect(try site.visits == 0)
    }

    @Test func `no NIK is shown whole, not even the wrong one`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file([visitLine(1, nik: "3215051799930001"), visitLine(2, product: "3215051708930001")])
        for format in [[], ["--json"]] {
            let program = try site.loket(["file", "--from", file] + format)
            try program.waitForExit()
            let shown = program.output + program.errorOutput
            #expect(!shown.contains("3215051799930001") && !shown.contains("3215051708930001"), "\(shown)")
        }
    }

    @Test func `JSON has an object for each line and the summary at the end`() throws {
        struct Line: Decodable {
            struct Summary: Decodable {
                let filed: Int
                let refused: Int
            }
            struct Case: Decodable {
                let number: String
                let trackingCode: String
                let missing: [String]
                let readyFrom: String
            }
            let line: Int?
            let id: String?
            let outcome: String?
            let ticket: String?
            let cases: [Case]?
            let field: String?
            let summary: Summary?
        }
        let site = try StaffedSite("intake")
        let file = try site.file([visitLine(1), visitLine(2, product: "no-such"), visitLine(3, documents: ["kk-lama"])])
        let ended = try site.run("file", "--from", file, "--json")
        #expect(ended.status == 5 && ended.errors == "")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let lines = try ended.output.split(separator: "\n").map {
            try decoder.decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.outcome) == ["filed", "refused", "filed", nil])
        #expect(lines[0].ticket == "KLR-261123-B001" && lines[0].id == "line-1")
        #expect(lines[0].cases?.first?.trackingCode.hasPrefix("KLR-261123-B001-1-") == true)
        #expect(lines[0].cases?.first?.readyFrom.hasSuffix("+07:00") == true)
        #expect(lines[1].field == "applications[0].product")
        #expect(lines[2].cases?.first?.missing == ["f-1.02", "f-1.06", "bukti-perubahan"])
        #expect(lines[3].summary?.filed == 2 && lines[3].summary?.refused == 1)
    }

    @Test func `a site that stays away ends the filing in a sentence`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file((1...600).map { visitLine($0) })
        let filing = try site.loket(["file", "--from", file, "--outstanding", "4", "--patience", "2"])
        try filing.waitForOutput(containing: "   40  KLR")
        try site.services["intake"]?.killHard()
        #expect(try filing.waitForExit() == .status(5))
        #expect(filing.errorOutput.contains("file the same again, nothing is filed twice"))
        #expect(filing.output.contains("unanswered\n"))
    }

    @Test func `a file that isn't there is told in one sentence`() throws {
        let site = try StaffedSite("intake")
        let ended = try site.run("file", "--from", "/nowhere/visits.jsonl")
        #expect(ended.status == 2)
        #expect(
            ended.errors
                == "loket: /nowhere/visits.jsonl can't be read: look whether it is there and may be opened\n")
        let folder = try site.run("file", "--from", site.scratch.path)
        #expect(folder.status == 2)
        #expect(folder.errors == "loket: \(site.scratch.path) is a folder: name a file in it\n")
    }
}
