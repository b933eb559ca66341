import Civil
import Foundation

/// Printing rooms, their runs and the cases that were on their lists, held against each other.
///
/// A run is of another day than its cases, so what is open here goes on from day to day; a run that was met
/// leaves little behind.
struct RunLedger {
    private struct Planned {
        var office: String
        var plan: Traces.PlannedRun
    }

    private struct Listed {
        var number: String
        var office: String
        var isListOpen: Bool
        var isWhole: Bool
        /// Items whose case hasn't been met.
        var open: [UUID: String]
    }

    private struct Joined {
        var number: String
        /// It is on that run's list by its own last word.
        var isThere: Bool
        var isWhole: Bool
    }

    private var planned: [UUID: Planned] = [:]
    /// Rooms whose history can't be relied on.
    private var brokenRooms = Set<String>()
    private var runs: [UUID: Listed] = [:]
    /// By run, the cases that said they joined it.
    private var joined: [UUID: [UUID: Joined]] = [:]
    /// Cases whose letters were numbered and that haven't been met, with the room that did it.
    private var letters: [UUID: String] = [:]
    private(set) var findings: [Finding] = []

    mutating func take(_ history: History) {
        switch history.subject {
        case .printDesk(let desk):
            if !history.isWhole { brokenRooms.insert(desk.office) }
            for plan in history.traces.plannedRuns { planned[plan.run] = Planned(office: desk.office, plan: plan) }
            for file in history.traces.numberedLetters { letters[file] = desk.office }
            if desk.office.isEmpty || PrintDesk.id(office: desk.office) != history.id {
                findings.append(Finding(history.name, 1, "its id isn't that of its office", .contradiction))
            }
        case .printRun(let run):
            runs[history.id] = Listed(
                number: run.number, office: run.office, isListOpen: run.stage == .open, isWhole: history.isWhole,
                open: Dictionary(run.items.map { ($0.file, $0.number) }) { first, _ in first })
            check(run, history)
        case .caseFile(let file):
            for run in Set(history.traces.joinedRuns) {
                joined[run, default: [:]][history.id] = Joined(
                    number: file.filing.number, isThere: file.run == run, isWhole: history.isWhole)
            }
            let isNumbered = letters.removeValue(forKey: history.id) != nil
            let isOff = isNumbered ? file.letterNumber.isEmpty : history.traces.isLetterOurs
            if history.isWhole, isOff, !brokenRooms.contains(file.office) {
                findings.append(
                    Finding(
                        history.name, nil,
                        isNumbered
                            ? "its letter was given a number that it doesn't have"
                            : "its letter has a number that no printing room gave", .contradiction))
            }
        case .lane, .visit, .notice: break
        }
    }

    private mutating func check(_ run: PrintRun, _ history: History) {
        guard let plan = planned.removeValue(forKey: history.id) else {
            if !brokenRooms.contains(run.office) {
                findings.append(Finding(history.name, 1, "no printing room planned it", .contradiction))
            }
            return
        }
        guard history.isWhole, !brokenRooms.contains(plan.office) else { return }
        if plan.office != run.office || plan.plan.day != run.day || !run.number.hasSuffix("-P\(plan.plan.number)") {
            findings.append(
                Finding(history.name, 1, "it isn't the run that its printing room planned", .contradiction))
        }
        if plan.plan.isListClosed == (run.stage == .open) {
            findings.append(
                Finding(
                    history.name, nil,
                    "its list is \(run.stage == .open ? "open" : "closed") and its printing room says otherwise",
                    .contradiction))
        }
    }

    /// Pairs what has been met of both sides; to be called when a day is whole.
    mutating func settle() {
        for (id, cases) in joined {
            guard var run = runs[id] else { continue }
            for (file, claim) in cases {
                let isListed = run.open.removeValue(forKey: file) != nil
                if !isListed, claim.isThere, claim.isWhole, run.isWhole, !run.isListOpen {
                    findings.append(
                        Finding(
                            SubjectName(kind: .caseFile, number: claim.number), nil,
                            "it is in print run \(run.number), whose list doesn't have it", .contradiction))
                }
            }
            runs[id] = run
            joined[id] = nil
        }
    }

    /// Everything has been met: what is still open is missing.
    mutating func finish() {
        settle()
        for (_, cases) in joined {
            for claim in cases.values {
                findings.append(
                    Finding(
                        SubjectName(kind: .caseFile, number: claim.number), nil,
                        "it joined a print run that is gone", .somethingLost))
            }
        }
        for run in runs.values where run.isWhole {
            for number in run.open.values.sorted() {
                findings.append(
                    Finding(
                        SubjectName(kind: .printRun, number: run.number), nil,
                        "its list has \(number), which is gone or never joined it", .contradiction))
            }
        }
        for room in letters.values {
            findings.append(
                Finding(
                    SubjectName(kind: .printDesk, number: room), nil, "it numbered the letter of a case that is gone",
                    .somethingLost))
        }
        for plan in planned.values {
            findings.append(
                Finding(
                    SubjectName(kind: .printDesk, number: plan.office), nil,
                    "its run \(plan.plan.number) of \(plan.plan.day) is gone", .somethingLost))
        }
    }
}
