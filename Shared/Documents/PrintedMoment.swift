/// A day of the calendar as it is written on paper: "Senin, 23 November 2026".
public struct PrintedDay: Hashable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int
    private let daysSince1970: Int64

    /// The day that lies `daysSince1970` days after 1 January 1970.
    public init(daysSince1970: Int64) {
        // Counting from 1 March of year 0 puts the leap day last, so that months have a fixed formula.
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        self.daysSince1970 = daysSince1970
    }

    /// The day of this date; a day or month that doesn't exist is carried over as calendars do.
    public init(year: Int, month: Int, day: Int) {
        let months = Int64(year) * 12 + Int64(month - 1)
        let year = months >= 0 ? months / 12 : (months - 11) / 12
        let month = months - year * 12 + 1
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: era * 146_097 + dayOfEra - 719_468)
    }

    /// "23 November 2026"
    public var written: String { "\(day) \(Self.months[month - 1]) \(year)" }

    /// "Senin, 23 November 2026"
    public var writtenWithWeekday: String {
        let weekday = (daysSince1970 + 4) % 7
        return "\(Self.weekdays[Int(weekday < 0 ? weekday + 7 : weekday)]), \(written)"
    }

    private static let weekdays = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"]
    private static let months = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
        "November", "Desember",
    ]
}

/// A moment as an office's wall clock shows it: "Senin, 23 November 2026, 08.04 WIB".
public struct PrintedMoment: Hashable, Sendable {
    public let day: PrintedDay
    private let secondOfDay: Int64
    private let zoneHours: Int

    /// The moment in the office's zone: 7 hours ahead of UTC for WIB, 8 for WITA, 9 for WIT.
    public init(microsecondsSince1970: Int64, zoneHours: Int = 7) {
        let seconds = Self.floored(microsecondsSince1970, by: 1_000_000) + Int64(zoneHours) * 3600
        let days = Self.floored(seconds, by: 86_400)
        day = PrintedDay(daysSince1970: days)
        secondOfDay = seconds - days * 86_400
        self.zoneHours = zoneHours
    }

    /// "08.04 WIB"
    public var writtenTime: String {
        let zone = [7: "WIB", 8: "WITA", 9: "WIT"][zoneHours] ?? "UTC+\(zoneHours)"
        return "\(Self.two(secondOfDay / 3600)).\(Self.two(secondOfDay / 60 % 60)) \(zone)"
    }

    /// "Senin, 23 November 2026, 08.04 WIB"
    public var written: String { "\(day.writtenWithWeekday), \(writtenTime)" }

    /// The form that PDF metadata takes: "2026-11-23T08:04:00+07:00".
    var iso8601: String {
        let date = "\(day.year)-\(Self.two(Int64(day.month)))-\(Self.two(Int64(day.day)))"
        let hour = Self.two(secondOfDay / 3600)
        let sign = zoneHours < 0 ? "-" : "+"
        let zone = "\(sign)\(Self.two(Int64(zoneHours.magnitude))):00"
        return "\(date)T\(hour):\(Self.two(secondOfDay / 60 % 60)):\(Self.two(secondOfDay % 60))\(zone)"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func floored(_ number: Int64, by divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }
}
