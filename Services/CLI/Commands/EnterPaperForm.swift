import ArgumentParser
import Civil
import Contracts
import Foundation
import Records
import ServiceClient

struct EnterPaperForm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enter", abstract: "Enter what was written on forms, each under its own number and time.",
        discussion: """
            A line is written as for loket file. With a number, --from holds one line and --at says when it was taken
            down. Without, each line of the file has the form's number as its id and the time as arrived_at:

              {"id": "KLR-261123-FK001", "office": "32.15.05", "arrived_at": "2026-11-23T09:40:00+07:00",
               "visitor": {"name": "BUDI SANTOSO"}, "applications": [{"product": "sktm", "documents": ["ktp", "kk"]}]}

            A form is entered once: the same line again shows the same case, and another one is refused.

            Examples:
              loket paper-forms enter KLR-261123-FK001 --from line.json --at 09.40
              loket paper-forms enter KLR-261122-FK007 --from line.json --at 2026-11-22T15:10:00+07:00
              loket paper-forms enter --from afternoon.jsonl --json

            \(ExitStatus.help) Here 1 means that no line was entered, 5 that some were and some were not.
            """)

    @Argument(help: ArgumentHelp("The form, where --from holds one line.", valueName: "number"))
    var number: String?

    @Option(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"), completion: .file())
    var from: String

    @Option(help: ArgumentHelp("When it was taken down: a time of today, or a whole moment.", valueName: "09.40"))
    var at: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if (number == nil) != (at == nil) { throw ValidationError("A number and --at go together.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            var reader = LineReader(from == "-" ? .standardInput : try NamedFile(from).opened())
            var report = EnteredReport()
            var count = 0
            while let line = try reader.next() {
                guard case .text(let text) = line else {
                    throw Complaint(.usage, "line \(count + 1) of \(from) is no text: save the file as UTF-8")
                }
                if text.allSatisfy(\.isWhitespace) { continue }
                count += 1
                if number != nil, count > 1 {
                    throw Complaint(.usage, "\(from) holds more than one line: leave the number and --at out")
                }
                report.lines.append(try await enter(text, count, counter))
            }
            guard count > 0 else { throw Complaint(.usage, "\(from) holds no line: write one as for loket file") }
            counter.screen.show(report)
            let refused = report.lines.count { $0.outcome != "entered" }
            if refused == 0 { return }
            throw ExitCode((refused == count ? ExitStatus.refused : .partial).rawValue)
        }
    }

    /// One line; what a rule says no to is told with its line, what can't be asked ends the command.
    private func enter(_ text: String, _ line: Int, _ counter: Counter) async throws -> EnteredReport.Line {
        var form = ""
        do {
            let visit = try VisitLine.decode(text)
            form = number ?? visit.lineID
            let office = try counter.office(ofNumber: form)
            let command = WireEnterForm.with {
                $0.number = form
                $0.form = WireVisitForm(visit)
            }
            var asked = command
            asked.at = try moment(of: visit, counter.directory.zone(office), now: counter.directory.now).microseconds
            // Made of all that is entered: the same line is the same request, another one is judged anew.
            let content = try IntakeDialect.written(.enterForm(asked))
            let id = SubjectID.v8(naming: ["paper-form", office, Data(content).base64EncodedString()])
            let reply = try await counter.ask(IntakeDialect.self, office, .enterForm(asked), id: id)
            guard case .visitOpened(let opened) = reply else { throw counter.unreadable("intake", office) }
            return .init(line, form, opened)
        } catch let no as Rejection {
            return .init(line, form, code: no.code.rawValue, problem: "\(no.field): \(no.problem)", fix: no.fix)
        } catch let complaint as Complaint where complaint.status == .refused {
            return .init(line, form, code: "unknown_number", problem: complaint.description, fix: "")
        } catch RequestFailure.rejected(let no) {
            return .init(line, form, code: no.code, problem: "\(no.field): \(no.problem)", fix: no.fix)
        }
    }

    private func moment(of visit: VisitForm, _ zone: OfficeZone, now: Moment) throws(Rejection) -> Moment {
        guard let at else {
            guard let arrived = visit.arrivedAt else {
                throw Rejection(
                    .missingField, field: "arrived_at", problem: "the line doesn't say when it was taken down",
                    fix: "copy the time from the form, like 2026-11-23T09:40:00+07:00")
            }
            return arrived
        }
        if let clock = ClockTime(at) { return zone.moment(zone.day(of: now), clock) }
        return try Moment(iso8601: at, field: "--at")
    }
}

/// What became of each line.
struct EnteredReport: Report {
    struct Line: Encodable {
        let line: Int
        let number: String
        let outcome: String
        var cases: [String] = []
        var trackingCodes: [String] = []
        var code = ""
        var problem = ""
        var fix = ""

        init(_ line: Int, _ number: String, _ opened: WireVisitOpened) {
            (self.line, self.number, outcome) = (line, number, "entered")
            cases = opened.cases.map(\.number)
            trackingCodes = opened.cases.map(\.trackingCode)
        }

        init(_ line: Int, _ number: String, code: String, problem: String, fix: String) {
            (self.line, self.number, outcome) = (line, number, "refused")
            (self.code, self.problem, self.fix) = (code, problem, fix)
        }
    }

    var lines: [Line] = []

    func lines(on screen: Screen) -> [String] {
        lines.map { line in
            line.outcome == "entered"
                ? "\(screen.strong(line.number))   \(line.cases.isEmpty ? "no case" : line.trackingCodes.joined(separator: ", "))"
                : "\(screen.alarm(line.number.isEmpty ? "line \(line.line)" : line.number))   "
                    + "\(line.problem); \(line.fix) [\(line.code)]"
        }
    }
}
