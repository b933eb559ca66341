/// A case comes to the printing room, or is free to go on there: printed at once, or queued for its run.
public enum PrintArrival {
    public enum Way: Hashable, Sendable {
        case printNow(PrintSource)
        case queue(CaseEvent)
        /// Its document was made before the site died.
        case made
    }

    /// Nil where there is nothing to do: it isn't here to be printed, or it is held, or it is queued already.
    ///
    /// An urgent case is certainly printed at that same moment; only a document that must come from outside can
    /// keep it waiting, and then it says so.
    public static func decide(_ file: CaseFile, source: PrintSource, isNew: Bool, in room: PrintRoom) -> Way? {
        guard file.stage == .toPrint, !file.inTransit, file.held.isEmpty else { return nil }
        if file.paperMade { return .made }
        if source.awaits == .nothing, room.printsAtOnce(file) { return .printNow(source) }
        let plan = room.plan(for: file)
        if !isNew, plan == file.plan, source.awaits == file.awaits { return nil }
        return .queue(.queuedForPrint(plan, awaits: source.awaits))
    }
}

/// A document that was printed at another office has come to where it is picked up.
public enum DocumentArrival {
    /// Nil where that was noted before.
    public static func decide(_ file: CaseFile, at now: Moment) throws(Rejection) -> CaseEvent? {
        if file.stage == .ready { return nil }
        try CaseRules.checkFree(file)
        guard file.stage == .arriving else { throw CaseRules.wrongStage(file, needs: "on its way from the printer") }
        return .arrived(at: now)
    }
}

/// Prints one case now: before its run, or again because its paper was spoiled, lost or refused by the printer.
public enum PrintCase {
    /// Only the office that prints it by its route prints it, and prints it again.
    public static func checkPlace(_ file: CaseFile, printedAt office: String) throws(Rejection) {
        guard file.office != office else { return }
        throw Rejection(
            .wrongStage, field: "case_number",
            problem: "\(file.filing.number) is printed at office \(office), not here",
            fix: "hand it back with a reason, and it is printed again there")
    }

    /// Checks whether it may be printed; gives the reason as it will stand in the journal.
    public static func decide(_ file: CaseFile, source: PrintSource, reason: String) throws(Rejection) -> String {
        let number = file.filing.number
        try CaseRules.checkFree(file)
        switch file.stage {
        case .toPrint, .inRun, .missing, .ready: break
        case .printing:
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(number) is with the printer already",
                fix: "wait for the printer's answer")
        case .printUnknown:
            throw Rejection(
                .wrongStage, field: "case_number", problem: "nobody knows whether \(number) was printed",
                fix: "look at the printer and settle it with loket unknown")
        case .toReconcile:
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(number) is printed and not counted yet",
                fix: "count it in run \(file.runNumber): printed, spoiled or missing")
        case .incomplete, .toRecord, .awaitingCentre, .arriving, .collected, .withdrawn, .refused:
            throw CaseRules.wrongStage(file, needs: "to be printed")
        }
        switch source {
        case .letter, .takenIn, .sample: break
        case .missing:
            throw Rejection(
                .documentMissing, field: "case_number",
                problem: "the document of \(number) has not come from its producer",
                fix: "take its PDF in first; it can't be made here")
        case .card:
            throw Rejection(
                .documentMissing, field: "case_number", problem: "the card of \(number) is made by SIAK's own printer",
                fix: "print it there, then say so: settle the case as printed")
        }
        return try CaseRules.reason(reason)
    }
}

/// A PDF of SIAK or Bapenda came for a case.
public enum PrintDocument {
    public static func takeIn(
        _ file: CaseFile, hash: [UInt8], bytes: Int, at now: Moment
    ) throws(Rejection) -> CaseEvent? {
        let number = file.filing.number
        guard file.filing.producedBy != .loket else {
            throw Rejection(
                .badDocument, field: "pdf", problem: "the document of \(number) is the office's own letter",
                fix: "print it; nothing is taken in for it")
        }
        guard !file.stage.isClosed, file.print == nil else {
            throw CaseRules.wrongStage(file, needs: "waiting for a document")
        }
        return hash == file.documentHash ? nil : .documentTakenIn(hash: hash, bytes: Int64(bytes), at: now)
    }
}

/// A person settles what the printer could not tell, or says that SIAK's printer made the card.
public enum PrintResolution {
    public enum Way: Hashable, Sendable {
        /// The print that was unknown ended so.
        case ended(EffectOutcome, reason: String)
        case card(reason: String)
    }

    /// What a person's word means for the print, and the reason as it will stand in the journal.
    public static func outcome(
        of word: String, reason: String
    ) throws(Rejection) -> (outcome: EffectOutcome, reason: String) {
        switch word {
        case "printed": return (.confirmed, try CaseRules.reason(reason))
        case "not_printed": return (.failed, try CaseRules.reason(reason))
        default:
            throw Rejection(
                .notOnList, field: "outcome", problem: "\(Rejection.quoted(word)) settles nothing",
                fix: "use printed or not_printed, as the paper tray shows")
        }
    }

    public static func decide(_ file: CaseFile, outcome word: String, reason: String) throws(Rejection) -> Way {
        let (outcome, reason) = try outcome(of: word, reason: reason)
        if file.stage == .printUnknown { return .ended(outcome, reason: reason) }
        let isFound = file.stage == .missing && file.run == nil
        if (file.stage == .toPrint && file.awaits == .card) || isFound, outcome == .confirmed {
            try CaseRules.checkFree(file)
            return .card(reason: reason)
        }
        throw CaseRules.wrongStage(file, needs: "print-unknown")
    }
}
