import Civil
import Contracts

/// A visit: its ticket, where it stands, and its cases.
struct VisitReport: Report {
    let number: String
    let lane: String
    let visitor: String
    let stage: String
    let desk: String
    let priority: String
    let urgent: Bool
    let arrivedAt: OfficeTime
    let calledAt: OfficeTime?
    let attendedAt: OfficeTime?
    let closedAt: OfficeTime?
    /// How many are called before it; only while it waits.
    let ahead: Int
    /// Their numbers; ``caseReports`` has the rest where it was asked for.
    let cases: [String]
    let caseReports: [CaseReport]

    init(_ view: WireVisitView, _ zone: OfficeZone, cases reports: [CaseReport] = []) {
        number = view.number
        lane = view.lane
        visitor = view.visitor
        stage = view.stage
        desk = view.desk
        priority = view.priority
        urgent = view.urgent
        arrivedAt = OfficeTime(Moment(microseconds: view.arrivedAt), zone)
        calledAt = OfficeTime(view.calledAt, zone)
        attendedAt = OfficeTime(view.attendedAt, zone)
        closedAt = OfficeTime(view.closedAt, zone)
        ahead = Int(view.ahead)
        cases = view.cases.map(\.number)
        caseReports = reports
    }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Where", place)
        facts.add("Arrived", arrivedAt.full)
        facts.add("Called", calledAt.map { "\($0.clock), after \(($0.moment - arrivedAt.moment).inWords)" } ?? "")
        facts.add("Ended", closedAt.map { $0.clock } ?? "")
        if caseReports.isEmpty {
            facts.add("Cases", cases.joined(separator: ", "))
            if cases.isEmpty { facts.add("Cases", "none: a question") }
        }
        let flag = urgent ? "   URGENT" : priority.isEmpty ? "" : "   \(priority)"
        return ["\(screen.strong(number))   \(visitor)" + (flag.isEmpty ? "" : screen.alarm(flag))]
            + facts.lines(on: screen) + caseReports.flatMap { [""] + $0.summary(on: screen) }
            + (caseReports.first.map { ["", screen.faint($0.source)] } ?? [])
    }

    private var place: String {
        switch stage {
        case "waiting": "waits in lane \(lane), \(ahead == 0 ? "is next" : "\(ahead) before it")"
        case "called": "called to desk \(desk)"
        case "attended": "at desk \(desk)"
        case "served": "served at desk \(desk)"
        case "no_show": noShowInWords
        case "left": "left"
        case "carried_over":
            "not called that day: carried over; for a new ticket, file a visit with an id of its own and no applications"
        default: stage
        }
    }

    /// A call is given up by itself when its time is over.
    private var noShowInWords: String {
        // The operators' command of this module has the same name.
        guard let calledAt, let closedAt, closedAt.moment - calledAt.moment >= Civil.CallVisit.patience else {
            return "called to desk \(desk), did not come"
        }
        let after = (closedAt.moment - calledAt.moment).inWords
        return "called to desk \(desk), closed as not there at \(closedAt.clock), \(after) after the call"
    }
}
