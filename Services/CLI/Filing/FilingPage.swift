import Civil
import Contracts
import Foundation
import ServiceClient

/// Writes what became of each line: a list for people with the refusals on stderr, or one JSON object a line.
final class FilingPage {
    private struct Entry: Encodable {
        struct Case: Encodable {
            let number: String
            let trackingCode: String
            let product: String
            let complete: Bool
            let missing: [String]
            /// Why the law forbids it and what to do instead; empty where it doesn't.
            let refused: String
            let urgent: Bool
            let readyFrom: OfficeTime?
        }

        let line: Int
        let id: String
        let outcome: String
        var ticket: String?
        var lane: String?
        var ahead: Int?
        var cases: [Case]?
        var code: String?
        var field: String?
        var problem: String?
        var fix: String?
        var ofLine: Int?
    }

    private struct Ending: Encodable {
        let summary: FilingSummary
    }

    private(set) var summary = FilingSummary()
    private(set) var mayBeDone = false
    private let screen: Screen
    private let zone: (_ ticket: String) -> OfficeZone
    private let start: Moment
    private let isQuiet: Bool
    private let showsProgress: Bool
    private var lastProgress = ContinuousClock.now

    /// - Parameter start: the site's time now, before anything is filed.
    init(_ screen: Screen, start: Moment, isQuiet: Bool, zone: @escaping (_ ticket: String) -> OfficeZone) {
        self.screen = screen
        self.start = start
        self.isQuiet = isQuiet
        self.zone = zone
        showsProgress = isatty(STDERR_FILENO) == 1 && (isQuiet || screen.isJSON || isatty(STDOUT_FILENO) != 1)
    }

    func tell(_ told: VisitFiling.Told) {
        summary.count(told.outcome, since: start)
        if case .unanswered(let failure) = told.outcome, !failure.nothingWasDone { mayBeDone = true }
        if screen.isJSON {
            if !isQuiet { screen.write(Screen.json(entry(told))) }
        } else {
            show(told)
        }
        progress()
    }

    func end() {
        if showsProgress { complain("\r\u{1B}[K", end: "") }
        if screen.isJSON {
            screen.write(Screen.json(Ending(summary: summary)))
        } else {
            screen.write("\(summary.lines) \(summary.lines == 1 ? "visit" : "visits"): \(summary.inWords)")
        }
    }

    private func show(_ told: VisitFiling.Told) {
        switch told.outcome {
        case .filed(let opened):
            if isQuiet { return }
            let cases = opened.cases.map { filed in
                let missing = filed.missing.map(\.id).joined(separator: ", ")
                return "\(filed.product)\(filed.urgent ? ", urgent" : "")"
                    + (missing.isEmpty ? "" : ", missing \(missing)")
                    + (filed.refused.isEmpty ? "" : ", refused: \(filed.refused)")
            }
            let line = String(repeating: " ", count: max(0, 5 - "\(told.line)".count)) + "\(told.line)"
            screen.write("\(line)  \(opened.number)  \(cases.isEmpty ? "a question" : cases.joined(separator: "; "))")
        case .refused(let code, let field, let problem, let fix):
            complain("line \(told.line): \(field): \(problem); \(fix) [\(code)]")
        case .unanswered(let failure):
            complain("line \(told.line): \(Self.sentence(failure))")
        case .repeated(let line): complain("line \(told.line): the same as line \(line)")
        }
    }

    /// Run again, the file itself asks again: nobody needs the id.
    private static func sentence(_ failure: RequestFailure) -> String {
        guard case .unknown(let name, _) = failure else { return "\(failure)" }
        return "no answer came from \(name), so it may be filed or not: file the same again, nothing is filed twice"
    }

    private func entry(_ told: VisitFiling.Told) -> Entry {
        switch told.outcome {
        case .filed(let opened):
            var entry = Entry(line: told.line, id: told.id, outcome: "filed")
            entry.ticket = opened.number
            entry.lane = opened.lane
            entry.ahead = Int(opened.ahead)
            let zone = zone(opened.number)
            entry.cases = opened.cases.map {
                Entry.Case(
                    number: $0.number, trackingCode: $0.trackingCode, product: $0.product, complete: $0.complete,
                    missing: $0.missing.map(\.id), refused: $0.refused, urgent: $0.urgent,
                    readyFrom: OfficeTime($0.plan.readyFrom, zone))
            }
            return entry
        case .refused(let code, let field, let problem, let fix):
            var entry = Entry(line: told.line, id: told.id, outcome: "refused")
            (entry.code, entry.field, entry.problem, entry.fix) = (code, field, problem, fix)
            return entry
        case .unanswered(let failure):
            var entry = Entry(line: told.line, id: told.id, outcome: "unanswered")
            entry.problem = Self.sentence(failure)
            return entry
        case .repeated(let line):
            var entry = Entry(line: told.line, id: told.id, outcome: "repeated")
            entry.ofLine = line
            return entry
        }
    }

    private func progress() {
        guard showsProgress, ContinuousClock.now - lastProgress > .milliseconds(100) else { return }
        lastProgress = .now
        complain("\r\u{1B}[K\(summary.inWords)", end: "")
    }

    private func complain(_ text: String, end: String = "\n") {
        FileHandle.standardError.write(Data((text + end).utf8))
    }
}
