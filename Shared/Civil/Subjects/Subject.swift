import Foundation

/// Anything that has a history. Indirect: it is passed around far more often than it is taken apart.
public indirect enum Subject: Hashable, Sendable {
    case lane(Lane)
    case visit(Visit)
    case caseFile(CaseFile)
    case printDesk(PrintDesk)
    case printRun(PrintRun)
    case notice(Notice)

    public enum Kind: Int16, Sendable, CaseIterable {
        case lane = 1
        case visit = 2
        case caseFile = 3
        case printDesk = 4
        case printRun = 5
        case notice = 6
    }

    public var kind: Kind {
        switch self {
        case .lane: .lane
        case .visit: .visit
        case .caseFile: .caseFile
        case .printDesk: .printDesk
        case .printRun: .printRun
        case .notice: .notice
        }
    }

    /// The service that may write in it.
    public var holder: String {
        switch self {
        case .lane, .visit: "intake"
        case .caseFile(let file): file.service
        case .printDesk, .printRun: "printing"
        case .notice: "notification"
        }
    }

    /// The office where a case is held; nil for what never leaves its own.
    public var holdingOffice: String? {
        if case .caseFile(let file) = self { file.office } else { nil }
    }

    /// Handed over and not yet taken: nobody writes in it but the receiver's first entry.
    public var isInTransit: Bool {
        if case .caseFile(let file) = self { file.inTransit } else { false }
    }

    public var office: String {
        switch self {
        case .lane(let lane): lane.key.office
        case .visit(let visit): visit.opening.office
        case .caseFile(let file): file.filing.office
        case .printDesk(let desk): desk.office
        case .printRun(let run): run.office
        case .notice(let notice): notice.office
        }
    }

    /// The list in which it waits where it is held, and its place there; nil when it waits for nothing.
    public var place: Place? {
        switch self {
        case .visit(let visit):
            visit.stage == .waiting ? Place(queue: visit.opening.lane, position: visit.position) : nil
        case .caseFile(let file): file.queue.map { Place(queue: $0, position: file.position) }
        case .lane, .printDesk, .printRun, .notice: nil
        }
    }

    /// Its place at a site with these offices. What another site holds waits in no list here but in that of its own
    /// office's cases that are away.
    public func place(at offices: [String]) -> Place? {
        guard case .caseFile(let file) = self, !offices.contains(file.office) else { return place }
        guard !file.stage.isClosed, offices.contains(file.filing.office) else { return nil }
        return Place(queue: CaseFile.awayQueue(office: file.filing.office), position: file.position)
    }

    /// The subjects that it is made of or has at hand: whoever stands at a lane's desks, a visit's cases, a run's
    /// items.
    public var parts: [UUID] {
        switch self {
        case .lane(let lane): lane.desks.map(\.visit)
        case .visit(let visit): visit.opening.cases
        case .printRun(let run): run.items.map(\.file)
        case .caseFile, .printDesk, .notice: []
        }
    }

    /// A place in a list; lists are ordered by the bytes of the position.
    public struct Place: Hashable, Sendable {
        public var queue: UUID
        public var position: [UInt8]

        public init(queue: UUID, position: [UInt8]) {
            self.queue = queue
            self.position = position
        }
    }
}

/// An entry of a subject's history.
public indirect enum Event: Hashable, Sendable {
    case lane(LaneEvent)
    case visit(VisitEvent)
    case caseFile(CaseEvent)
    case printDesk(PrintDeskEvent)
    case printRun(PrintRunEvent)
    case notice(NoticeEvent)
}

extension Subject {
    /// The subject after one more entry; nil if that entry can't stand there, which is a defect and
    /// never a matter of the citizen's.
    public static func evolve(_ subject: Subject?, _ event: Event) -> Subject? {
        guard let subject else { return begun(by: event) }
        switch (subject, event) {
        case (.lane(var lane), .lane(let event)): return lane.apply(event) ? .lane(lane) : nil
        case (.visit(var visit), .visit(let event)): return visit.apply(event) ? .visit(visit) : nil
        case (.caseFile(var file), .caseFile(let event)): return file.apply(event) ? .caseFile(file) : nil
        case (.printDesk(var desk), .printDesk(let event)): return desk.apply(event) ? .printDesk(desk) : nil
        case (.printRun(var run), .printRun(let event)): return run.apply(event) ? .printRun(run) : nil
        case (.notice(var notice), .notice(let event)): return notice.apply(event) ? .notice(notice) : nil
        default: return nil
        }
    }

    /// A history begins with its opening entry and with no other.
    private static func begun(by event: Event) -> Subject? {
        switch event {
        case .lane(.opened(let key)): .lane(Lane(key: key))
        case .visit(.opened(let opening)): .visit(Visit(opening: opening))
        case .caseFile(.filed(let filing)): .caseFile(CaseFile(filing: filing))
        case .printDesk(.opened(let office, let code)): .printDesk(PrintDesk(office: office, shortCode: code))
        case .printRun(.planned(let number, let office, let day, let cutOff)):
            .printRun(PrintRun(number: number, office: office, day: day, cutOff: cutOff))
        case .notice(.planned(let notice)): .notice(notice)
        default: nil
        }
    }
}
