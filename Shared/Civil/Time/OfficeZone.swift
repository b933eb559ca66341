/// The time zone of an office: Indonesia has three and no summer time.
public enum OfficeZone: String, Sendable, CaseIterable {
    case wib = "WIB"
    case wita = "WITA"
    case wit = "WIT"

    public var offsetHours: Int {
        switch self {
        case .wib: 7
        case .wita: 8
        case .wit: 9
        }
    }

    private var offset: Int64 { Int64(offsetHours) * 3_600_000_000 }

    /// The day that the office's wall calendar shows at `moment`.
    public func day(of moment: Moment) -> Day {
        Day(ordinal: Int32(clamping: (moment.microseconds + offset).flooredDivision(by: 86_400_000_000).quotient))
    }

    /// The time that the office's wall clock shows at `moment`, to the minute.
    public func clock(of moment: Moment) -> ClockTime {
        let rest = (moment.microseconds + offset).flooredDivision(by: 86_400_000_000).remainder
        return ClockTime(minutes: Int(rest / 60_000_000))
    }

    /// The moment at which the office's calendar and clock show `day` and `time`.
    public func moment(_ day: Day, _ time: ClockTime = .midnight) -> Moment {
        Moment(microseconds: Int64(day.ordinal) * 86_400_000_000 + Int64(time.minutes) * 60_000_000 - offset)
    }
}

/// A time of the day to the minute, written as Indonesia writes it: `07.30`.
public struct ClockTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes since midnight; 1,440 is the midnight that ends the day.
    public let minutes: Int

    init(minutes: Int) { self.minutes = minutes }

    public static let midnight = ClockTime(minutes: 0)

    public init?(hour: Int, minute: Int) {
        guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    /// Reads `07.30` or `07:30`.
    public init?(_ text: some StringProtocol) {
        var reader = DigitReader(String(text))
        guard let hour = reader.number(2), reader.skip(".") || reader.skip(":"), let minute = reader.number(2),
            reader.isAtEnd
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    public var hour: Int { minutes / 60 }
    public var minute: Int { minutes % 60 }
    public var description: String { "\(twoDigits(hour)).\(twoDigits(minute))" }

    public static func < (left: ClockTime, right: ClockTime) -> Bool { left.minutes < right.minutes }
}

/// From one time of the day to another, the first included and the last not: `07.30-16.00`.
public struct ClockSpan: Hashable, Sendable, CustomStringConvertible {
    public let from: ClockTime
    public let to: ClockTime

    /// Nil unless `from` is before `to`.
    public init?(from: ClockTime, to: ClockTime) {
        guard from < to else { return nil }
        self.from = from
        self.to = to
    }

    /// Reads `07.30-16.00`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-").map { $0.trimmingPrefix { $0 == " " } }
        guard parts.count == 2, let from = ClockTime(String(parts[0]).replacing(" ", with: "")),
            let to = ClockTime(parts[1])
        else { return nil }
        self.init(from: from, to: to)
    }

    public func contains(_ time: ClockTime) -> Bool { from <= time && time < to }
    public var minutes: Int { to.minutes - from.minutes }
    public var description: String { "\(from)-\(to)" }
}
