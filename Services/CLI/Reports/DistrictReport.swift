import Contracts

/// The offices of a district, a line each, with the age of what is known.
struct DistrictReport: Report {
    struct Cases: Encodable {
        let toRecord: Int
        let awaitingCentre: Int
        let toPrint: Int
        let ready: Int
        let held: Int
        let elsewhere: Int
    }

    struct Standing: Encodable {
        let office: String
        let name: String
        /// `here`, `up`, `down`, or `none` where no line of it was ever seen.
        let line: String
        let ageSeconds: Int?
        let tickets: Int?
        let waiting: Int?
        let served: Int?
        let cases: Cases?
    }

    let offices: [Standing]

    init(_ view: WireDistrictView, lines: [WireSiteLine], own: Set<String>) {
        let line = { (office: String) -> String in
            if own.contains(office) { return "here" }
            guard let line = lines.first(where: { $0.offices.contains(office) }) else { return "none" }
            return line.up ? "up" : "down"
        }
        offices =
            view.offices.map { report in
                Standing(
                    office: report.office, name: report.name, line: line(report.office),
                    ageSeconds: Int(report.ageSeconds), tickets: Int(report.closing.tickets),
                    waiting: Int(report.waiting), served: Int(report.closing.served), cases: Cases(report))
            }
            + view.unheard.map {
                Standing(
                    office: $0.code, name: $0.name, line: line($0.code), ageSeconds: nil, tickets: nil, waiting: nil,
                    served: nil, cases: nil)
            }
    }

    func lines(on screen: Screen) -> [String] {
        var table = Table(
            .init("OFFICE"), .init("LINE"), .init("KNOWN"), .init("TICKETS", .right), .init("WAIT", .right),
            .init("SERVED", .right), .init("RECORD", .right), .init("CENTRE", .right), .init("PRINT", .right),
            .init("READY", .right), .init("HELD", .right), .init("AWAY", .right), .init("NAME"))
        for office in offices {
            let cells = [
                office.tickets, office.waiting, office.served, office.cases?.toRecord, office.cases?.awaitingCentre,
                office.cases?.toPrint, office.cases?.ready, office.cases?.held, office.cases?.elsewhere,
            ].map { $0.map(String.init) ?? "-" }
            table.add(
                office.office, office.line,
                office.ageSeconds.map { Self.age($0, isHere: office.line == "here") } ?? "never",
                cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], office.name)
        }
        return table.lines(on: screen)
    }

    static func age(_ seconds: Int, isHere: Bool) -> String {
        if isHere { return "now" }
        switch seconds {
        case ..<120: return "\(seconds) s ago"
        case ..<7200: return "\(seconds / 60) min ago"
        default: return "\(seconds / 3600) h ago"
        }
    }
}

extension DistrictReport.Cases {
    init(_ report: WireOfficeReport) {
        let steps = Dictionary(report.steps.map { ($0.step, Int($0.cases)) }, uniquingKeysWith: +)
        let print = ["to-print", "in-run", "printing", "print-unknown", "to-reconcile", "missing"]
        toRecord = steps["to-record", default: 0]
        awaitingCentre = steps["awaiting-centre", default: 0]
        toPrint = print.reduce(0) { $0 + steps[$1, default: 0] }
        ready = steps["ready", default: 0]
        held = Int(report.closing.held)
        elsewhere = Int(report.closing.elsewhere)
    }
}
