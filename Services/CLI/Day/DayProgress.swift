import Civil
import Foundation

/// One line on the terminal that moves with the day; nothing where stderr is no terminal.
struct DayProgress {
    private let isShown: Bool
    private let zone: OfficeZone
    private var shownAt: ContinuousClock.Instant?
    private var width = 0

    init(_ zone: OfficeZone, isShown: Bool = isatty(STDERR_FILENO) == 1) {
        self.zone = zone
        self.isShown = isShown
    }

    /// At most twenty times a second.
    mutating func show(_ player: DayPlayer) {
        guard isShown, shownAt.map({ .now - $0 > .milliseconds(50) }) ?? true else { return }
        shownAt = .now
        write(player.progress(in: zone))
    }

    mutating func clear() {
        guard isShown else { return }
        write("")
        FileHandle.standardError.write(Data("\r".utf8))
    }

    private mutating func write(_ line: String) {
        let blanks = String(repeating: " ", count: max(0, width - line.count))
        width = line.count
        FileHandle.standardError.write(Data("\r\(line)\(blanks)".utf8))
    }
}

extension DayPlayer {
    /// Where the day is: `Mon 23 Nov 2026 10.42  87 came, 21 wait, 5 at desks, 60 recorded, 3 handed out`.
    func progress(in zone: OfficeZone) -> String {
        let waiting = comings.count { $0.waits && !$0.ticket.isEmpty }
        let serving = seats.count {
            if case .serving = $0.state { true } else { false }
        }
        return "\(zone.day(of: now).inWords) \(zone.clock(of: now))  \(ledger.arrivals) came, \(waiting) wait, "
            + "\(serving) at desks, \(ledger.recorded) recorded, \(ledger.handedOut) handed out"
    }
}
