/// A day of the calendar, without a zone: a birth date, a holiday, the day of a print run.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1 January 1970.
    public let ordinal: Int32

    public init(ordinal: Int32) { self.ordinal = ordinal }

    /// A day as another program counted it: of a century in which an office can have work.
    public init(counted ordinal: Int32, field: String = "day") throws(Rejection) {
        guard (0...47_481).contains(ordinal) else {
            throw Rejection(
                .invalidDay, field: field, problem: "day \(ordinal) after 1970 is none on which an office has work",
                fix: "count the days from 1 January 1970 on; the last is 31 December 2099")
        }
        self.init(ordinal: ordinal)
    }

    /// Nil for a day that doesn't exist, such as 30 February.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Counted from 1 March, so that the leap day is the last of its year (Howard Hinnant's algorithm).
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        ordinal = Int32(era * 146_097 + dayOfEra - 719_468)
        guard self.components == (year, month, day) else { return nil }
    }

    /// Reads `2026-11-23`.
    public init(iso text: String, field: String = "day") throws(Rejection) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.isAtEnd
        else {
            throw Rejection(
                .invalidDay, field: field, problem: "\(Rejection.quoted(text)) is no date",
                fix: "write year, month and day like 2026-11-23")
        }
        guard let found = Day(year: year, month: month, day: day) else {
            throw Rejection(
                .invalidDay, field: field, problem: "no calendar has the day \(text)", fix: "look at the date again")
        }
        self = found
    }

    /// Reads the compact form of a ticket, `261123`, as a day of this century.
    public init?(compact text: some StringProtocol) {
        var reader = DigitReader(String(text))
        guard let year = reader.number(2), let month = reader.number(2), let day = reader.number(2), reader.isAtEnd
        else { return nil }
        self.init(year: 2000 + year, month: month, day: day)
    }

    public var components: (year: Int, month: Int, day: Int) {
        let shifted = Int64(ordinal) + 719_468
        let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfYear - (153 * fromMarch + 2) / 5 + 1))
    }

    public var year: Int { components.year }
    public var month: Int { components.month }
    public var day: Int { components.day }

    public var weekday: Weekday {
        // 1 January 1970 was a Thursday.
        let index = (Int64(ordinal) + 3).flooredDivision(by: 7).remainder
        return Weekday.allCases[Int(index)]
    }

    public var next: Day { self + 1 }
    public var previous: Day { self + -1 }

    public static func + (day: Day, days: Int) -> Day { Day(ordinal: day.ordinal + Int32(days)) }
    public static func - (later: Day, earlier: Day) -> Int { Int(later.ordinal) - Int(earlier.ordinal) }
    public static func < (left: Day, right: Day) -> Bool { left.ordinal < right.ordinal }

    /// `2026-11-23`.
    public var iso: String {
        let (year, month, day) = components
        let digits = year < 1000 ? String(String(10_000 + year).dropFirst()) : String(year)
        return "\(digits)-\(twoDigits(month))-\(twoDigits(day))"
    }

    /// `261123`, as tickets carry it.
    public var compact: String {
        let (year, month, day) = components
        return twoDigits(year % 100) + twoDigits(month) + twoDigits(day)
    }

    /// `Senin, 23 November 2026`, for what citizens read.
    public var indonesian: String {
        let (year, month, day) = components
        return "\(weekday.indonesian), \(day) \(Self.months[month - 1]) \(year)"
    }

    private static let months = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
        "November", "Desember",
    ]

    public var description: String { iso }
}

public enum Weekday: String, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// For what citizens read.
    public var indonesian: String {
        switch self {
        case .monday: "Senin"
        case .tuesday: "Selasa"
        case .wednesday: "Rabu"
        case .thursday: "Kamis"
        case .friday: "Jumat"
        case .saturday: "Sabtu"
        case .sunday: "Minggu"
        }
    }
}
