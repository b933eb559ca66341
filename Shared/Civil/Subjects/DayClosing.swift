/// The day of an office in figures. Both sums must agree: what came in went somewhere, and every ticket ended.
public struct DayClosing: Sendable {
    public let office: String
    /// All offices of its site; nil where every office is.
    public let siteOffices: [String]?
    public let from: Moment
    public let to: Moment
    public private(set) var filed = 0
    public private(set) var carriedIn = 0
    public private(set) var collected = 0
    public private(set) var ready = 0
    public private(set) var waiting: [CaseFile.Stage: Int] = [:]
    public private(set) var incomplete = 0
    public private(set) var refused = 0
    public private(set) var withdrawn = 0
    /// Open at another site, whatever its step there.
    public private(set) var elsewhere = 0
    public private(set) var held = 0
    public private(set) var unknown = 0
    public private(set) var tickets = 0
    public private(set) var visits: [Visit.Stage: Int] = [:]
    /// From arrival to call, of everybody who was called.
    public private(set) var waits: [Duration] = []

    public init(office: String, siteOffices: [String]?, from: Moment, to: Moment) {
        self.office = office
        self.siteOffices = siteOffices
        self.from = from
        self.to = to
    }

    public mutating func count(_ visit: Visit) {
        tickets += 1
        visits[visit.stage, default: 0] += 1
        if let called = visit.calledAt { waits.append(called - visit.opening.arrivedAt) }
    }

    /// A case that was closed before the day, or filed after it, isn't of the day.
    public mutating func count(_ file: CaseFile) {
        guard file.filing.filedAt < to else { return }
        if let closed = file.closedAt, closed < from { return }
        if file.filing.filedAt >= from { filed += 1 } else { carriedIn += 1 }
        if let siteOffices, !siteOffices.contains(file.office), !file.stage.isClosed {
            elsewhere += 1
            return
        }
        if !file.held.isEmpty, !file.stage.isClosed {
            held += 1
            return
        }
        switch file.stage {
        case .collected: collected += 1
        case .withdrawn: withdrawn += 1
        case .refused: refused += 1
        case .incomplete: incomplete += 1
        case .ready: ready += 1
        case .printUnknown: unknown += 1
        case .toRecord, .awaitingCentre, .toPrint, .inRun, .printing, .toReconcile, .missing, .arriving:
            waiting[file.stage, default: 0] += 1
        }
    }

    public var openVisits: Int { visits.reduce(0) { $0 + ($1.key.isOver ? 0 : $1.value) } }

    /// What doesn't agree, in words; empty when everything does.
    public var complaint: String {
        let went =
            collected + ready + waiting.values.reduce(0, +) + incomplete + refused + withdrawn + elsewhere + held
            + unknown
        let ended = visits.reduce(0) { $0 + ($1.key.isOver ? $1.value : 0) }
        var complaints: [String] = []
        if filed + carriedIn != went {
            complaints.append("\(filed + carriedIn) cases came in and \(went) are accounted for")
        }
        if tickets != ended { complaints.append("\(tickets) tickets were given and \(ended) visits ended") }
        return complaints.joined(separator: "; ")
    }
}
