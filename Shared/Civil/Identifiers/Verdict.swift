/// What is said of a value that somebody wants checked: it is right, it should be looked at, or it can't be right.
public struct Verdict: Equatable, Sendable {
    public enum Word: String, Sendable, CaseIterable {
        case valid, doubtful, invalid
    }

    /// Why it isn't simply valid.
    public struct Reason: Equatable, Sendable {
        /// Of a ``Rejection`` or of a ``Doubt``.
        public let code: String
        public let field: String
        public let problem: String
        public let fix: String
    }

    public let word: Word
    /// One that refuses, or every doubt; none where the value is valid.
    public let reasons: [Reason]

    public init(_ refusal: Rejection) {
        word = .invalid
        reasons = [
            Reason(code: refusal.code.rawValue, field: refusal.field, problem: refusal.problem, fix: refusal.fix)
        ]
    }

    public init(_ doubts: [Doubt]) {
        word = doubts.isEmpty ? .valid : .doubtful
        reasons = doubts.map { Reason(code: $0.code.rawValue, field: $0.field, problem: $0.problem, fix: $0.fix) }
    }
}

/// The values that are checked by themselves: which they are, and what is said of each.
public enum CheckedKind: String, Sendable, CaseIterable {
    case nik, kk, region, name, phone

    /// A value that was read, and what can be asked about it.
    public struct Reading: Sendable {
        /// As it may be shown: a number of a person is masked, and what can't be read is quoted.
        public let shown: String
        /// The code that a list of regions may know.
        public let place: RegionCode?
        fileprivate let value: Result<Value, Rejection>
    }

    fileprivate enum Value: Sendable {
        case nik(NIK)
        case kk(FamilyCardNumber)
        case region(RegionCode)
        case name(PersonName)
        case phone(PhoneNumber)
    }

    public func reading(of text: String) -> Reading {
        do throws(Rejection) {
            switch self {
            case .nik:
                let nik = try NIK(text)
                return Reading(shown: nik.masked, place: nik.firstRegisteredIn, value: .success(.nik(nik)))
            case .kk:
                let card = try FamilyCardNumber(text)
                return Reading(shown: card.masked, place: card.recordedIn, value: .success(.kk(card)))
            case .region:
                let code = try RegionCode(text)
                return Reading(shown: code.text, place: code, value: .success(.region(code)))
            case .name:
                let name = try PersonName(text)
                return Reading(shown: name.text, place: nil, value: .success(.name(name)))
            case .phone:
                let phone = try PhoneNumber(text)
                return Reading(shown: phone.description, place: nil, value: .success(.phone(phone)))
            }
        } catch {
            return Reading(shown: Rejection.quoted(text), place: nil, value: .failure(error))
        }
    }
}

extension CheckedKind.Reading {
    /// The one verdict on the value.
    ///
    /// - Parameters:
    ///   - birthDate: what else is known of the person whose NIK it is.
    ///   - standing: how ``place`` stands in a list of regions; nil where none was asked, which is never held against it.
    public func verdict(birthDate: Day? = nil, sex: Sex? = nil, standing: RegionStanding? = nil) -> Verdict {
        switch value {
        case .failure(let refusal): Verdict(refusal)
        case .success(.nik(let nik)):
            Verdict(nik.doubts(birthDate: birthDate, sex: sex, standing: { _ in standing }))
        case .success(.kk(let card)): Verdict(card.doubts(standing: { _ in standing }))
        case .success(.region(let code)): Verdict(code.doubts(standing: standing))
        case .success(.name(let name)): Verdict(name.doubts())
        case .success(.phone(let phone)): Verdict(phone.doubts())
        }
    }
}
