/// The lines that keep a run from being finished, and what is possible for each where it stands now.
struct OpenLines {
    private enum Remedy: CaseIterable {
        case count, countCard, printAgain, settle, wait, look

        init(_ item: RunReport.Item) {
            switch item.stage {
            case "to-reconcile": self = .count
            case "in-run" where item.medium == "hvs": self = .printAgain
            case "in-run": self = .countCard
            case "print-unknown": self = .settle
            case "printing": self = .wait
            default: self = .look
            }
        }

        func words(_ numbers: String) -> String {
            switch self {
            case .count: "count \(numbers) as printed, spoiled or missing"
            case .countCard: "count \(numbers) as printed, spoiled or missing, or put it off"
            case .printAgain: "print \(numbers) with loket print, or put it off"
            case .settle: "say with loket unknown resolve what became of \(numbers)"
            case .wait: "wait for the printer's answer about \(numbers)"
            case .look: "look with loket status at \(numbers)"
            }
        }
    }

    /// As many as the refusal to finish the run names.
    private static let most = 5

    private let items: [RunReport.Item]

    init(of run: RunReport) {
        items = run.stage == "printing" ? Array(run.items.filter(\.isOpen).prefix(Self.most)) : []
    }

    /// Nil where no line is open.
    var advice: String? {
        let advice = Remedy.allCases.compactMap { remedy in
            let numbers = items.filter { Remedy($0) == remedy }.map(\.number)
            return numbers.isEmpty ? nil : remedy.words(numbers.joined(separator: ", "))
        }
        return advice.isEmpty ? nil : advice.joined(separator: "; ")
    }
}

extension RunReport.Item {
    fileprivate var isOpen: Bool { result == "waiting" || result == "spoiled" }

    /// Where its case stands, which a run that is asked for says of a line that isn't settled.
    fileprivate var stage: Substring { reason.prefix { $0 != ":" } }

    /// `waiting: printing`, `spoiled, printed again: count it`.
    var resultInWords: String {
        if result == "spoiled", stage == "to-reconcile" { return "spoiled, printed again: count it" }
        return reason.isEmpty ? result : "\(result): \(reason)"
    }
}
