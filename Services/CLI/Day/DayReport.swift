import Civil
import Contracts

/// Both days in figures, and what the player saw.
struct DayReport: Report {
    let office: String
    let seed: Int
    let days: [ClosingReport]
    let happened: DayLedger
    let balanced: Bool
    let complaints: [String]
    let seconds: Double

    init(_ player: DayPlayer, directory: SiteDirectory, took: Duration) {
        office = player.script.office
        seed = player.script.seed
        days = player.closings.map { ClosingReport($0, office: player.script.office, directory) }
        happened = player.ledger
        complaints = DayBalance.complaints(player.closings, expected: player.sessions.count)
        balanced = complaints.isEmpty
        seconds = (took / .milliseconds(10)).rounded() / 100
    }

    func lines(on screen: Screen) -> [String] {
        var lines: [String] = []
        for day in days { lines += day.lines(on: screen) + [""] }
        var facts = Facts()
        facts.add("people", people)
        facts.add("recording", recording)
        facts.add("printing", printing)
        facts.add("handed out", handingOut)
        facts.add("declined", declined)
        lines += ["What happened in \(seconds) s of ours"] + facts.lines(on: screen) + [""]
        lines += complaints.map { screen.alarm($0) }
        lines.append(
            balanced ? screen.strong("Both days balance.") : screen.alarm("The days do NOT balance."))
        return lines
    }

    private var people: String {
        "\(happened.arrivals) came, \(happened.turnedAway) turned away at the entrance, \(happened.served) served, "
            + "\(happened.notThere) not there when called, \(happened.wentHome) went home"
    }

    private var recording: String {
        "\(happened.recorded) recorded, \(happened.capturesRefused) captures refused and tried again, "
            + "\(happened.completedLater) completed with papers brought later, \(happened.centreAnswers) answers of the "
            + "centre, \(happened.withdrawn) withdrawn"
    }

    private var printing: String {
        "\(happened.inRun) on the list of the run, \(happened.spoiled) spoiled, \(happened.missing) missing, "
            + "\(happened.reprinted) printed again"
    }

    private var handingOut: String {
        "\(happened.handedOut) documents, \(happened.inVain) asked for in vain"
    }

    private var declined: String {
        happened.declined.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
    }
}

/// The two sums of a day, added up again from its figures, and what one day leaves to the next.
enum DayBalance {
    static func complaints(_ closings: [WireClosing], expected: Int) -> [String] {
        var complaints: [String] = []
        if closings.count != expected { complaints.append("\(closings.count) of \(expected) days could be closed") }
        for closing in closings {
            let day = Day(ordinal: closing.day)
            if !closing.balanced { complaints.append("\(day): \(closing.complaint)") }
            let came = closing.filed + closing.carriedIn
            let went = closing.collected + closing.refused + closing.withdrawn + stillThere(closing)
            if came != went { complaints.append("\(day): \(came) cases came in and \(went) are accounted for") }
            let ended = closing.served + closing.noShow + closing.left + closing.carriedOver
            if closing.tickets != ended {
                complaints.append("\(day): \(closing.tickets) tickets were given and \(ended) visits ended")
            }
        }
        for (earlier, later) in zip(closings, closings.dropFirst()) where stillThere(earlier) != later.carriedIn {
            complaints.append(
                "\(Day(ordinal: earlier.day)) left \(stillThere(earlier)) open cases, and "
                    + "\(Day(ordinal: later.day)) began with \(later.carriedIn)")
        }
        return complaints
    }

    /// Cases that were open when the day ended.
    private static func stillThere(_ closing: WireClosing) -> Int32 {
        closing.ready + closing.waiting.reduce(0) { $0 + $1.cases } + closing.incomplete + closing.elsewhere
            + closing.held + closing.unknown
    }
}
