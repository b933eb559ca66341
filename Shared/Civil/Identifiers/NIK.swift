/// A citizen's number for life: `PPKKCC DDMMYY SSSS`.
///
/// The prefix is the place of *first* registration and the date the one first recorded; neither follows a move
/// or a correction, so neither can make a NIK wrong. What SIAK could never have issued is refused, all else is
/// at most a ``Doubt``. There is no check digit. It prints masked; ``text`` is the only way to the full digits.
public struct NIK: Hashable, Comparable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The sixteen digits as a number; what is stored and compared.
    public let number: UInt64

    /// Reads a NIK that may be grouped with spaces, dots or dashes.
    public init(_ text: String, field: String = "nik") throws(Rejection) {
        let number: UInt64
        do {
            number = try RegistryDigits.number(in: text)
        } catch {
            throw RegistryDigits.rejection(error, .invalidNIK, "NIK", field: field)
        }
        self.number = number
        let copy = "copy the NIK again from the KTP-el or KK"
        guard serial != 0 else {
            throw Rejection(
                .invalidNIK, field: field, problem: "the last four digits are 0000, which is never issued", fix: copy)
        }
        guard (1...31).contains(writtenDay) || (41...71).contains(writtenDay) else {
            throw Rejection(
                .invalidNIK, field: field,
                problem:
                    "digits 7 and 8 are the day of birth, 01-31 or 41-71 for a woman, not \(twoDigits(writtenDay))",
                fix: copy)
        }
        guard (1...12).contains(month) else {
            throw Rejection(
                .invalidNIK, field: field,
                problem: "digits 9 and 10 are the month of birth, 01-12, not \(twoDigits(month))", fix: copy)
        }
    }

    /// The number as it came out of the store; nil when it can't be a NIK.
    public init?(number: UInt64) {
        guard number < 10_000_000_000_000_000, let checked = try? NIK(RegistryDigits.text(of: number)) else {
            return nil
        }
        self = checked
    }

    /// All sixteen digits: for the registry and for the forms that require them, never for logs or messages.
    public var text: String { RegistryDigits.text(of: number) }
    /// `3215••••••••0001`.
    public var masked: String { RegistryDigits.masked(number) }
    public var description: String { masked }
    public var debugDescription: String { masked }
    public var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }

    /// The kecamatan of first registration as six digits; it may have been split or renamed since.
    public var prefix: Int { Int(number / 10_000_000_000) }
    /// The kecamatan of first registration, when the digits have the form of one.
    public var firstRegisteredIn: RegionCode? { RegionCode(digits: prefix) }
    public var sex: Sex { writtenDay > 40 ? .female : .male }
    /// Day of the month, with the forty that marks a woman taken off.
    public var day: Int { writtenDay > 40 ? writtenDay - 40 : writtenDay }
    public var month: Int { Int(number / 1_000_000 % 100) }
    /// The last two digits of the year; the century isn't in a NIK.
    public var yearOfCentury: Int { Int(number / 10_000 % 100) }
    public var serial: Int { Int(number % 10_000) }

    private var writtenDay: Int { Int(number / 100_000_000 % 100) }

    public static func < (left: NIK, right: NIK) -> Bool { left.number < right.number }

    /// What is worth a second look, given what else is known about the person. All of it can be legal.
    ///
    /// - Parameter standing: how a code stands in the list of regions; nil where there is none to ask.
    public func doubts(
        birthDate: Day? = nil, sex: Sex? = nil, standing: (RegionCode) -> RegionStanding? = { _ in nil },
        field: String = "nik"
    ) -> [Doubt] {
        var doubts = RegistryDigits.doubts(prefix: prefix, standing: standing, field: field)
        let compare = "compare it with the KTP-el or KK: a NIK stays as it was issued when the registry is corrected"
        if !RegistryDigits.isInSomeCalendar(day: day, month: month, yearOfCentury: yearOfCentury) {
            doubts.append(
                Doubt(
                    .impossibleDate, field: field, problem: "the date of birth in the NIK is not in any calendar",
                    fix: compare))
        }
        if let birthDate,
            (birthDate.day, birthDate.month, birthDate.year % 100) != (day, month, yearOfCentury)
        {
            doubts.append(
                Doubt(
                    .birthDateDiffers, field: field,
                    problem: "the NIK was issued for another date of birth than the one given", fix: compare))
        }
        if let sex, sex != self.sex {
            doubts.append(
                Doubt(
                    .sexDiffers, field: field, problem: "the NIK was issued for the other sex than the one given",
                    fix: compare))
        }
        return doubts
    }
}

/// As the registry knows it.
public enum Sex: String, Sendable, CaseIterable {
    case male, female
}

func twoDigits(_ value: Int) -> String {
    value < 10 ? "0\(value)" : "\(value)"
}
