import Civil
import Foundation

/// A moment as the clock and calendar on an office's wall show it; ISO 8601 for programs.
struct OfficeTime: Encodable, Equatable {
    let moment: Moment
    let zone: OfficeZone

    init(_ moment: Moment, _ zone: OfficeZone) {
        self.moment = moment
        self.zone = zone
    }

    /// Nil for 0, which stands for a moment that isn't known.
    init?(_ microseconds: Int64, _ zone: OfficeZone) {
        guard microseconds != 0 else { return nil }
        self.init(Moment(microseconds: microseconds), zone)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(moment.iso8601(in: zone))
    }

    var day: Day { zone.day(of: moment) }
    /// `07.31`.
    var clock: String { "\(zone.clock(of: moment))" }
    /// `23 Nov 07.31`.
    var short: String { "\(day.day) \(Self.months[day.month - 1]) \(clock)" }
    /// `Mon 23 Nov 2026 07.31 WIB`.
    var full: String { "\(day.inWords) \(clock) \(zone.rawValue)" }

    /// How it is from `now`: `in 20 minutes`, `today`, `tomorrow`, `in 3 days`, `since 4 days`.
    func seen(from now: OfficeTime) -> String {
        let days = day - now.day
        let minutes = (moment - now.moment).components.seconds / 60
        switch days {
        case 0 where minutes >= 0 && minutes < 90: return minutes == 1 ? "in 1 minute" : "in \(minutes) minutes"
        case 0: return minutes < 0 ? "earlier today" : "today"
        case 1: return "tomorrow"
        case 2...: return "in \(days) days"
        case -1: return "since yesterday"
        default: return "since \(-days) days"
        }
    }

    /// How long before `now` it was: `just now`, `3 minutes ago`, `2 h 05 min ago`, `4 days ago`.
    func ago(_ now: OfficeTime) -> String {
        let passed = now.moment - moment
        let minutes = passed.components.seconds / 60
        switch minutes {
        case ..<1: return "just now"
        case 1: return "1 minute ago"
        case ..<90: return "\(minutes) minutes ago"
        case ..<(24 * 60): return "\(passed.inWords) ago"
        default: return minutes < 48 * 60 ? "a day ago" : "\(minutes / (24 * 60)) days ago"
        }
    }

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension Day {
    /// `Mon 23 Nov 2026`.
    var inWords: String {
        "\(weekday.rawValue.prefix(3).capitalized) \(day) \(OfficeTime.months[month - 1]) \(year)"
    }
}

extension Duration {
    /// `7 min`, `1 h 05 min`.
    var inWords: String {
        let minutes = components.seconds / 60
        if minutes < 60 { return "\(minutes) min" }
        return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
    }
}
