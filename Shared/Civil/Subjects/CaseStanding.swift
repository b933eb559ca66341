import Foundation

/// A case on one screen, in words: why it waits, what comes next and when.
public struct CaseStanding: Hashable, Sendable {
    public var waitsFor: String
    public var next: String
    public var nextAt: Moment?

    public init(_ file: CaseFile, calendar: OfficeCalendar?) {
        let zone = calendar?.office.zone ?? .wib
        let place = calendar?.office.name ?? file.office
        let runStart = calendar?.office.printRun.map { zone.moment(file.plan.printOn, $0.startsAt) }
        nextAt = nil
        switch file.stage {
        case .incomplete:
            waitsFor = "papers from the applicant: \(file.missing.joined(separator: ", "))"
            next = "judged again as soon as they are brought"
        case .toRecord where !file.captureFaults.isEmpty:
            waitsFor = "a better capture: \(file.captureFaults.joined(separator: "; "))"
            next = "capture again at the recording desk"
        case .toRecord where CentreStatus(file.centreStatus).consequence == .recordAgain:
            waitsFor = "a new recording: the centre shows \(file.centreStatus)"
            next = "recorded again when the applicant comes; the old recording is to be deleted"
        case .toRecord:
            waitsFor = file.filing.urgent ? "the recording desk, urgent" : "the recording desk"
            next = file.filing.urgent ? "printed at once after recording" : "recorded when its ticket is called"
            // On the day of the filing it is whenever the desk comes to it, and the morning's opening is past.
            if file.plan.recordOn > zone.day(of: file.filing.filedAt) {
                nextAt = calendar?.opening(atOrAfter: zone.moment(file.plan.recordOn))
            }
        case .awaitingCentre:
            waitsFor = "the national data centre" + (file.centreStatus.isEmpty ? "" : " (\(file.centreStatus))")
            next = "printed once the centre shows PRINT_READY_RECORD"
        case .toPrint where file.awaits == .document:
            waitsFor = "the document of its producer, to be taken in as a PDF"
            next = "printed once that is there"
        case .toPrint where file.awaits == .card && (file.plan.atOnce || runStart == nil):
            waitsFor = "the card from SIAK's own printer"
            next = "handed out once an officer says that the card is there"
        case .toPrint where file.plan.atOnce || runStart == nil:
            waitsFor = "the printer, at once"
            next = "printed now, then handed out"
        case .toPrint:
            waitsFor = "the print run of \(file.plan.printOn)"
            next = "put on that run's list"
            nextAt = runStart
        case .inRun:
            waitsFor = "print run \(file.runNumber)"
            next = "printed in that run"
            nextAt = runStart
        case .printing:
            waitsFor = "the printer"
            next = file.run == nil ? "ready when the printer confirms" : "counted when the printer has confirmed"
        case .printUnknown:
            waitsFor = "a person to look at the printer: \(file.reason)"
            next = "settled with loket unknown"
        case .toReconcile:
            waitsFor = "the count of print run \(file.runNumber)"
            next = "ready once the paper is counted"
        case .missing where file.runNumber.isEmpty:
            waitsFor = "its paper, which was given back"
            next = "found, or printed again with a reason"
        case .missing:
            waitsFor = "paper that the count of \(file.runNumber) didn't find"
            next = "found, or printed again with a reason"
        case .arriving:
            waitsFor = "its document to come to \(place)"
            next = "ready once an officer there says that it has arrived"
        case .ready:
            waitsFor = "the applicant"
            next = "collected at \(place)"
            nextAt = file.readyAt
        case .collected:
            waitsFor = ""
            next = "nothing: it was collected"
        case .withdrawn:
            waitsFor = ""
            next = "nothing: it was withdrawn (\(file.reason))"
        case .refused:
            waitsFor = ""
            next = "nothing: it was refused (\(file.reason))"
        }
        if file.inTransit {
            waitsFor = "\(file.service)\(file.cameFrom == nil ? "" : " at \(place)") to take it over"
        }
        if !file.held.isEmpty {
            waitsFor = "a person: held because \(file.held)"
            next = "released or withdrawn by a person, with a reason"
            nextAt = nil
        }
    }
}

extension CaseEvent {
    /// The entry in words, for the history on a person's screen. It names nobody.
    public var words: String {
        switch self {
        case .filed(let filing): filing.missing.isEmpty ? "filed, complete" : "filed, papers missing"
        case .documentsAdded(_, let missing, _):
            missing.isEmpty ? "papers completed" : "papers added, some still missing"
        case .handedOver(_, let to, _, ""): "handed over to \(to)"
        case .handedOver(_, let to, _, let reason): "handed back to \(to): \(reason)"
        case .custodyTaken(_, let by): "taken over by \(by)"
        case .returned(let to, _, let reason, _): "returned to \(to): \(reason)"
        case .arrived: "the document arrived"
        case .recorded(_, let capture, _, _, _): capture == nil ? "data recorded" : "capture recorded"
        case .captureRefused(let reasons, _, _): "capture refused: \(reasons.joined(separator: "; "))"
        case .centreNoted(let status, _, _): "the centre shows \(status)"
        case .queuedForPrint(_, .document): "waits for its document from outside"
        case .queuedForPrint(let plan, _):
            plan.atOnce ? "queued for the printer, at once" : "queued for the run of \(plan.printOn)"
        case .printPlanned(_, let reason, _, _): "to be printed\(reason.isEmpty ? "" : ": \(reason)")"
        case .joinedRun(_, let number): "on the list of print run \(number)"
        case .leftRun(let reason, _): "taken off the print run: \(reason)"
        case .printStarted(_, let attempt, _): "sent to the printer, attempt \(attempt)"
        case .printEnded(_, let outcome, _, let reason, _):
            "printer: \(outcome.rawValue)\(reason.isEmpty ? "" : " (\(reason))")"
        case .reconciled(let result, let reason, _, _):
            "counted: \(result.rawValue)\(reason.isEmpty ? "" : " (\(reason))")"
        case .notified(let outcome, _, _): "message to the applicant: \(outcome)"
        case .collected(let collector, let relation, let surrendered, _):
            "collected by \(collector) (\(relation))" + (surrendered == 0 ? "" : ", \(surrendered) old handed in")
        case .documentTakenIn: "SIAK's document taken in"
        case .withdrawn(let reason, _): "withdrawn: \(reason)"
        case .refused(let reason, let law, _): "refused: \(reason)\(law.isEmpty ? "" : " (\(law))")"
        case .held(let reason, _): "held: \(reason)"
        case .released(let reason, _): "released: \(reason)"
        case .restored(_, let reason, _): reason
        case .paperMade(let reason, _): "its document was made before the site died: \(reason)"
        case .remarked(let text, _): text
        }
    }
}
