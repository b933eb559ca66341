/// Something that a citizen can ask an office for.
public struct Product: Hashable, Sendable {
    /// Kebab case, the same in files, messages and tables: `ktp-el-ganti`.
    public let id: String
    /// As citizens read it.
    public let name: String
    public let kind: ServiceKind
    public let producedBy: Producer
    /// The group of lanes that it is queued in; each office says which letter that is.
    public let laneGroup: String
    public let medium: Medium
    /// How long what is given holds.
    public let validity: Validity
    /// Whose turn it is when stock is short: 1 before 2. Nil where nothing is taken from stock.
    public let stockPriority: Int?
    /// The ways by which it can be asked for; an office may have fewer.
    public let channels: [Channel]
    /// The laws and rules that it rests on, the first first.
    public let legalBasis: [String]
    /// False where the person has no NIK yet, as a newborn.
    public let needsNIK: Bool
    /// Why it can be asked for, where requirements differ by that: `lost`, `damaged`, `changed`. Empty = no choice.
    public let grounds: [Choice]
    public let requirements: [Requirement]
    public let route: [RouteStep]
    /// The time that the standard promises from a complete file to the finished product.
    public let promise: Promise
    /// The needs for which it is recorded and printed at once: `childbirth`.
    public let urgentNeeds: [Choice]
    /// Set where the law forbids the product: it is listed so that the refusal can say why.
    public let refusal: Refusal?

    public func allows(ground: String) -> Bool { grounds.contains { $0.id == ground } }
    public func isUrgent(need: String) -> Bool { urgentNeeds.contains { $0.id == need } }
}

/// What kind of public service a product is (Permenpan RB 15/2014).
public enum ServiceKind: String, Sendable, CaseIterable {
    /// A document or an entry.
    case administrative
    /// Help, such as with a complaint or a dispute.
    case service
    /// Things that are handed over, such as aid.
    case goods
}

/// Who makes the document. Loket never issues what isn't its own.
public enum Producer: String, Sendable, CaseIterable {
    case loket, siak, bapenda
}

/// What it is printed on.
public enum Medium: String, Sendable, CaseIterable {
    /// The card with a chip for the KTP-el.
    case blangko
    /// The card for the KIA.
    case kiaCard = "kia-card"
    /// White A4, 80 g (Permendagri 109/2019).
    case hvs
    /// Nothing is printed: help is given, or things are handed over.
    case none

    /// Whether it is taken from stock that can run out.
    public var isStock: Bool { self == .blangko || self == .kiaCard }
}

/// An id of a list with its name in words.
public struct Choice: Hashable, Sendable {
    public let id: String
    public let name: String
}

/// One paper that the file must hold.
public struct Requirement: Hashable, Sendable {
    /// The document's id: `kk`, `f-1.02`, `surat-kehilangan`.
    public let id: String
    /// As citizens read it.
    public let name: String
    /// Where the citizen gets it.
    public let source: String
    /// Needed on these grounds only; empty = always.
    public let grounds: [String]
    /// Documents that do as well.
    public let alternatives: [String]
    /// The office's own decision that asks for it; nil where it stands in the product itself.
    public let asked: Asked?

    /// Since when an office asks for it, and on whose decision.
    public struct Asked: Hashable, Sendable {
        public let since: Day
        public let decision: String
    }

    init(
        id: String, name: String, source: String, grounds: [String] = [], alternatives: [String] = [],
        asked: Asked? = nil
    ) {
        self.id = id
        self.name = name
        self.source = source
        self.grounds = grounds
        self.alternatives = alternatives
        self.asked = asked
    }

    func asked(since: Day, by decision: String) -> Requirement {
        Requirement(
            id: id, name: name, source: source, grounds: grounds, alternatives: alternatives,
            asked: Asked(since: since, decision: decision))
    }

    /// Whether it is asked for on this ground.
    public func applies(on ground: String?) -> Bool {
        grounds.isEmpty || ground.map(grounds.contains) ?? true
    }

    /// Whether one of `documents` meets it.
    func isMet(by documents: [String]) -> Bool {
        documents.contains(id) || alternatives.contains { documents.contains($0) }
    }
}

/// Why a product isn't given.
public struct Refusal: Hashable, Sendable {
    public let law: String
    public let reason: String
    /// What the citizen can do instead.
    public let instead: String
}

/// A promised time as a standard writes it.
public enum Promise: Hashable, Sendable, CustomStringConvertible {
    /// Minutes during which the counter is open.
    case minutes(Int)
    /// Hours by the clock; what ends while the office is closed is due when it opens.
    case hours(Int)
    /// Working days after the day of filing.
    case workingDays(Int)

    /// Reads `30 minutes`, `24 hours`, `3 working days`.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 2, let count = Int(words[0]), (1...1000).contains(count) else { return nil }
        switch words.dropFirst().joined(separator: " ") {
        case "minute", "minutes": self = .minutes(count)
        case "hour", "hours": self = .hours(count)
        case "working day", "working days": self = .workingDays(count)
        default: return nil
        }
    }

    public var description: String {
        switch self {
        case .minutes(let count): "\(count) minutes"
        case .hours(let count): "\(count) hours"
        case .workingDays(let count): "\(count) working days"
        }
    }
}
