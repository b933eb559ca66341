import Civil
import Contracts
import Foundation

/// A print run, as the officer at the printer sees it.
struct PlayedRun: Equatable, Sendable {
    let number: String
    /// Cases whose paper was no good or wasn't there.
    var spoiled: [String] = []
    var missing: [String] = []
}

/// What the officer at the printer does. Runs are numbered by the session in which they are planned: the first is
/// printed on the second day; the second one's list is closed then, and it is printed on a third.
extension DayPlayer {
    mutating func planRun(in session: Int) {
        guard office.printRun != nil else { return }
        let day =
            session + 1 < sessions.count
            ? sessions[session + 1].day : calendar.nextWorkingDay(after: sessions[session].day)
        ask(
            .printing(.planRun(.with { $0.day = day.ordinal })), "\(day)/plan-run", for: .planRun(session: session))
    }

    mutating func runPlanned(_ run: Int, _ view: WireRunView) {
        runs[run] = PlayedRun(number: view.number)
        guard run + 1 < sessions.count, let times = office.printRun else { return }
        let day = sessions[run + 1].day
        plan(.startsRun(run), at: office.zone.moment(day, times.startsAt))
        plan(.countsRun(run), at: office.zone.moment(day, times.readyAt) - .minutes(30))
        plan(.printsAgain(run), at: office.zone.moment(day, times.readyAt) - .minutes(20))
        plan(.countsReprints(run), at: office.zone.moment(day, times.readyAt) - .minutes(10))
        plan(.closesRun(run), at: office.zone.moment(day, times.readyAt) - .minutes(5))
    }

    mutating func startRun(_ run: Int) {
        guard let played = runs[run] else { return }
        ask(.printing(.startRun(.with { $0.run = played.number })), "\(played.number)/start", for: .startRun)
    }

    mutating func showRun(_ run: Int) {
        guard let played = runs[run] else { return }
        ask(.printing(.showRun(.with { $0.run = played.number })), "\(played.number)/show", for: .showRun(run))
    }

    /// Counts the paper against the list: all of it is there, but for a few by the script's seed.
    mutating func count(_ run: Int, _ view: WireRunView) {
        let items = view.items.map(\.caseNumber)
        ledger.inRun += items.count
        var random = SplitMix64(seed: UInt64(bitPattern: Int64(script.seed)))
        // By the list, which is closed: what became of a line meanwhile must not change the draw.
        let unlucky = items.sorted().shuffled(using: &random).prefix(items.count < 20 ? 0 : 3)
        runs[run]?.spoiled = Array(unlucky.prefix(2))
        runs[run]?.missing = Array(unlucky.dropFirst(2))
        for item in view.items where item.result != "withdrawn" {
            guard let played = runs[run] else { return }
            if played.spoiled.contains(item.caseNumber) {
                ledger.spoiled += 1
                reconcile(played.number, item.caseNumber, "spoiled", reason: "the paper is creased", for: .countSheet)
            } else if played.missing.contains(item.caseNumber) {
                ledger.missing += 1
                reconcile(played.number, item.caseNumber, "missing", reason: "not in the tray", for: .countSheet)
            } else {
                reconcile(played.number, item.caseNumber, "printed", for: .countSheet)
            }
        }
    }

    private mutating func reconcile(
        _ run: String, _ number: String, _ result: String, reason: String = "", count: Int = 1, for intent: Intent
    ) {
        ask(
            .printing(
                .reconcileItem(
                    .with {
                        $0.run = run
                        $0.caseNumber = number
                        $0.result = result
                        $0.reason = reason
                    })), "\(run)/\(number)/count \(count)", for: intent)
    }

    /// What was spoiled is printed again by itself; what is missing, when somebody gives up looking for it.
    mutating func printAgain(_ run: Int) {
        guard let played = runs[run] else { return }
        for number in played.missing {
            ask(
                .printing(
                    .printCase(
                        .with {
                            $0.caseNumber = number
                            $0.reason = "missing from the run"
                        })), "\(played.number)/\(number)/again", for: .printAgain)
        }
    }

    mutating func countReprints(_ run: Int) {
        guard let played = runs[run] else { return }
        for number in played.spoiled + played.missing {
            reconcile(played.number, number, "printed", reason: "printed again", count: 2, for: .countReprint)
        }
    }

    mutating func closeRun(_ run: Int) {
        guard let played = runs[run] else { return }
        ask(.printing(.closeRun(.with { $0.run = played.number })), "\(played.number)/close", for: .closeRun)
    }
}
