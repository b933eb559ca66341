import Contracts
import Foundation

/// The lines of a site to others, and what waits in each direction.
struct LineReport: Report {
    struct Load: Encodable {
        let requests: Int
        let bytes: Int
        let oldestSeconds: Double

        init(_ load: WireLineLoad) {
            requests = Int(load.requests)
            bytes = Int(load.bytes)
            oldestSeconds = Double(load.oldestMilliseconds) / 1000
        }
    }

    struct Line: Encodable {
        let name: String
        let offices: [String]
        let up: Bool
        let sinceSeconds: Double
        let heardSeconds: Double?
        let roundTripMs: Double?
        let broker: String
        let breaks: Int
        let underWay: Load
        let atWork: Load
    }

    struct Waiting: Encodable {
        let office: String
        let messages: Int
        let bytes: Int
        let oldestSeconds: Int
    }

    let lines: [Line]
    let waitingHere: [Waiting]
    let waitingThere: [Waiting]?

    init(_ status: WireBrokerStatus, here: [WireOfficeBacklog], there: [WireOfficeBacklog]?) {
        lines = status.lines.map { line in
            Line(
                name: line.name, offices: line.offices, up: line.up,
                sinceSeconds: Double(line.sinceMilliseconds) / 1000,
                heardSeconds: line.hasHeardMilliseconds ? Double(line.heardMilliseconds) / 1000 : nil,
                roundTripMs: line.hasRoundTripMicroseconds ? Double(line.roundTripMicroseconds) / 1000 : nil,
                broker: line.endpoint, breaks: Int(line.breaks), underWay: Load(line.outgoing),
                atWork: Load(line.incoming))
        }
        waitingHere = here.map(Self.waiting)
        waitingThere = there.map { $0.map(Self.waiting) }
    }

    private static func waiting(_ backlog: WireOfficeBacklog) -> Waiting {
        Waiting(
            office: backlog.office, messages: Int(backlog.messages), bytes: Int(backlog.bytes),
            oldestSeconds: Int(backlog.oldestSeconds))
    }

    func lines(on screen: Screen) -> [String] {
        guard !lines.isEmpty else {
            return [
                "This site has no line to another, and none leads here.",
                "A kecamatan gets one with loket up --line; see loket up --help.",
            ]
        }
        return lines.flatMap { page(of: $0, on: screen) } + backlogs(on: screen)
    }

    private func page(of line: Line, on screen: Screen) -> [String] {
        let what =
            line.name == "district" ? "to the district" : "of \(line.name) (\(line.offices.joined(separator: ", ")))"
        let state =
            line.up
            ? screen.strong("UP") + " for \(Self.span(line.sinceSeconds))"
            : screen.alarm("DOWN")
                + " for \(Self.span(line.sinceSeconds)): what needs it waits, and goes by itself later"
        var facts = Facts()
        facts.add("Broker", line.broker)
        facts.add("Heard", line.heardSeconds.map { "\(Self.span($0)) ago" } ?? "never")
        facts.add("Round trip", line.roundTripMs.map { "\(Int($0.rounded())) ms" } ?? "")
        facts.add("Under way", Self.words(line.underWay))
        facts.add("At work", Self.words(line.atWork, "from there"))
        facts.add("Breaks", line.breaks == 0 ? "" : "\(line.breaks) since the broker's start")
        return ["Line \(what): \(state)"] + facts.lines(on: screen) + [""]
    }

    private func backlogs(on screen: Screen) -> [String] {
        var table = Table(
            .init("WAITS"), .init("FOR OFFICE"), .init("MESSAGES", .right), .init("KIB", .right),
            .init("OLDEST", .right))
        for waiting in waitingHere { Self.add(waiting, "here", to: &table) }
        for waiting in waitingThere ?? [] { Self.add(waiting, "there", to: &table) }
        let unknown =
            waitingThere == nil && lines.contains { $0.name == "district" }
            ? ["What waits at the other side for this site can't be asked now."] : []
        return (table.rows.isEmpty ? ["Nothing waits to go."] : table.lines(on: screen)) + unknown
    }

    private static func add(_ waiting: Waiting, _ place: String, to table: inout Table) {
        table.add(
            place, waiting.office, "\(waiting.messages)", "\((waiting.bytes + 1023) / 1024)",
            span(Double(waiting.oldestSeconds)))
    }

    private static func words(_ load: Load, _ whence: String = "") -> String {
        guard load.requests > 0 else { return "nothing" }
        let requests = load.requests == 1 ? "1 request" : "\(load.requests) requests"
        return "\(requests) \(whence)".trimmingCharacters(in: .whitespaces)
            + ", \((load.bytes + 1023) / 1024) KiB, the oldest for \(span(load.oldestSeconds))"
    }

    private static func span(_ seconds: Double) -> String {
        switch Int(seconds) {
        case ..<120: "\(Int(seconds)) s"
        case ..<7200: "\(Int(seconds) / 60) min"
        case ..<172_800: "\(Int(seconds) / 3600) h \(Int(seconds) / 60 % 60) min"
        default: "\(Int(seconds) / 86_400) days"
        }
    }
}
