import Civil
import Contracts

/// Who waits in which lane, who stands at which desk, and how many cases wait at each step.
struct QueueReport: Report {
    struct Lane: Encodable {
        let letter: String
        let name: String
        let issued: Int
        let waiting: Int
        let next: [VisitReport]
        let atDesks: [VisitReport]
    }

    struct Step: Encodable {
        let step: String
        let cases: Int
    }

    let office: String
    let officeName: String
    let day: String
    let asOf: OfficeTime
    let lanes: [Lane]
    let steps: [Step]

    /// - Parameter day: the day that was asked for; 0 stands for today.
    init(_ view: WireQueueView, office code: String, day asked: Int32, _ directory: SiteDirectory) {
        let zone = directory.zone(code)
        office = code
        officeName = directory.entry(code)?.name ?? code
        asOf = OfficeTime(Moment(microseconds: view.asOf), zone)
        day = (asked == 0 ? asOf.day : Day(ordinal: asked)).iso
        lanes = view.lanes.map { lane in
            Lane(
                letter: lane.letter, name: lane.name, issued: Int(lane.issued), waiting: Int(lane.waiting),
                next: lane.next.map { VisitReport($0, zone) }, atDesks: lane.atDesks.map { VisitReport($0, zone) })
        }
        steps = view.steps.map { Step(step: $0.step, cases: Int($0.cases)) }
    }

    func lines(on screen: Screen) -> [String] {
        var lines = ["\(screen.strong(officeName))   \(whenInWords)", ""]
        var overview = Table(
            .init("LANE"), .init("TICKETS", .right), .init("WAITING", .right), .init("LONGEST", .right), .init("NAME"))
        for lane in lanes {
            let longest = lane.next.map { asOf.moment - $0.arrivedAt.moment }.max()
            overview.add(
                lane.letter, "\(lane.issued)", "\(lane.waiting)", longest.map(\.inWords) ?? "–", lane.name)
        }
        lines += overview.lines(on: screen)
        let desks = lanes.flatMap(\.atDesks).sorted { $0.desk < $1.desk }
        if !desks.isEmpty {
            var table = Table(.init("DESK"), .init("TICKET"), .init("SINCE"), .init("VISITOR"))
            for visit in desks {
                let since = visit.attendedAt ?? visit.calledAt
                let state = visit.stage == "called" ? "called" : "there"
                table.add(visit.desk, visit.number, "\(state) \(since?.clock ?? "")", visit.visitor)
            }
            lines += [""] + table.lines(on: screen)
        }
        for lane in lanes where !lane.next.isEmpty {
            var table = Table(
                .init("NEXT IN \(lane.letter)"), .init("WAITS", .right), .init("BECAUSE"), .init("VISITOR"))
            for visit in lane.next {
                table.add(
                    visit.number, (asOf.moment - visit.arrivedAt.moment).inWords,
                    visit.urgent ? "urgent" : visit.priority, visit.visitor)
            }
            lines += [""] + table.lines(on: screen)
            if lane.waiting > lane.next.count {
                lines.append(screen.faint("… and \(lane.waiting - lane.next.count) more"))
            }
        }
        if !steps.isEmpty {
            lines += ["", "Cases: " + steps.map { "\($0.cases) \($0.step)" }.joined(separator: ", ")]
        }
        return lines
    }

    private var whenInWords: String {
        if day == asOf.day.iso { return asOf.full }
        return "\((try? Day(iso: day))?.inWords ?? day), as of \(asOf.full)"
    }
}
