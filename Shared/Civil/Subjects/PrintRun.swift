import Foundation

/// The next day's printing as one thing: its list, its cut-off, and the count of paper against the list.
public struct PrintRun: Hashable, Sendable {
    public enum Stage: Int, Sendable, CaseIterable {
        case open = 1
        case closed = 2
        case printing = 3
        case finished = 4

        public var word: String {
            switch self {
            case .open: "open"
            case .closed: "closed"
            case .printing: "printing"
            case .finished: "finished"
            }
        }
    }

    public var number: String
    public var office: String
    public var day: Day
    public var cutOff: Moment
    public var stage = Stage.open
    public var items: [RunItem] = []
    /// When the list was closed.
    public var closedAt: Moment?
    /// The printer's reference of the printed list, empty until it is there.
    public var list = ""
    public var listAttempts = 0

    public init(number: String, office: String, day: Day, cutOff: Moment) {
        self.number = number
        self.office = office
        self.day = day
        self.cutOff = cutOff
    }

    public mutating func apply(_ event: PrintRunEvent) -> Bool {
        switch event {
        case .planned: return false
        case .listClosed(let items, let at):
            guard stage == .open else { return false }
            (stage, self.items, closedAt) = (.closed, items, at)
        case .started:
            guard stage == .closed else { return false }
            stage = .printing
        case .listStarted(_, let attempt, _):
            guard stage == .printing || stage == .finished else { return false }
            listAttempts = attempt
        case .listEnded(_, let outcome, let reference, _, _):
            guard stage == .printing || stage == .finished else { return false }
            if outcome == .confirmed { list = reference }
        case .itemSettled(let file, let result, let reason, _):
            guard stage != .open, let index = items.firstIndex(where: { $0.file == file }) else { return false }
            items[index].result = result
            items[index].reason = reason
        case .finished:
            guard stage == .printing || stage == .closed else { return false }
            stage = .finished
        }
        return true
    }
}

/// A line of a run's list.
public struct RunItem: Hashable, Sendable {
    /// What became of it: waiting, printed, spoiled, reprinted, missing or withdrawn.
    public enum Result: String, Hashable, Sendable, CaseIterable {
        case waiting, printed, spoiled, reprinted, missing, withdrawn

        /// The line needs nothing more before the run can be finished.
        public var isSettled: Bool { self == .printed || self == .reprinted || self == .missing || self == .withdrawn }
    }

    public var file: UUID
    public var number: String
    public var product: String
    public var applicant: String
    public var medium: String
    public var urgent: Bool
    public var result = Result.waiting
    public var reason = ""

    public init(
        file: UUID, number: String, product: String, applicant: String, medium: String, urgent: Bool,
        result: Result = .waiting, reason: String = ""
    ) {
        self.file = file
        self.number = number
        self.product = product
        self.applicant = applicant
        self.medium = medium
        self.urgent = urgent
        self.result = result
        self.reason = reason
    }
}

public enum PrintRunEvent: Hashable, Sendable {
    case planned(number: String, office: String, day: Day, cutOff: Moment)
    case listClosed([RunItem], at: Moment)
    case started(at: Moment)
    case itemSettled(UUID, RunItem.Result, reason: String, at: Moment)
    case finished(at: Moment)
    /// The list on paper, which is printed like everything else.
    case listStarted(effect: UUID, attempt: Int, at: Moment)
    case listEnded(effect: UUID, EffectOutcome, reference: String, reason: String, at: Moment)
}
