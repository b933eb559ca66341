/// How long a document holds.
public enum Validity: Hashable, Sendable, CustomStringConvertible {
    /// For a person's life, as the KTP-el.
    case lifelong
    /// For good, as an akta.
    case permanent
    /// Until the next one is made, as a KK.
    case untilChanged
    case days(Int)
    case months(Int)
    case years(Int)
    /// To the birthday before which it must be exchanged, as the KIA.
    case toAge(Int)

    /// Reads `lifelong`, `permanent`, `until changed`, `30 days`, `6 months`, `5 years`, `to age 17`.
    public init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        switch words {
        case ["lifelong"]: self = .lifelong
        case ["permanent"]: self = .permanent
        case ["until", "changed"]: self = .untilChanged
        case let words where words.count == 3 && words[0] == "to" && words[1] == "age":
            guard let age = Int(words[2]), (1...99).contains(age) else { return nil }
            self = .toAge(age)
        case let words where words.count == 2:
            guard let count = Int(words[0]), (1...1000).contains(count) else { return nil }
            switch words[1] {
            case "day", "days": self = .days(count)
            case "month", "months": self = .months(count)
            case "year", "years": self = .years(count)
            default: return nil
            }
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .lifelong: "lifelong"
        case .permanent: "permanent"
        case .untilChanged: "until changed"
        case .days(let count): "\(count) days"
        case .months(let count): "\(count) months"
        case .years(let count): "\(count) years"
        case .toAge(let age): "to age \(age)"
        }
    }
}
