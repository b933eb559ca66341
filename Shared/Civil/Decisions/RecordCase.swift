import Foundation

/// Records an application: its data, or a capture of the person.
///
/// Which of the two is the route's business; taking the other is refused, since it would leave the case without
/// what its document is made from.
public enum RecordCase {
    public struct Context: Sendable {
        public var calendar: OfficeCalendar
        public var standard: CaptureStandard
        /// The desk that records; empty where the request doesn't say.
        public var desk: String
        /// The size of the capture's file in the store, where it is whole there.
        public var storedBytes: Int64?
        public var now: Moment

        public init(
            calendar: OfficeCalendar, standard: CaptureStandard = .usual, desk: String, storedBytes: Int64? = nil,
            now: Moment
        ) {
            self.calendar = calendar
            self.standard = standard
            self.desk = desk
            self.storedBytes = storedBytes
            self.now = now
        }
    }

    /// - Parameter reference: SIAK's own number, where it gave one.
    public static func data(
        of file: CaseFile, reference: String, in context: Context
    ) throws(Rejection) -> CaseEvent {
        try check(file, takes: .data, in: context)
        let reference = reference.trimmingCharacters(in: .whitespacesAndNewlines)
        guard reference.count <= 64, !reference.contains(where: \.isNewline) else {
            throw Rejection(
                .tooLong, field: "reference", problem: "a reference has at most 64 characters in one line",
                fix: "write SIAK's number alone, or leave it out")
        }
        return recorded(file, reference: reference, capture: nil, in: context)
    }

    /// One attempt: recorded, or refused with everything that is wrong with it. A refused attempt is an entry too,
    /// so that it is seen how often a person had to try.
    public static func capture(
        _ capture: Capture, of file: CaseFile, in context: Context
    ) throws(Rejection) -> CaseEvent {
        try check(file, takes: .capture, in: context)
        try checkForm(capture)
        try checkFile(of: capture, stored: context.storedBytes)
        let faults = context.standard.faults(of: capture)
        guard faults.isEmpty else { return .captureRefused(reasons: faults, capture: capture, at: context.now) }
        return recorded(file, reference: "", capture: capture, in: context)
    }

    private static func recorded(
        _ file: CaseFile, reference: String, capture: Capture?, in context: Context
    ) -> CaseEvent {
        .recorded(
            reference: reference, capture: capture, desk: context.desk, at: context.now,
            plan: context.calendar.plan(file.plan, recordedAt: context.now))
    }

    private static func check(
        _ file: CaseFile, takes kind: RouteStep.Recording, in context: Context
    ) throws(Rejection) {
        try CaseRules.checkFree(file)
        let number = file.filing.number
        guard file.stage == .toRecord else { throw CaseRules.wrongStage(file, needs: "to-record") }
        guard let due = file.recording?.recording else { throw CaseRules.wrongStage(file, needs: "to be recorded") }
        guard due == kind else {
            throw Rejection(
                .wrongRecording, field: "case_number",
                problem: "\(number) (\(file.filing.product)) needs a recording of \(due.words), not of \(kind.words)",
                fix: "use loket record \(due.rawValue) \(number)")
        }
        let desks = context.calendar.office.desks.map(\.id)
        guard context.desk.isEmpty || desks.contains(context.desk) else {
            throw Rejection(
                .notOnList, field: "desk",
                problem: "\(context.calendar.office.name) has no desk \(Rejection.quoted(context.desk))",
                fix: "use one of: \(desks.joined(separator: ", "))")
        }
    }

    private static func checkForm(_ capture: Capture) throws(Rejection) {
        let scores = [
            ("photo_quality", capture.photo), ("fingerprint_quality", capture.fingerprints),
            ("iris_quality", capture.iris),
        ]
        for (field, score) in scores where !(0...100).contains(score) {
            throw Rejection(
                .outOfRange, field: field, problem: "\(score) is no quality score",
                fix: "send what the capture device shows, 0 to 100")
        }
        guard capture.attachmentHash.isEmpty || capture.attachmentHash.count == 32 else {
            throw Rejection(
                .wrongType, field: "attachment_hash", problem: "it has \(capture.attachmentHash.count) bytes",
                fix: "send the 32 bytes of the capture file's SHA-256, or none")
        }
        guard capture.attachmentBytes >= 0, (capture.attachmentBytes == 0) == capture.attachmentHash.isEmpty else {
            throw Rejection(
                .wrongType, field: "attachment_bytes", problem: "size and hash of the capture file don't go together",
                fix: "send both, or neither")
        }
    }

    /// What a history names must be there: the file comes first, then the capture.
    private static func checkFile(of capture: Capture, stored: Int64?) throws(Rejection) {
        guard !capture.attachmentHash.isEmpty else { return }
        let pieces = try AttachmentPieces(
            hash: capture.attachmentHash, bytes: capture.attachmentBytes, hashField: "attachment_hash",
            sizeField: "attachment_bytes")
        guard let stored else {
            throw Rejection(
                .attachmentMissing, field: "attachment_hash",
                problem: "the capture's file is not whole in the store of this site",
                fix: "send the file's pieces first (put_piece), then the capture with a request of its own")
        }
        guard stored == pieces.bytes else {
            throw Rejection(
                .wrongType, field: "attachment_bytes", problem: "the file with that hash has \(stored) bytes",
                fix: "send the size of the file itself")
        }
    }
}

extension RouteStep.Recording {
    fileprivate var words: String {
        switch self {
        case .data: "its data"
        case .capture: "photo, fingerprints, iris and signature"
        }
    }
}

extension OfficeCalendar {
    /// The plan of a case that can go to the printer from `moment` on: recorded, or answered by the centre then.
    ///
    /// An urgent one goes at once. In two stages it joins the first run whose list is still open, so whoever comes
    /// after the cut-off is told the later day. Else the promised time holds for as long as it lies ahead.
    public func plan(_ plan: Plan, recordedAt recorded: Moment, printableAt moment: Moment? = nil) -> Plan {
        let moment = moment ?? recorded
        let recordOn = office.zone.day(of: recorded)
        if plan.atOnce {
            return Plan(recordOn: recordOn, printOn: office.zone.day(of: moment), readyFrom: moment, atOnce: true)
        }
        if office.isTwoStage, let run = office.printRun {
            let printOn = printDay(ofRecordingAt: moment)
            return Plan(
                recordOn: recordOn, printOn: printOn, readyFrom: office.zone.moment(printOn, run.readyAt),
                atOnce: false)
        }
        let ready = max(plan.readyFrom, opening(atOrAfter: moment))
        return Plan(recordOn: recordOn, printOn: office.zone.day(of: ready), readyFrom: ready, atOnce: false)
    }
}
