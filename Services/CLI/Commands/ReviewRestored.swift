import ArgumentParser
import Civil
import Contracts
import Foundation
import Postgres
import ServiceClient

struct ReviewRestoredCases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "List the cases of a restored site that wait for a look at the paper.",
        discussion: """
            They stand by lane and ticket, each with what it was at the backup. Compare with the tray, the receipts, the
            ticked lists of the runs and the register of letters; then release each with loket restore release.

            Examples:
              loket restore review
              loket restore review --stage to-print --json

            JSON: cases (number, lane, applicant, product, stage, urgent, restored_from).

            Exit codes: 0 none is left, 1 the site could not be read, 2 not understood, 5 there are some.
            """)

    @Option(help: ArgumentHelp("Only those that were at this step.", valueName: "step"))
    var stage: String?

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            let folder = SiteFolder(data)
            let wanted = try stage.map { try CaseFile.Stage(asked: $0) }
            let server = try SiteServer(folder)
            defer { server.stop() }
            let connection = try server.connect(as: "loket-restore")
            defer { connection.close() }
            let catalogue = try Catalogue(yaml: String(contentsOfFile: folder.catalogue, encoding: .utf8))
            let files = try HeldCases(connection).all().filter { wanted == nil || $0.stage == wanted }
            screen.show(ReviewReport(files, catalogue))
            if !files.isEmpty { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct ReleaseRestoredCases: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let cases of a restored site go on, after a look at the paper.",
        discussion: """
            Without --printed you say that nothing was done for the case after the backup. With --printed, that its
            document lies here: it is not printed again, and the applicant is not told again by a message. What was
            recorded meanwhile is recorded again; what was handed out is collected again, with the name and the code
            from the office's own list.

            Examples:
              loket restore release KLR-261123-B002-1 --reason "not in the tray, not on the run's list"
              loket restore release KLR-261123-B003-1 KLR-261123-B004-1 --printed --reason "both lie in the tray"
              loket restore release --all-in to-record --reason "SIAK has no recording after 10.00"

            JSON: one object with released (numbers) and refused (number, problem, fix, code).

            \(ExitStatus.help)
            """)

    @Argument(help: "The cases.")
    var numbers: [String] = []

    @Option(help: ArgumentHelp("All that wait at this step; needs the site's folder.", valueName: "step"))
    var allIn: String?

    @Flag(help: "Their documents were printed after the backup, and are here.")
    var printed = false

    @Option(help: "How you know; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if numbers.isEmpty == (allIn == nil) { throw ValidationError("Name cases, or a step with --all-in.") }
    }

    func run() async throws {
        let screen = Screen(isJSON: site.json)
        var cases = numbers
        if let allIn {
            try screen.telling { cases = try held(at: allIn) }
        }
        try await Counter.open(site) { counter in
            var report = ReleaseReport()
            for number in cases {
                do {
                    let view = try await counter.askHolder(
                        of: number,
                        { number in
                            .releaseHold(
                                .with {
                                    $0.caseNumber = number
                                    $0.reason = reason
                                    $0.paperMade = printed
                                })
                        }, id: nil)
                    report.released.append(.init(number: view.number, stage: view.stage))
                } catch RequestFailure.rejected(let no) {
                    report.refused.append(.init(number: number, problem: no.problem, fix: no.fix, code: no.code))
                }
            }
            counter.screen.show(report)
            if report.refused.isEmpty { return }
            throw ExitCode((report.released.isEmpty ? ExitStatus.refused : .partial).rawValue)
        }
    }

    private func held(at step: String) throws -> [String] {
        let stage = try CaseFile.Stage(asked: step)
        let server = try SiteServer(SiteFolder(site.data))
        defer { server.stop() }
        let connection = try server.connect(as: "loket-restore")
        defer { connection.close() }
        return try HeldCases(connection).all().filter { $0.stage == stage }.map(\.filing.number)
    }
}

extension CaseFile.Stage {
    /// A step as people name it.
    init(asked word: String) throws {
        let open = Self.allCases.filter { !$0.isClosed }
        guard let stage = open.first(where: { $0.word == word }) else {
            throw SiteProblem(
                "\(Rejection.quoted(word)) is no step of an open case: use one of "
                    + "\(open.map(\.word).joined(separator: ", ")).")
        }
        self = stage
    }
}

private struct ReviewReport: Report {
    struct Line: Encodable {
        let number: String
        let lane: String
        let applicant: String
        let product: String
        let stage: String
        let urgent: Bool
        let restoredFrom: OfficeTime?
    }

    let cases: [Line]

    init(_ files: [CaseFile], _ catalogue: Catalogue) {
        cases = files.map { file in
            let zone = catalogue.offices.first { $0.code.text == file.filing.office }?.zone ?? .wib
            return Line(
                number: file.filing.number, lane: CaseNumber(file.filing.number)?.ticket.letter ?? "",
                applicant: file.filing.applicant.name.text,
                product: catalogue.product(file.filing.product)?.name ?? file.filing.product, stage: file.stage.word,
                urgent: file.filing.urgent, restoredFrom: file.restoredFrom.map { OfficeTime($0, zone) })
        }
    }

    func lines(on screen: Screen) -> [String] {
        guard let from = cases.lazy.compactMap(\.restoredFrom).first else {
            return ["No case waits for a look at the paper."]
        }
        var lines = ["\(cases.count) cases, as they were at \(from.full):"]
        for lane in Set(cases.map(\.lane)).sorted() {
            var table = Table(.init("LANE \(lane)"), .init("WAS"), .init("APPLICANT"), .init("PRODUCT"))
            for line in cases where line.lane == lane {
                table.add(line.number, line.stage + (line.urgent ? ", urgent" : ""), line.applicant, line.product)
            }
            lines += [""] + table.lines(on: screen)
        }
        return lines + ["", "Look at the paper of each, then: loket restore release CASE [--printed] --reason …"]
    }
}

private struct ReleaseReport: Report {
    struct Released: Encodable {
        let number: String
        let stage: String
    }

    struct Refused: Encodable {
        let number: String
        let problem: String
        let fix: String
        let code: String
    }

    var released: [Released] = []
    var refused: [Refused] = []

    func lines(on screen: Screen) -> [String] {
        released.map { "\(screen.strong($0.number))   \($0.stage)" }
            + refused.map { "\(screen.alarm($0.number))   \($0.problem); \($0.fix) [\($0.code)]" }
    }
}
