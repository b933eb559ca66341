import Foundation

/// The life of a print run: planned, its list closed, printed, counted, closed.
public enum PrintRunRules {
    /// How far ahead a run can be planned.
    static let horizon = 31

    public struct Planned: Hashable, Sendable {
        public var number: RunNumber
        public var cutOff: Moment
    }

    /// Plans the next run of a day. Its list closes by itself at the cut-off of the working day before; where that
    /// is over, at once.
    public static func plan(day: Day, incarnation: Int, in room: PrintRoom) throws(Rejection) -> Planned {
        guard let cutOff = room.calendar.cutOff(ofRunOn: day) else {
            throw Rejection(
                .productNotServed, field: "office",
                problem: "\(room.office.name) prints each document by itself and has no runs",
                fix: "print a case with its number")
        }
        guard day >= room.today, day - room.today <= horizon else {
            throw Rejection(
                .invalidDay, field: "day",
                problem: "a run is planned for today up to \(horizon) days ahead, not for \(day)",
                fix: "name a day from \(room.today) on")
        }
        if room.desk.openRun != nil, let open = room.desk.runsDay {
            let number = RunNumber(
                shortCode: room.desk.shortCode, incarnation: incarnation, day: open, run: room.desk.runs)
            throw Rejection(
                .runOpen, field: "day", problem: "the list of \(number.text) is still open",
                fix: "close that list first; what is not on it goes into the next run")
        }
        if let last = room.desk.runsDay, day < last {
            throw Rejection(
                .invalidDay, field: "day", problem: "a run of \(last) was planned already",
                fix: "plan the next one for \(last) or later")
        }
        let number = RunNumber(
            shortCode: room.desk.shortCode, incarnation: incarnation, day: day, run: room.desk.nextRun(on: day))
        return Planned(number: number, cutOff: cutOff)
    }

    /// Who is on the list: everybody in the queue who is planned for that day or earlier, in the queue's order.
    ///
    /// Left out is who is held, prints by itself, or still waits for a document from outside.
    public static func list(
        for run: PrintRun, from queue: [(id: UUID, file: CaseFile)], in room: PrintRoom,
        medium: (CaseFile) -> Medium?
    ) -> [RunItem] {
        queue.compactMap { id, file in
            guard file.stage == .toPrint, file.service == "printing", !file.inTransit, file.office == run.office,
                file.held.isEmpty, file.awaits != .document, !room.printsAtOnce(file), file.plan.printOn <= run.day
            else { return nil }
            return RunItem(
                file: id, number: file.filing.number, product: file.filing.product,
                applicant: file.filing.applicant.name.text, medium: medium(file)?.rawValue ?? "",
                urgent: file.filing.urgent)
        }
    }

    public static func checkStart(_ run: PrintRun) throws(Rejection) {
        switch run.stage {
        case .closed where run.items.isEmpty:
            throw Rejection(
                .wrongStage, field: "run", problem: "the list of \(run.number) is empty", fix: "close the run")
        case .closed: break
        case .open:
            throw Rejection(
                .runOpen, field: "run", problem: "the list of \(run.number) is still open",
                fix: "close the list first, or wait for the cut-off")
        case .printing, .finished:
            throw Rejection(
                .wrongStage, field: "run", problem: "\(run.number) is \(run.stage.word) already",
                fix: "look at it with loket print-run show \(run.number)")
        }
    }

    /// A run is closed when every sheet is accounted for.
    public static func close(_ run: PrintRun, at now: Moment) throws(Rejection) -> PrintRunEvent {
        let open = run.items.filter { !$0.result.isSettled }
        guard run.stage == .printing || (run.stage == .closed && run.items.isEmpty) else {
            throw Rejection(
                .wrongStage, field: "run", problem: "\(run.number) is \(run.stage.word), not printing",
                fix: run.stage == .finished ? "nothing more is to do" : "start it first")
        }
        guard open.isEmpty else {
            let shown = open.prefix(5).map { "\($0.number) \($0.result.rawValue)" }.joined(separator: ", ")
            throw Rejection(
                .wrongStage, field: "run",
                problem: "\(open.count) of \(run.items.count) are not settled: \(shown)\(open.count > 5 ? ", …" : "")",
                fix: "see with loket print-run show \(run.number) what each waits for")
        }
        return .finished(at: now)
    }
}
