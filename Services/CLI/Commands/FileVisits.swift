import ArgumentParser
import Civil
import Foundation
import ServiceClient

struct FileVisits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file",
        abstract: "File visits with their applications from a file, one JSON object on each line.",
        discussion: """
            Each line is one visit with none, one or several applications and is filed whole or not at all. A line's
            own id names it for good: filing the file again, also after a kill in the middle, files nothing twice and
            shows the same tickets. A line that is wrong is refused with its number, the field and what to do; the
            others go on.

              {"id": "klari-0001", "office": "32.15.05", "visitor": {"name": "BUDI SANTOSO",
               "nik": "3215051708930001", "phone": "081234567890"}, "applications": [{"product": "kk-perubahan",
               "family_card": "3215050102150004", "documents": ["f-1.02", "f-1.06", "kk-lama"], "need": "childbirth"}]}

            Required: id, office, visitor.name, and product in each application (all on one line of the file).

            Examples:
              loket file --from ops/sample/klari-visits.jsonl
              loket file --from - < visits.jsonl
              loket file --from visits.jsonl --json --outstanding 256 > filed.jsonl

            JSON: one object for each line with line, id and outcome: filed (ticket, lane, ahead and cases: number,
            tracking_code, product, complete, missing, refused, urgent, ready_from), refused (code, field, problem, fix),
            unanswered (problem) or repeated (of_line); and at the end summary (lines, filed, before, cases,
            incomplete, refused, unanswered, repeated).

            \(ExitStatus.help) Here 1 means that every line was refused, 5 that some were filed and some not.
            """)

    @Option(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"), completion: .file())
    var from: String

    @Option(help: "How many visits may be on their way at a time.")
    var outstanding = 64

    @Flag(name: .shortAndLong, help: "Show the refused lines and the summary only.")
    var quiet = false

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if !(1...4096).contains(outstanding) { throw ValidationError("--outstanding is from 1 to 4096.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let reader = try reader()
            let page = FilingPage(counter.screen, start: counter.directory.now, isQuiet: quiet) { ticket in
                let code = TicketNumber.parse(ticket)?.ticket.shortCode
                return counter.directory.entries.first { $0.shortCode == code }?.zone ?? .wib
            }
            let filing = VisitFiling(
                counter.client, counter.directory, outstanding: outstanding,
                patience: .patient(.seconds(site.patience ?? 60)), tell: page.tell)
            let isWhole = try filing.run(reader)
            page.end()
            try judge(page, isWhole: isWhole)
        }
    }

    private func reader() throws -> LineReader {
        if from == "-" { return LineReader(.standardInput) }
        return LineReader(try NamedFile(from).opened())
    }

    private func judge(_ page: FilingPage, isWhole: Bool) throws {
        let summary = page.summary
        guard isWhole else {
            throw Complaint(
                summary.filed > 0 ? .partial : page.mayBeDone ? .unknown : .unavailable,
                "the site stayed away, so the rest of the file was not sent: file the same again, nothing is filed twice"
            )
        }
        let wrong = summary.refused + summary.unanswered
        if wrong == 0 { return }
        let status: ExitStatus =
            summary.filed > 0 ? .partial : summary.refused > 0 ? .refused : page.mayBeDone ? .unknown : .unavailable
        throw ExitCode(status.rawValue)
    }
}
