import Foundation
import ServiceClient
import TestKit
import Testing

@Suite struct CounterTests {
    @Test func `a case is shown on one screen: where it is, why it waits, what comes next and when`() throws {
        let site = try StaffedSite("intake")
        let file = try site.file([visitLine(1, documents: ["kk-lama"]), visitLine(2, need: "childbirth")])
        try site.run("file", "--from", file)
        let waiting = try site.run("status", "klr-261123-b001-1")
        #expect(waiting.status == 0, "\(waiting.errors)")
        #expect(waiting.output == Self.incomplete)
        let urgent = try site.run("status", "KLR-261123-B002-1")
        #expect(urgent.output.hasPrefix("KLR-261123-B002-1   Perubahan Kartu Keluarga   URGENT: childbirth\n"))
        #expect(urgent.output.contains("on its way to recording at Kecamatan Klari\n"))
        #expect(urgent.output.contains("23 Nov 07.30  filed, complete"))
    }

    private static let incomplete = """
        KLR-261123-B001-1   Perubahan Kartu Keluarga
        SITI AMINAH · NIK 3215••••••••0001 · +6281•••••802
          ◉ papers to bring  ○ to record  ○ to print  ○ to collect

          Where      papers are missing, held by intake at Kecamatan Klari
          Waits for  papers from the applicant: f-1.02, f-1.06, bukti-perubahan
          Next       judged again as soon as they are brought
          Missing    Formulir F-1.02 pendaftaran, from: diisi di loket
                     Formulir F-1.06 perubahan data, from: diisi di loket
                     Bukti perubahan data (akta atau ijazah atau penetapan), from: penerbit bukti
          Papers     kk-lama
          Filed      Mon 23 Nov 2026 07.30 WIB, at Kecamatan Klari

          History
          23 Nov 07.30  filed, papers missing  dewi

        As of Mon 23 Nov 2026 07.30 WIB

        """

    @Test func `a ticket shows the visit with its cases, and a tracking code its case`() throws {
        let site = try StaffedSite("intake")
        let filed = try site.run("file", "--from", try site.file([visitLine(1), visitLine(2)]), "--json")
        let visit = try site.run("status", "KLR-261123-B002")
        #expect(visit.output.hasPrefix("KLR-261123-B002   SITI AMINAH\n"))
        #expect(visit.output.contains("waits in lane B, 1 before it\n"))
        #expect(visit.output.contains("KLR-261123-B002-1   "))
        let code = try #require(filed.output.firstMatch(of: /KLR-261123-B001-1-[0-9A-Z]{6}/)).output
        #expect(try site.run("status", String(code)).status == 0)
        let wrong = try site.run("status", "KLR-261123-B001-1-000000")
        #expect(wrong.status == 1 && wrong.errors.contains("[wrong_secret]"))
    }

    @Test func `a number of nobody's is refused in one sentence`() throws {
        let site = try StaffedSite("intake")
        for (number, sentence) in [
            ("KLR-261123-B099-1", "no case KLR-261123-B099-1 was filed here"),
            ("XYZ-261123-B001", "no office of this site"),
            ("3215051708930001", "'3215••••••••0001' is no ticket"),
        ] {
            let ended = try site.run("status", number)
            #expect(ended.status == 1 && ended.output == "")
            #expect(ended.errors.contains(sentence) && ended.errors.split(separator: "\n").count == 1)
        }
        let json = try site.run("status", "KLR-261123-B099-1", "--json")
        #expect(json.status == 1 && json.output.hasPrefix(#"{"error":{"code":"unknown_number","field":"number","#))
    }

