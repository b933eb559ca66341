extension Moment {
    /// Reads ISO 8601 with an offset: `2026-11-23T07:31:00+07:00`, with or without seconds, with up to nine digits
    /// of fraction (microseconds are kept), `Z` for UTC. Without an offset it is refused, since Indonesia has three.
    public init(iso8601 text: String, field: String = "at") throws(Rejection) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let dayOfMonth = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2)
        else { throw Self.refusal(text, field, "is no time in ISO 8601") }
        var second = 0
        var micro: Int64 = 0
        if reader.skip(":") {
            guard let seconds = reader.number(2) else {
                throw Self.refusal(text, field, "has no seconds after the colon")
            }
            second = seconds
            if reader.skip(".") {
                guard let fraction = reader.fraction() else {
                    throw Self.refusal(text, field, "has no digits after the point")
                }
                micro = fraction
            }
        }
        guard let offset = reader.offsetMinutes() else {
            throw Self.refusal(text, field, "doesn't say which zone it is in")
        }
        guard reader.isAtEnd else { throw Self.refusal(text, field, "goes on after the zone") }
        guard let day = Day(year: year, month: month, day: dayOfMonth) else {
            throw Self.refusal(text, field, "names a day that no calendar has")
        }
        guard hour < 24, minute < 60, second < 60 else {
            throw Self.refusal(text, field, "names a time that no clock shows")
        }
        let seconds = Int64(day.ordinal) * 86_400 + Int64((hour * 60 + minute - offset) * 60 + second)
        self.init(microseconds: seconds * 1_000_000 + micro)
    }

    private static func refusal(_ text: String, _ field: String, _ problem: String) -> Rejection {
        Rejection(
            .invalidTime, field: field, problem: "\(Rejection.quoted(text)) \(problem)",
            fix: "write it like 2026-11-23T07:31:00+07:00")
    }

    /// `2026-11-23T07:31:00+07:00`; a fraction only where there is one.
    public func iso8601(in zone: OfficeZone) -> String { iso8601(offsetHours: zone.offsetHours) }

    func iso8601(offsetHours: Int) -> String {
        let local = microseconds + Int64(offsetHours) * 3_600_000_000
        let (days, rest) = local.flooredDivision(by: 86_400_000_000)
        let seconds = Int(rest / 1_000_000)
        var text = Day(ordinal: Int32(clamping: days)).iso
        text += "T\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        let fraction = rest % 1_000_000
        if fraction != 0 { text += "." + String(String(fraction + 1_000_000).dropFirst()) }
        return text + (offsetHours == 0 ? "Z" : "+\(twoDigits(offsetHours)):00")
    }
}

extension Int64 {
    /// Quotient towards minus infinity and a remainder that is never negative.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// Walks over the digits of a date or time.
struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    /// Exactly `width` digits.
    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        position += width
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// One to nine digits of a second, as microseconds.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while count < 9, let digit = number(1) {
            if count < 6 { value = value * 10 + Int64(digit) }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 6) { value *= 10 }
        return value
    }

    /// `Z`, `+07:00`, `-0330` or `+07`, in minutes.
    mutating func offsetMinutes() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(2), hours < 24 else { return nil }
        _ = skip(":")
        let minutes = isAtEnd ? 0 : number(2)
        guard let minutes, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
