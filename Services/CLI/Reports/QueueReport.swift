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

    /// Another office of the district, as it last said.
    struct Other: Encodable {
        let office: String
        let name: String
        let waiting: Int?
        let steps: [Step]
        let ageSeconds: Int?
    }

    let office: String
    let officeName: String
    let day: String
    let asOf: OfficeTime
    let lanes: [Lane]
    let steps: [Step]
    let district: [Other]

    /// - Parameters:
    ///   - day: the day that was asked for; 0 stands for today.
    ///   - district: what Dukcapil knows of its offices; empty elsewhere.
    init(
        _ view: WireQueueView, office code: String, day asked: Int32, district: WireDistrictView,
        _ directory: SiteDirectory
    ) {
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
        let own = Set(directory.entries.map(\.code))
        self.district =
            district.offices.filter { !own.contains($0.office) }.map { report in
                Other(
                    office: report.office, name: report.name, waiting: Int(report.waiting),
                    steps: report.steps.map { Step(step: $0.step, cases: Int($0.cases)) },
                    ageSeconds: Int(report.ageSeconds))
            }
            + district.unheard.map {
                Other(office: $0.code, name: $0.name, waiting: nil, steps: [], ageSeconds: nil)
            }
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
            lines += ["", "Cases: " + Self.inWords(steps)]
        }
        guard !district.isEmpty else { return lines }
        var others = Table(.init("OFFICE"), .init("WAITING", .right), .init("KNOWN"), .init("NAME"), .init("CASES"))
        for other in district {
            others.add(
                other.office, other.waiting.map(String.init) ?? "-",
                other.ageSeconds.map { DistrictReport.age($0, isHere: false) } ?? "never", other.name,
                other.steps.isEmpty ? "-" : Self.inWords(other.steps))
        }
        return lines + ["", "The district's other offices"] + others.lines(on: screen)
    }

    private static func inWords(_ steps: [Step]) -> String {
        steps.map { "\($0.cases) \($0.step)" }.joined(separator: ", ")
    }

    private var whenInWords: String {
        if day == asOf.day.iso { return asOf.full }
        return "\((try? Day(iso: day))?.inWords ?? day), as of \(asOf.full)"
    }
}