    @Test func `a desk calls, is shown its visit again, ends it and calls the next`() throws {
        let site = try StaffedSite("intake")
        try site.run("file", "--from", try site.file([visitLine(1), visitLine(2), visitLine(3, need: "childbirth")]))
        #expect(try site.run("call", "--desk", "1").output == "Nobody waits for desk 1. 3 wait in lane B.\n")
        let first = try site.run("call", "--desk", "3")
        #expect(first.output.hasPrefix("KLR-261123-B003   SITI AMINAH   URGENT\n"))
        #expect(first.output.contains("called to desk 3"))
        #expect(try site.run("call", "--desk", "3").output.hasPrefix("Still at this desk:\nKLR-261123-B003"))
        #expect(try site.run("call", "--desk", "3", "--came").output.contains("at desk 3"))
        let queue = try site.run("queue")
        #expect(queue.output.contains("B           3        2"))
        #expect(queue.output.contains("3     KLR-261123-B003  there 07.30  SITI AMINAH"))
        let next = try site.run("call", "--desk", "3", "--served", "--next")
        #expect(next.output.contains("served at desk 3") && next.output.contains("\nKLR-261123-B001   SITI AMINAH\n"))
        let repeated = try site.run("call", "--desk", "3", "--served", "--next")
        #expect(repeated.status == 1 && repeated.errors.contains("KLR-261123-B001 was called to desk 3, and nobody"))
        let named = try site.run("call", "KLR-261123-B003", "--desk", "3", "--served", "--next")
        #expect(named.status == 1 && named.errors.contains("is over already"))
        #expect(try site.run("call", "KLR-261123-B002", "--left", "--reason", "had to go").output.contains("left\n"))
        #expect(try site.run("call", "--desk", "3", "--no-show").output.contains("did not come"))
        #expect(try site.run("call", "--desk", "3").output == "Nobody waits for desk 3.\n")
        let nobody = try site.run("call", "--desk", "3", "--served")
        #expect(nobody.status == 1 && nobody.errors.hasPrefix("loket: nobody is at desk 3"))
        #expect(try site.run("call", "--desk", "9").errors.contains("has no desk '9'"))
        let closing = try site.run("closing")
        #expect(closing.status == 0)
        #expect(closing.output.contains("Tickets 3 = served 1 + no-show 1 + left 1 + carried over 0\n"))
        #expect(closing.output.hasSuffix("Balanced.\n"))
        let future = try site.run("closing", "--day", "2026-11-24")
        #expect(future.status == 1 && future.errors.contains("2026-11-24 hasn't begun; name today, 2026-11-23"))
        let queued = try site.run("queue", "--day", "2026-11-24")
        #expect(queued.output.hasPrefix("Kecamatan Klari   Tue 24 Nov 2026, as of Mon 23 Nov 2026 07.30 WIB\n"))
    }

    @Test func `papers are added, a case is withdrawn, and the day is closed`() throws {
        let site = try StaffedSite("intake")
        try site.run(
            "file", "--from", try site.file([visitLine(1, documents: ["kk-lama"]), visitLine(2, documents: [])]))
        let added = try site.run("documents", "KLR-261123-B001-1", "F1.21")
        #expect(added.status == 0 && added.output.contains("papers are missing, held by intake at Kecamatan Klari"))
        let withdrawn = try site.run("withdraw", "KLR-261123-B002-1", "--reason", "moved away")
        #expect(withdrawn.output.contains("✕ withdrawn"))
        #expect(try site.run("withdraw", "KLR-261123-B002-1", "--reason", "again").status == 1)
        let refused = try site.run("refuse", "KLR-261123-B001-1", "--reason", "not from here", "--law", "UU 24/2013")
        #expect(refused.output.contains("✕ refused"))
        try site.run("clock", "--set", "2026-11-24T08:00:00+07:00")
        let open = try site.run("closing", "--day", "2026-11-23")
        #expect(open.status == 5 && open.output.hasSuffix("close it with loket close-day --day 2026-11-23\n"))
        let end = try site.run("close-day", "--day", "2026-11-23")
        #expect(end.output == "The day is closed; 2 visits are carried over.\n")
        let closed = try site.run("closing", "--day", "2026-11-23", "--json")
        #expect(closed.output.contains(#""carried_over":2"#))
        #expect(try site.run("dead").output == "No dead letters.\n")
    }

    @Test func `a lost answer is asked for again under its id and done once`() throws {
        let site = try StaffedSite("intake")
        try site.run("file", "--from", try site.file([visitLine(1), visitLine(2)]))
        let id = UUID.freshRequest().uuidString.lowercased()
        let first = try site.run("call", "--desk", "3", "--request", id)
        try site.run("call", "--desk", "3", "--served")
        let again = try site.run("call", "--desk", "3", "--request", id)
        #expect(first.output == again.output && first.output.hasPrefix("KLR-261123-B001"))
        #expect(try site.run("queue", "--json").output.contains(#""at_desks":[]"#))
    }

