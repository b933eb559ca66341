import ArgumentParser
import Contracts
import ServiceClient

struct ReconcileRun: AsyncParsableCommand {
    enum Result: String, EnumerableFlag {
        case printed, spoiled, missing, putOff

        static func help(for result: Result) -> ArgumentHelp? {
            switch result {
            case .printed: "The paper is there and good."
            case .spoiled: "The paper is spoiled; it is printed again."
            case .missing: "The paper can't be found."
            case .putOff: "Not printed in this run: it goes into a later one."
            }
        }

        var word: String { self == .putOff ? "put_off" : rawValue }
    }

    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Say what the count of paper found.",
        discussion: """
            Name the lines that are not as they should be first, then the rest in one go.

            Examples:
              loket print-run reconcile KLR-261124-P1 KLR-261123-A007-1 --spoiled --reason "paper jam"
              loket print-run reconcile KLR-261124-P1 --rest --printed

            \(ExitStatus.help)
            """)

    @Argument(help: "The run.")
    var number: String

    @Argument(help: ArgumentHelp("The cases that were counted.", valueName: "case"))
    var cases: [String] = []

    @Flag(help: "All lines that wait to be counted.")
    var rest = false

    @Flag(exclusivity: .exclusive)
    var result: Result

    @Option(help: "Why, where it is not printed.")
    var reason = ""

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func validate() throws {
        if cases.isEmpty != rest { throw ValidationError("Name the cases that were counted, or say --rest.") }
        if action.request != nil && cases.count != 1 {
            throw ValidationError("--request asks one thing again: name the one case that it was about.")
        }
        if result != .printed && reason.isEmpty { throw ValidationError("Say why with --reason.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofRun: number)
            var run = try await counter.run(office, .showRun(.with { $0.run = number }))
            let counted = rest ? run.items.filter { $0.result == "waiting" }.map(\.number) : cases
            var refusals: [String] = []
            for item in counted {
                let reconcile = WireReconcileItem.with {
                    $0.run = number
                    $0.caseNumber = item
                    $0.result = result.word
                    $0.reason = reason
                }
                do {
                    run = try await counter.run(office, .reconcileItem(reconcile), id: action.requestID)
                } catch RequestFailure.unknown(let name, let id) where rest || counted.count > 1 {
                    throw Complaint(
                        .unknown,
                        "no answer came from \(name), so \(item) may be counted or not: the same for \(item) alone with "
                            + "--request \(id.uuidString.lowercased()) counts it once at most; then count the rest")
                } catch let failure as RequestFailure where counted.count > 1 && !failure.isRetriable {
                    let why = "\(failure)"
                    refusals.append(why.contains(item) ? why : "\(item): \(why)")
                }
            }
            counter.screen.show(run)
            if let first = refusals.first {
                let others = refusals.count == 1 ? "" : " (and \(refusals.count - 1) more were refused)"
                throw Complaint(refusals.count == counted.count ? .refused : .partial, "\(first)\(others)")
            }
        }
    }
}
