import Civil
import Contracts
import ServiceClient

/// What became of one line of a file of visits.
enum LineOutcome {
    case filed(WireVisitOpened)
    /// Nothing of it was done.
    case refused(code: String, field: String, problem: String, fix: String)
    /// Nobody knows, or nobody could take it: the same line is to be sent again.
    case unanswered(RequestFailure)
    /// Word for word an earlier line of this file.
    case repeated(line: Int)

    init(_ rejection: Rejection) {
        self = .refused(
            code: rejection.code.rawValue, field: rejection.field, problem: rejection.problem, fix: rejection.fix)
    }

    init(_ result: Result<[UInt8], RequestFailure>, from name: String) {
        switch result {
        case .success(let bytes):
            if case .visitOpened(let opened)? = try? IntakeDialect.read(bytes) {
                self = .filed(opened)
            } else {
                self = .unanswered(.unreadable(name))
            }
        case .failure(.rejected(let no)):
            self = .refused(code: no.code, field: no.field, problem: no.problem, fix: no.fix)
        case .failure(.fault(let fault)):
            self = .refused(code: fault.code, field: "line", problem: fault.problem, fix: fault.fix)
        case .failure(let failure): self = .unanswered(failure)
        }
    }
}

/// How many lines ended how.
struct FilingSummary: Encodable, Equatable {
    var lines = 0
    var filed = 0
    /// How many of these were filed before; on a clock that stands still nobody can tell.
    var before = 0
    var cases = 0
    var incomplete = 0
    var refused = 0
    var unanswered = 0
    var repeated = 0

    /// - Parameter start: the site's time when the filing began.
    mutating func count(_ outcome: LineOutcome, since start: Moment) {
        lines += 1
        switch outcome {
        case .filed(let opened):
            filed += 1
            if Moment(microseconds: opened.at) < start { before += 1 }
            cases += opened.cases.count
            incomplete += opened.cases.count { !$0.missing.isEmpty }
        case .refused: refused += 1
        case .unanswered: unanswered += 1
        case .repeated: repeated += 1
        }
    }

    /// `18 filed (21 cases, 3 incomplete), 4 of them before, 2 refused`.
    var inWords: String {
        var words = "\(filed) filed"
        if filed > 0 {
            words +=
                " (\(cases) \(cases == 1 ? "case" : "cases")" + (incomplete > 0 ? ", \(incomplete) incomplete)" : ")")
        }
        if before > 0 { words += before == filed ? ", all before" : ", \(before) of them before" }
        if refused > 0 { words += ", \(refused) refused" }
        if unanswered > 0 { words += ", \(unanswered) unanswered" }
        if repeated > 0 { words += ", \(repeated) repeated" }
        return words
    }
}
