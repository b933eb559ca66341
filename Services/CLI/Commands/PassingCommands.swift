import ArgumentParser
import Contracts
import Foundation
import ServiceClient

struct NoteArrival: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "arrived",
        abstract: "Say that documents which were printed at another office are here.",
        discussion: """
            From then on they can be collected, and their applicants are told. Name each that is in the bag; one that
            is refused holds up none of the others.

            Examples:
              loket arrived KLR-261123-A007-1
              loket arrived KLR-261123-A007-1 KLR-261123-A009-1 KLR-261123-A012-1

            JSON: arrived (cases as in loket status) and refused (number, code, problem, fix).

            \(ExitStatus.help)
            """)

    @Argument(help: ArgumentHelp("The cases.", valueName: "case"))
    var numbers: [String]

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func validate() throws {
        if action.requestID != nil, numbers.count > 1 {
            throw ValidationError("--request belongs to one case: name that one alone.")
        }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            var report = ArrivalReport()
            for number in numbers {
                let note = WirePrintingCommand.OneOf_Command.noteArrival(.with { $0.caseNumber = number })
                do {
                    report.arrived.append(try await counter.printing(number, { _ in note }, id: action.requestID))
                } catch let failure as RequestFailure {
                    guard case .rejected(let why) = failure, numbers.count > 1 else { throw failure }
                    report.refused.append(.init(number: number, why))
                }
            }
            counter.screen.show(report)
            if !report.refused.isEmpty {
                throw ExitCode((report.arrived.isEmpty ? ExitStatus.refused : .partial).rawValue)
            }
        }
    }
}

private struct ArrivalReport: Report {
    struct Refused: Encodable {
        let number: String
        let code: String
        let problem: String
        let fix: String

        init(number: String, _ why: WireRejection) {
            self.number = number
            (code, problem, fix) = (why.code, why.problem, why.fix)
        }
    }

    var arrived: [CaseReport] = []
    var refused: [Refused] = []

    func lines(on screen: Screen) -> [String] {
        var lines = arrived.map { "\(screen.strong($0.number))   \($0.productName): here, to be collected" }
        for no in refused { lines.append(screen.alarm("\(no.number): \(no.problem); \(no.fix)")) }
        return lines
    }
}

struct HandBackCase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-back",
        abstract: "Give a case back to the office that it came from, and say why.",
        discussion: """
            It is held there until a person has read the reason. A document that came broken, or never, is printed again
            by the office that printed it.

            Examples:
              loket hand-back KLR-261123-A007-1 --reason "no blank cards until Friday"
              loket hand-back KLR-261123-A007-1 --reason "the card came broken"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "Why; it stands in the journal.")
    var reason: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.ask(holderOf: number, site, id: action.requestID) { number in
            .handBack(
                .with {
                    $0.caseNumber = number
                    $0.reason = reason
                })
        }
    }
}
