import Contracts

/// Cases that wait at a step, in their order.
struct WaitingReport: Report {
    let step: String
    let count: Int
    let cases: [CaseReport]

    init(_ list: WireWaitingCases, _ directory: SiteDirectory) {
        step = list.step
        count = Int(list.count)
        cases = list.cases.map { CaseReport($0, directory) }
    }

    func lines(on screen: Screen) -> [String] {
        if cases.isEmpty { return ["No case is \(step)."] }
        var table = Table(
            .init("CASE"), .init("PRODUCT"), .init("FILED"), .init("WAITS FOR"), .init("APPLICANT"))
        for file in cases { table.add(file.number, file.product, file.filedAt.short, file.waitsFor, file.applicant) }
        return table.lines(on: screen)
            + (count > cases.count ? [screen.faint("… and \(count - cases.count) more")] : [])
    }
}

/// A capture that was not good enough, and why.
struct RefusedCaptureReport: Report {
    let attempt: Int
    let reasons: [String]
    let `case`: CaseReport

    init(_ refused: WireCaptureRefused, _ directory: SiteDirectory) {
        attempt = Int(refused.attempt)
        reasons = refused.reasons
        `case` = CaseReport(refused.case, directory)
    }

    func lines(on screen: Screen) -> [String] {
        [screen.alarm("Attempt \(attempt) is not good enough:")] + reasons.map { "  \($0)" } + [""]
            + `case`.summary(on: screen)
    }
}
