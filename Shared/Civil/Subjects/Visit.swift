import Foundation

/// One person's coming, writing or calling to one office: owns the ticket and the calls.
public struct Visit: Hashable, Sendable {
    public enum Stage: Int, Sendable, CaseIterable {
        case waiting = 1
        case called = 2
        case attended = 3
        case served = 4
        case left = 5
        case noShow = 6
        case carriedOver = 7

        public var isOver: Bool { rawValue >= Stage.served.rawValue }

        /// The word that commands and replies use.
        public var word: String {
            switch self {
            case .waiting: "waiting"
            case .called: "called"
            case .attended: "attended"
            case .served: "served"
            case .left: "left"
            case .noShow: "no_show"
            case .carriedOver: "carried_over"
            }
        }

        public init?(word: String) {
            guard let stage = Stage.allCases.first(where: { $0.word == word }) else { return nil }
            self = stage
        }
    }

    public var opening: VisitOpening
    public var stage = Stage.waiting
    public var desk = ""
    public var calledAt: Moment?
    public var attendedAt: Moment?
    public var closedAt: Moment?
    public var reason = ""

    public init(opening: VisitOpening) {
        self.opening = opening
    }

    /// Where it stands in its lane: urgent needs first, then those whom the law puts first, then as they came.
    public var position: [UInt8] {
        let rank: UInt8 = opening.urgent ? 0 : opening.priority.isEmpty ? 2 : 1
        var bytes = [rank]
        withUnsafeBytes(of: opening.arrivedAt.microseconds.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(opening.ticket).bigEndian) { bytes.append(contentsOf: $0) }
        return bytes
    }

    public mutating func apply(_ event: VisitEvent) -> Bool {
        switch event {
        case .opened: return false
        case .called(let desk, let at):
            guard stage == .waiting else { return false }
            (stage, self.desk, calledAt) = (.called, desk, at)
        case .attended(let at):
            guard stage == .called else { return false }
            (stage, attendedAt) = (.attended, at)
        case .closed(let outcome, let reason, let at):
            guard !stage.isOver, outcome.isOver else { return false }
            (stage, self.reason, closedAt) = (outcome, reason, at)
        }
        return true
    }
}

/// What is known of a visit from its first moment on.
public struct VisitOpening: Hashable, Sendable {
    public var number: String
    public var lane: UUID
    public var office: String
    public var ticket: Int
    public var visitor: Person
    public var channel: String
    public var priority: String
    public var urgent: Bool
    public var arrivedAt: Moment
    public var cases: [UUID]
    public var lineID: String

    public init(
        number: String, lane: UUID, office: String, ticket: Int, visitor: Person, channel: String, priority: String,
        urgent: Bool, arrivedAt: Moment, cases: [UUID], lineID: String
    ) {
        self.number = number
        self.lane = lane
        self.office = office
        self.ticket = ticket
        self.visitor = visitor
        self.channel = channel
        self.priority = priority
        self.urgent = urgent
        self.arrivedAt = arrivedAt
        self.cases = cases
        self.lineID = lineID
    }
}

public enum VisitEvent: Hashable, Sendable {
    case opened(VisitOpening)
    case called(desk: String, at: Moment)
    case attended(at: Moment)
    case closed(Visit.Stage, reason: String, at: Moment)
}
