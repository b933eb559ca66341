/// Something that may well be right and should still be looked at: never a reason to refuse.
public struct Doubt: Equatable, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case unknownPrefix = "unknown_prefix"
        case retiredPrefix = "retired_prefix"
        case unlistedRegion = "unlisted_region"
        case birthDateDiffers = "birth_date_differs"
        case sexDiffers = "sex_differs"
        case impossibleDate = "impossible_date"
        case oneWord = "one_word"
        case longName = "long_name"
        case digits = "digits"
        case punctuation = "punctuation"
        case otherScript = "other_script"
        case abbreviation = "abbreviation"
        case repeatedDigit = "repeated_digit"
    }

    public let code: Code
    public let field: String
    public let problem: String
    /// What to look at, and when it is right as it is.
    public let fix: String

    public init(_ code: Code, field: String, problem: String, fix: String) {
        self.code = code
        self.field = field
        self.problem = problem
        self.fix = fix
    }

    public var description: String { "\(field): \(problem); \(fix) [\(code.rawValue)]" }

    /// The same doubt seen from the outside: `nik` under `visitor` is `visitor.nik`.
    public func under(_ path: String) -> Doubt {
        Doubt(code, field: field.isEmpty ? path : "\(path).\(field)", problem: problem, fix: fix)
    }
}

extension Person {
    /// What is worth a second look about a person, with the fields as a form names them.
    ///
    /// - Parameter standing: how a code stands in the list of regions; nil where there is none to ask.
    public func doubts(standing: (RegionCode) -> RegionStanding? = { _ in nil }) -> [Doubt] {
        name.doubts() + (nik?.doubts(standing: standing) ?? []) + (phone?.doubts() ?? [])
    }
}
