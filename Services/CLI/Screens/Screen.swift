import ArgumentParser
import Foundation

/// What a command found out: a page for people, and the same as JSON for programs.
protocol Report: Encodable {
    func lines(on screen: Screen) -> [String]
}

/// Where a command writes: a terminal of some width, or a pipe.
struct Screen: Sendable {
    let isJSON: Bool
    /// How wide a page may be; nil where it goes to a file or another program, which cut nothing.
    let width: Int?
    let hasStyle: Bool

    init(isJSON: Bool = false) {
        self.isJSON = isJSON
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        width = isTerminal ? Self.terminalWidth ?? 100 : nil
        hasStyle = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    init(width: Int?, hasStyle: Bool = false) {
        isJSON = false
        self.width = width
        self.hasStyle = hasStyle
    }

    func strong(_ text: String) -> String { hasStyle ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    func faint(_ text: String) -> String { hasStyle ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    func alarm(_ text: String) -> String { hasStyle ? "\u{1B}[1;31m\(text)\u{1B}[0m" : text }

    func show(_ report: some Report) {
        if isJSON {
            write(Self.json(report))
        } else {
            write(report.lines(on: self).joined(separator: "\n"))
        }
    }

    func write(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }

    /// Tells what went wrong and gives the exit that goes with it.
    func complain(_ complaint: Complaint) -> ExitCode {
        FileHandle.standardError.write(Data("loket: \(complaint)\n".utf8))
        if isJSON { write(Self.json(ErrorReport(complaint))) }
        return ExitCode(complaint.status.rawValue)
    }

    /// One line, its keys in alphabetical order.
    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            preconditionFailure("a report is made of texts and numbers: \(error)")
        }
    }

    private static var terminalWidth: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return nil }
        return Int(size.ws_col)
    }
}

/// `{"error": …}`, so that a program that reads stdout always gets JSON.
private struct ErrorReport: Encodable {
    struct What: Encodable {
        let code: String
        let field: String
        let problem: String
        let fix: String
        let sentence: String
    }

    let error: What

    init(_ complaint: Complaint) {
        error = What(
            code: complaint.code.isEmpty ? "\(complaint.status)" : complaint.code, field: complaint.field,
            problem: complaint.problem, fix: complaint.fix, sentence: complaint.description)
    }
}
