import Civil

/// What is said of a value that somebody wanted checked.
struct CheckReport: Report {
    let kind: String
    let value: String
    let verdict: Verdict
    let place: String?
    let lookedUp: String?
    private let notLookedUp: String?

    init(_ kind: CheckedKind, _ reading: CheckedKind.Reading, _ verdict: Verdict, _ lookup: RegionLookup?) {
        self.kind = kind.rawValue
        value = reading.shown
        self.verdict = verdict
        place = lookup?.place
        lookedUp = lookup?.list
        notLookedUp = lookup.flatMap { $0.list == nil ? $0.why : nil }
    }

    private enum CodingKeys: CodingKey {
        case kind, value, verdict, reasons, place, lookedUp
    }

    private struct Reason: Encodable {
        let code: String
        let field: String
        let problem: String
        let fix: String
    }

    /// With what is not known as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(value, forKey: .value)
        try container.encode(verdict.word.rawValue, forKey: .verdict)
        try container.encode(
            verdict.reasons.map { Reason(code: $0.code, field: $0.field, problem: $0.problem, fix: $0.fix) },
            forKey: .reasons)
        try container.encode(place, forKey: .place)
        try container.encode(lookedUp, forKey: .lookedUp)
    }

    func lines(on screen: Screen) -> [String] {
        let word = verdict.word == .invalid ? screen.alarm(verdict.word.rawValue) : verdict.word.rawValue
        var facts = Facts()
        for reason in verdict.reasons { facts.add(reason.code, each: ["\(reason.problem);", reason.fix]) }
        facts.add("place", place ?? "")
        if let lookedUp { facts.add("looked up", "in \(lookedUp)") }
        if let notLookedUp { facts.add("looked up", "nowhere: \(notLookedUp)") }
        return ["\(screen.strong("\(kind) \(value)"))   \(word)"] + facts.lines(on: screen)
    }
}
