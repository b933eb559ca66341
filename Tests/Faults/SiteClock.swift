import Civil
import Foundation
import Postgres
import TestKit

/// The wall clock of a whole site, which jumps by hours. The site's business time is this clock, so a jump moves it too.
///
/// It begins on the Monday of this week: then the day of the week is no matter of when the faults are run.
final class SiteClock: Sendable {
    let environment: [String: String]
    private let clock: WallClock
    private let first: Duration
    private let moves = Moves()

    /// Nil where no clock can be moved.
    init?(morning minutes: Int) throws {
        let first = Self.untilMonday(minutes)
        guard let clock = try WallClock(ahead: first) else { return nil }
        (self.clock, self.first, environment) = (clock, first, clock.environment)
    }

    static let morning = 9 * 60

    /// The middle of a morning; an hour in which the day's list is closed, or the counter; one in which a day ends.
    static func beginning(_ random: inout SplitMix64) -> Int {
        [morning, 15 * 60 + 30, 23 * 60 + 30][Int.random(in: 0..<3, using: &random)]
    }

    func jump(byHours hours: Int) {
        moves.note()
        clock.jump(by: .seconds(3_600 * hours))
    }

    var hoursAhead: Int { Int((clock.ahead - first) / .seconds(3_600)) }
    var wasMoved: Bool { moves.areThere }
    var now: Date { Date(timeIntervalSinceNow: clock.ahead / .seconds(1)) }

    /// From the machine's time to that minute of this week's Monday, in Klari.
    private static func untilMonday(_ minutes: Int) -> Duration {
        let local = Int(Date().timeIntervalSince1970) + 7 * 3_600
        let day = local / 86_400
        // The first of all days was a Thursday.
        let monday = day - (day + 3) % 7
        return .seconds(monday * 86_400 + minutes * 60 - local)
    }

    private final class Moves: @unchecked Sendable {
        private let lock = NSLock()
        private var some = false

        func note() { lock.withLock { some = true } }
        var areThere: Bool { lock.withLock { some } }
    }
}

extension FaultSites.Site {
    /// Its PostgreSQL goes by its clock, which is all that any jump is good for.
    func checkClock() throws {
        guard let clock else { return }
        let connection = try connect()
        defer { connection.close() }
        let said = try connection.query(Self.storeClock)[0].int64(0)
        guard abs(clock.now.timeIntervalSince1970 - Double(said)) < 60 else {
            throw ClockIgnored(description: "the store of \(office) doesn't go by the clock that its site was given")
        }
    }

    private struct ClockIgnored: Error, CustomStringConvertible {
        let description: String
    }

    private static let storeClock = Statement(
        "SELECT extract(epoch FROM casework.site_now())::int8", name: "store_clock")
}
