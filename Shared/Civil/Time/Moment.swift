/// A point in time: microseconds since 1970 in UTC, as it is stored and sent.
public struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static func < (left: Moment, right: Moment) -> Bool { left.microseconds < right.microseconds }

    public static func + (moment: Moment, duration: Duration) -> Moment {
        Moment(microseconds: moment.microseconds + duration.microseconds)
    }

    public static func - (moment: Moment, duration: Duration) -> Moment {
        Moment(microseconds: moment.microseconds - duration.microseconds)
    }

    public static func += (moment: inout Moment, duration: Duration) { moment = moment + duration }

    /// How long after `earlier` this moment is; negative when it is before.
    public static func - (later: Moment, earlier: Moment) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }

    /// ISO 8601 in UTC.
    public var description: String { iso8601(offsetHours: 0) }
}

extension Duration {
    /// Whole microseconds; what is finer is dropped.
    public var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    public static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }
    public static func hours(_ hours: Int) -> Duration { .seconds(hours * 3600) }
}
