/// A nomor KK: region, date of recording, serial of the family.
///
/// It changes with a move, a split of the family or the death of its head, so it names a card and never a
/// person. It prints masked, like a NIK.
public struct FamilyCardNumber: Hashable, Comparable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The sixteen digits as a number; what is stored and compared.
    public let number: UInt64

    /// Reads a nomor KK that may be grouped with spaces, dots or dashes.
    public init(_ text: String, field: String = "family_card") throws(Rejection) {
        do {
            number = try RegistryDigits.number(in: text)
        } catch {
            throw RegistryDigits.rejection(error, .invalidFamilyCard, "nomor KK", field: field)
        }
        let copy = "copy the nomor KK again from the top of the KK"
        guard number % 10_000 != 0 else {
            throw Rejection(
                .invalidFamilyCard, field: field, problem: "the last four digits are 0000, which is never issued",
                fix: copy)
        }
        let day = Int(number / 100_000_000 % 100)
        guard (1...31).contains(day) else {
            let woman = (41...71).contains(day) ? "; this looks like a woman's NIK" : ""
            throw Rejection(
                .invalidFamilyCard, field: field,
                problem: "digits 7 and 8 are the day of recording, 01-31, not \(twoDigits(day))\(woman)", fix: copy)
        }
        let month = Int(number / 1_000_000 % 100)
        guard (1...12).contains(month) else {
            throw Rejection(
                .invalidFamilyCard, field: field,
                problem: "digits 9 and 10 are the month of recording, 01-12, not \(twoDigits(month))", fix: copy)
        }
    }

    /// The number as it came out of the store; nil when it can't be a nomor KK.
    public init?(number: UInt64) {
        guard number < 10_000_000_000_000_000, let checked = try? FamilyCardNumber(RegistryDigits.text(of: number))
        else { return nil }
        self = checked
    }

    /// All sixteen digits: for the registry and for the forms that require them.
    public var text: String { RegistryDigits.text(of: number) }
    /// `3215••••••••0004`.
    public var masked: String { RegistryDigits.masked(number) }
    public var description: String { masked }
    public var debugDescription: String { masked }
    public var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }

    /// The kecamatan that recorded the family as six digits; it may have been split or renamed since.
    public var prefix: Int { Int(number / 10_000_000_000) }
    /// The kecamatan that recorded the family, when the digits have the form of one.
    public var recordedIn: RegionCode? { RegionCode(digits: prefix) }

    /// What is worth a second look. All of it can be legal.
    ///
    /// - Parameter standing: how a code stands in the list of regions; nil where there is none to ask.
    public func doubts(
        standing: (RegionCode) -> RegionStanding? = { _ in nil }, field: String = "family_card"
    ) -> [Doubt] {
        var doubts = RegistryDigits.doubts(prefix: prefix, standing: standing, field: field)
        let (day, month) = (Int(number / 100_000_000 % 100), Int(number / 1_000_000 % 100))
        if !RegistryDigits.isInSomeCalendar(day: day, month: month, yearOfCentury: Int(number / 10_000 % 100)) {
            doubts.append(
                Doubt(
                    .impossibleDate, field: field,
                    problem: "the date of recording in the nomor KK is not in any calendar",
                    fix: "compare it with the top of the KK"))
        }
        return doubts
    }

    public static func < (left: FamilyCardNumber, right: FamilyCardNumber) -> Bool { left.number < right.number }
}