    @Test func `without a broker there is one sentence and an exit code of its own`() throws {
        let scratch = try ScratchFolder()
        let environment = ["LOKET_BROKER": "", "LOKET_DATA": scratch.path]
        for command in [["queue"], ["services"], ["status", "KLR-261123-B001"]] {
            let program = try StartedProgram("loket", command, environment: environment)
            #expect(try program.waitForExit() == .status(3))
            #expect(
                program.errorOutput
                    == "loket: no broker answers at ipc://\(scratch.path)/broker.ipc: bring the site up with loket up, or "
                    + "name its broker with --broker\n")
        }
    }

    @Test func `a broker without services is not taken for a site`() throws {
        let site = try StaffedSite()
        let ended = try site.run("queue")
        #expect(ended.status == 3 && ended.errors.contains("no loket-intake serves there"))
        let services = try site.run("services")
        #expect(services.status == 0 && services.output.hasPrefix("Nobody serves here.\n"))
    }

    @Test func `a printing that nobody serves is told by its name`() throws {
        let site = try StaffedSite("intake")
        let ended = try site.run("print", "KLR-261123-B001-1", "--reason", "the family leaves tonight")
        #expect(ended.status == 3 && ended.errors.contains("nobody serves printing@32.15.05 now, and nothing was done"))
        #expect(try site.run("unknown").status == 3)
    }

    @Test func `a demo site's clock is advanced and never set back`() throws {
        let site = try StaffedSite("intake")
        #expect(try site.run("clock").output.hasPrefix("Mon 23 Nov 2026 07.30 WIB\n"))
        let set = try site.run("clock", "--set", "2026-11-24T08:00:00+07:00")
        #expect(set.output.hasPrefix("Tue 24 Nov 2026 08.00 WIB\n"))
        #expect(!set.output.contains("past that already"))
        let back = try site.run("clock", "--set", "2026-11-23T08:00:00+07:00")
        #expect(back.output.contains("the clock is past that already; it stays at Tue 24 Nov 2026 08.00 WIB\n"))
        #expect(try site.run("clock", "--set", "tomorrow").status == 2)
    }

    @Test(arguments: [
        ["call"], ["call", "KLR-261123-B001"], ["file"], ["file", "--from", "x", "--outstanding", "0"],
        ["print-run", "reconcile", "KLR-261124-P1", "--printed"], ["status", "--patience", "0", "x"],
        ["status", "x", "--request", "y"], ["nonsense"],
        ["call", "--desk", "3", "--served", "--request", "0190c7a2-0000-7000-8000-000000000000"],
        ["print-run", "reconcile", "P", "--rest", "--printed", "--request", "0190c7a2-0000-7000-8000-000000000000"],
        ["print", "KLR-261123-B001-1"],
    ])
    func `a command line that can't be understood exits with 2`(_ arguments: [String]) throws {
        let program = try StartedProgram("loket", arguments, environment: ["LOKET_DESK": ""])
        #expect(try program.waitForExit() == .status(2))
        #expect(program.errorOutput.contains("Error: ") && program.output == "")
    }

    @Test func `every command's help has an example and says what its exit codes mean`() throws {
        let help = try StartedProgram("loket", ["--help"])
        try help.waitForExit()
        let commands = help.output.matches(of: /(?m)^  ([a-z][a-z-]+) {2,}/).map { String($0.output.1) }
        #expect(commands.count > 20)
        for command in commands where command != "help" {
            let page = try helpPage(command)
            for part in page.matches(of: /(?m)^  ([a-z][a-z-]+)(?: \(default\))? {2,}/).map({ String($0.output.1) }) {
                _ = try helpPage(command, part)
            }
        }
    }

    private func helpPage(_ command: String...) throws -> String {
        let page = try StartedProgram("loket", ["help"] + command)
        #expect(try page.waitForExit() == .status(0), "\(command)")
        #expect(page.output.contains("Example") && page.output.contains("Exit codes:"), "\(command)")
        return page.output
    }
}
