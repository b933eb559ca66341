import Foundation

/// Counts one sheet of a run against its list.
public enum PrintCount {
    /// What a person can say of a sheet; `withdrawn` is what the case itself says.
    public enum Finding: String, Hashable, Sendable, CaseIterable {
        case printed, spoiled, missing
        /// Not in this run any more: into a later one.
        case putOff = "put_off"
        case withdrawn
    }

    public struct Counted: Hashable, Sendable {
        public var caseEvents: [CaseEvent]
        public var result: RunItem.Result
        public var reason: String
        /// It is to be printed again.
        public var again = false
    }

    public static func finding(_ word: String) throws(Rejection) -> Finding {
        guard let finding = Finding(rawValue: word) else {
            throw Rejection(
                .notOnList, field: "result", problem: "\(Rejection.quoted(word)) is no result of a count",
                fix: "use printed, spoiled, missing or put_off")
        }
        return finding
    }

    public static func item(of run: PrintRun, id: UUID, number: String) throws(Rejection) -> RunItem {
        guard let item = run.items.first(where: { $0.file == id }) else {
            throw Rejection(
                .unknownNumber, field: "case_number", problem: "\(number) is not on the list of \(run.number)",
                fix: "look at the list with loket print-run show \(run.number)")
        }
        return item
    }

    /// - Parameter source: what is printed for the case; a card is counted although our printer never saw it.
    public static func decide(
        _ finding: Finding, _ item: RunItem, _ file: CaseFile, of run: PrintRun, source: PrintSource, reason: String,
        by actor: String, in room: PrintRoom
    ) throws(Rejection) -> Counted {
        try check(finding, file, of: run, source: source)
        switch finding {
        case .printed:
            let reason = item.result == .missing ? try CaseRules.reason(reason) : reason
            let result: RunItem.Result = file.prints > 1 || item.result == .spoiled ? .reprinted : .printed
            let counted: Reconciliation = result == .reprinted ? .reprinted : .printed
            return Counted(
                caseEvents: [.reconciled(counted, reason: reason, by: actor, at: room.now)], result: result,
                reason: reason.isEmpty ? item.reason : reason)
        case .spoiled:
            let reason = try CaseRules.reason(reason)
            return Counted(
                caseEvents: [.reconciled(.spoiled, reason: reason, by: actor, at: room.now)], result: .spoiled,
                reason: reason, again: source != .card)
        case .missing:
            let reason = try CaseRules.reason(reason)
            return Counted(
                caseEvents: [.reconciled(.missing, reason: reason, by: actor, at: room.now)], result: .missing,
                reason: reason)
        case .putOff:
            let reason = try CaseRules.reason(reason)
            return Counted(
                caseEvents: [
                    .leftRun(reason: reason, at: room.now),
                    .queuedForPrint(later(than: run.day, file, in: room), awaits: source.awaits),
                ], result: .withdrawn, reason: "put off: \(reason)")
        case .withdrawn:
            return Counted(caseEvents: [], result: .withdrawn, reason: file.reason)
        }
    }

    private static func later(than day: Day, _ file: CaseFile, in room: PrintRoom) -> Plan {
        let printOn = room.calendar.nextWorkingDay(after: max(day, room.desk.closedDay ?? day))
        let ready = room.office.printRun.map { room.office.zone.moment(printOn, $0.readyAt) } ?? room.now
        return Plan(recordOn: file.plan.recordOn, printOn: printOn, readyFrom: ready, atOnce: false)
    }

    private static func check(
        _ finding: Finding, _ file: CaseFile, of run: PrintRun, source: PrintSource
    ) throws(Rejection) {
        let number = file.filing.number
        if finding == .withdrawn {
            guard file.stage == .withdrawn else { throw CaseRules.wrongStage(file, needs: "withdrawn") }
            return
        }
        guard file.runNumber == run.number else {
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(number) is not in \(run.number) any more",
                fix: "look at it with loket status \(number)")
        }
        if finding == .putOff {
            guard file.stage == .inRun || file.stage == .missing else {
                throw CaseRules.wrongStage(file, needs: "in-run or missing")
            }
            return
        }
        guard run.stage == .printing || run.stage == .finished else {
            throw Rejection(
                .wrongStage, field: "run", problem: "\(run.number) is \(run.stage.word): nothing of it is printed yet",
                fix: "start the run first")
        }
        switch file.stage {
        case .toReconcile: break
        case .missing where finding != .missing: break
        case .inRun where source == .card: break
        case .printing:
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(number) is with the printer",
                fix: "count it when the printer has confirmed")
        case .printUnknown:
            throw Rejection(
                .wrongStage, field: "case_number", problem: "nobody knows whether \(number) was printed",
                fix: "look at the printer and settle it with loket unknown")
        case .inRun:
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(number) was not printed: \(file.reason)",
                fix: "print it with a reason, or put it off")
        default: throw CaseRules.wrongStage(file, needs: "to-reconcile")
        }
    }
}
