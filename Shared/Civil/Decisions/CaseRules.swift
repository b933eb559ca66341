import Foundation

/// Rules that hold for a case whoever holds it.
public enum CaseRules {
    /// The holder alone acts on a case, and not while it is held or on its way.
    public static func check(
        _ file: CaseFile?, number: String, heldBy holder: CaseHolder
    ) throws(Rejection) -> CaseFile {
        guard let file else {
            throw Rejection(
                .unknownNumber, field: "case_number", problem: "no case \(number) is known here",
                fix: "read the number again from the receipt")
        }
        guard file.service == holder.service else {
            let place = file.office == holder.office ? "" : " of office \(file.office)"
            throw Rejection(
                .movedTo, field: "case_number", problem: "\(number) is with \(file.service)\(place) now",
                fix: "look with loket status \(number) at what it waits for")
        }
        guard file.office == holder.office else {
            throw Rejection(
                .movedTo, field: "case_number", problem: "\(number) is with \(file.service) of office \(file.office)",
                fix: "call that office: it alone can do this now")
        }
        return file
    }

    /// Whoever got a case from another office gives it back there, where it is held for the reason.
    ///
    /// What was asked of a printer is settled first, and so is a run that has it on its list.
    public static func handBack(
        _ file: CaseFile, reason: String
    ) throws(Rejection) -> (to: CaseHolder, reason: String) {
        let number = file.filing.number
        if file.stage.isClosed { throw wrongStage(file, needs: "open") }
        guard let to = file.cameFrom, to != file.holder else {
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(number) did not come from another office",
                fix: "hold on to it: nobody else had it")
        }
        switch file.stage {
        case .inRun, .toReconcile, .printUnknown: throw wrongStage(file, needs: "off its print run and settled")
        case .printing where file.print?.isStarted == true || file.run != nil:
            throw wrongStage(file, needs: "away from the printer")
        default: return (to, try self.reason(reason))
        }
    }

    public static func checkFree(_ file: CaseFile) throws(Rejection) {
        guard file.held.isEmpty else {
            throw Rejection(
                .onHold, field: "case_number", problem: "\(file.filing.number) is held: \(file.held)",
                fix: "settle that first, then release it with a reason")
        }
    }

    public static func wrongStage(_ file: CaseFile, needs: String) -> Rejection {
        Rejection(
            .wrongStage, field: "case_number", problem: "\(file.filing.number) is \(file.stage.word), not \(needs)",
            fix: "look at it with loket status \(file.filing.number)")
    }

    public static func reason(_ reason: String) throws(Rejection) -> String {
        try sentence(reason, most: 500)
    }

    /// What stands in a case's journal beside its course: who decided what and why, in words.
    public static func remark(_ text: String) throws(Rejection) -> String { try sentence(text, most: 800) }

    private static func sentence(_ reason: String, most: Int) throws(Rejection) -> String {
        let trimmed = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty, trimmed.utf8.count <= most else {
            throw Rejection(
                .missingReason, field: "reason",
                problem: trimmed.isEmpty ? "no reason is given" : "the reason is longer than \(most) letters",
                fix: "say in a sentence why; it stands in the journal")
        }
        guard !Rejection.holdsPersonalNumber(trimmed) else {
            throw Rejection(
                .personalNumber, field: "reason", problem: "a NIK or nomor KK stands in the reason",
                fix: "leave it out: the case knows whom it is about, and everybody reads the reason")
        }
        return trimmed
    }

    public static func withdraw(_ file: CaseFile, reason: String, at now: Moment) throws(Rejection) -> CaseEvent {
        if let print = file.print, print.isStarted {
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(file.filing.number) is at the printer",
                fix: "wait for the printer's answer, then withdraw it")
        }
        if file.stage.isClosed { throw wrongStage(file, needs: "open") }
        return .withdrawn(reason: try self.reason(reason), at: now)
    }

    public static func refuse(
        _ file: CaseFile, reason: String, law: String, at now: Moment
    ) throws(Rejection) -> CaseEvent {
        guard [.incomplete, .toRecord, .awaitingCentre].contains(file.stage) else {
            throw wrongStage(file, needs: "before printing")
        }
        return .refused(reason: try self.reason(reason), law: law, at: now)
    }

    /// - Parameter paperMade: its document was made in the hours that no backup knows.
    public static func release(
        _ file: CaseFile, reason: String, paperMade: Bool = false, at now: Moment
    ) throws(Rejection) -> [CaseEvent] {
        guard !file.held.isEmpty else { throw wrongStage(file, needs: "held") }
        let reason = try self.reason(reason)
        if file.restoredFrom != nil, file.stage == .printUnknown {
            throw Rejection(
                .wrongStage, field: "case_number",
                problem: "nobody knows whether \(file.filing.number) was printed before the site died",
                fix: "settle that with loket unknown resolve, then release it")
        }
        guard paperMade else { return [.released(reason: reason, at: now)] }
        guard file.restoredFrom != nil else {
            throw Rejection(
                .wrongStage, field: "paper_made", problem: "\(file.filing.number) was not restored from a backup",
                fix: "leave it out: whoever printed it here has said so here")
        }
        switch file.stage {
        case .incomplete, .toRecord, .awaitingCentre, .toPrint: break
        case .inRun, .toReconcile, .missing:
            throw Rejection(
                .wrongStage, field: "paper_made", problem: "\(file.filing.number) is in print run \(file.runNumber)",
                fix: "count it there, then release it")
        case .printing, .printUnknown, .arriving, .ready, .collected, .withdrawn, .refused:
            throw wrongStage(file, needs: "before its printing")
        }
        return [.paperMade(reason: reason, at: now), .released(reason: reason, at: now)]
    }

    /// Who does the next step of an open case, and at which office.
    public static func next(_ file: CaseFile, standard: Standard?) -> (service: String, office: String)? {
        next(file, district: standard?.district)
    }

    /// - Parameter district: the Dukcapil office that does the route's steps at the district.
    public static func next(_ file: CaseFile, district: RegionCode?) -> (service: String, office: String)? {
        let kind: RouteStep.Kind
        switch file.stage {
        case .incomplete: kind = .check
        case .toRecord: kind = .record
        case .awaitingCentre: kind = .awaitCentre
        case .toPrint, .inRun, .printing, .printUnknown, .toReconcile, .missing: kind = .print
        case .ready, .arriving: kind = .collect
        case .collected, .withdrawn, .refused: return nil
        }
        guard let step = file.filing.route.first(where: { $0.kind == kind }) else { return nil }
        return (step.service.rawValue, office(of: step, file, district: district))
    }

    /// The office that does a step of a case's route.
    public static func office(of step: RouteStep, _ file: CaseFile, district: RegionCode?) -> String {
        step.place == .own ? file.filing.office : district?.text ?? file.filing.office
    }

    /// The offices that must know of a case wherever it is: that of its origin, that of the pick-up, and the district,
    /// which answers for all of its offices while their lines are down.
    public static func concerned(_ file: CaseFile, district: RegionCode?) -> [String] {
        let pickUp = file.filing.route.first { $0.kind == .collect }.map { office(of: $0, file, district: district) }
        return [pickUp, district?.text].reduce(into: [file.filing.office]) { offices, next in
            if let next, !offices.contains(next) { offices.append(next) }
        }
    }
}

/// Papers that an applicant brought later.
public enum CompleteCase {
    /// Judged by the standard that was in force when the case was filed, which `standard` must be.
    public static func decide(
        _ file: CaseFile, documents: [String], standard: Standard, calendar: OfficeCalendar, at now: Moment
    ) throws(Rejection) -> CaseEvent {
        guard file.stage == .incomplete else { throw CaseRules.wrongStage(file, needs: "incomplete") }
        guard !documents.isEmpty else {
            throw Rejection(
                .missingField, field: "documents", problem: "no document is named",
                fix: "name what was brought: \(file.missing.joined(separator: ", "))")
        }
        let ground = file.filing.details.first { $0.name == ApplicationForm.groundName }?.value
        let missing = standard.missing(from: file.documents + documents, ground: ground)
        return .documentsAdded(
            documents, missing: missing.map(\.id),
            plan: calendar.plan(promise: standard.promise, urgent: file.filing.urgent, at: now))
    }
}
