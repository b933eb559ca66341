import Civil
import Contracts

/// The office's day in figures, and whether both sums agree.
struct ClosingReport: Report {
    struct Step: Encodable {
        let step: String
        let cases: Int
    }

    struct Waits: Encodable {
        let called: Int
        let medianMinutes: Int
        let p90Minutes: Int
        let longestMinutes: Int

        /// From waits in ascending order.
        init?(_ waits: [Int64]) {
            guard let last = waits.last else { return nil }
            let minutes = { (microseconds: Int64) in Int(microseconds / 60_000_000) }
            called = waits.count
            medianMinutes = minutes(waits[(waits.count - 1) / 2])
            p90Minutes = minutes(waits[(waits.count - 1) * 9 / 10])
            longestMinutes = minutes(last)
        }
    }

    let office: String
    let officeName: String
    let day: String
    let filed: Int
    let carriedIn: Int
    let collected: Int
    let ready: Int
    let waiting: [Step]
    let incomplete: Int
    let refused: Int
    let withdrawn: Int
    let elsewhere: Int
    let held: Int
    let unknown: Int
    let tickets: Int
    let served: Int
    let noShow: Int
    let left: Int
    let carriedOver: Int
    let openVisits: Int
    let balanced: Bool
    let complaint: String
    let waits: Waits?
    private let isOver: Bool

    private enum CodingKeys: CodingKey {
        case office, officeName, day, filed, carriedIn, collected, ready, waiting, incomplete, refused, withdrawn
        case elsewhere, held, unknown, tickets, served, noShow, left, carriedOver, openVisits, balanced, complaint
        case waits
    }

    init(_ closing: WireClosing, office code: String, _ directory: SiteDirectory) {
        office = code
        officeName = directory.entry(code)?.name ?? code
        day = Day(ordinal: closing.day).iso
        filed = Int(closing.filed)
        carriedIn = Int(closing.carriedIn)
        collected = Int(closing.collected)
        ready = Int(closing.ready)
        waiting = closing.waiting.map { Step(step: $0.step, cases: Int($0.cases)) }
        incomplete = Int(closing.incomplete)
        refused = Int(closing.refused)
        withdrawn = Int(closing.withdrawn)
        elsewhere = Int(closing.elsewhere)
        held = Int(closing.held)
        unknown = Int(closing.unknown)
        tickets = Int(closing.tickets)
        served = Int(closing.served)
        noShow = Int(closing.noShow)
        left = Int(closing.left)
        carriedOver = Int(closing.carriedOver)
        openVisits = Int(closing.openVisits)
        balanced = closing.balanced
        complaint = closing.complaint
        waits = Waits(closing.waitsUs)
        isOver = Day(ordinal: closing.day) < directory.zone(code).day(of: directory.now)
    }

    func lines(on screen: Screen) -> [String] {
        let weekday = (try? Day(iso: day))?.inWords ?? day
        var cases = Table(.init("CASES IN"), .init("", .right), .init("   CASES NOW"), .init("", .right))
        let came = [("filed that day", filed), ("carried in", carriedIn)]
        let went =
            [("collected", collected), ("ready", ready)] + waiting.map { ("waiting: \($0.step)", $0.cases) }
            + [
                ("incomplete", incomplete), ("refused", refused), ("withdrawn", withdrawn),
                ("at another site", elsewhere), ("held", held), ("print unknown", unknown),
            ].filter { $0.1 > 0 }
        for index in 0..<max(came.count, went.count) {
            let left = index < came.count ? (came[index].0, "\(came[index].1)") : ("", "")
            let right = index < went.count ? ("   " + went[index].0, "\(went[index].1)") : ("", "")
            cases.add(left.0, left.1, right.0, right.1)
        }
        cases.add("together", "\(filed + carriedIn)", "   together", "\(went.reduce(0) { $0 + $1.1 })")
        var lines = ["\(screen.strong(officeName))   \(weekday)", ""] + cases.lines(on: screen) + [""]
        lines.append(
            "Tickets \(tickets) = served \(served) + no-show \(noShow) + left \(left) + carried over \(carriedOver)"
                + (openVisits > 0 ? " + still here \(openVisits)" : ""))
        if let waits {
            lines.append(
                "Wait from arrival to call: half within \(waits.medianMinutes) min, nine of ten within "
                    + "\(waits.p90Minutes) min, longest \(waits.longestMinutes) min (\(waits.called) called)")
        }
        if balanced {
            lines.append(screen.strong("Balanced."))
        } else if openVisits > 0, isOver {
            lines.append("Not balanced yet: \(complaint); close it with loket close-day --day \(day)")
        } else if openVisits > 0 {
            lines.append("Not balanced yet, the day goes on: \(complaint)")
        } else {
            lines.append(screen.alarm("NOT balanced: \(complaint)"))
        }
        return lines
    }
}
