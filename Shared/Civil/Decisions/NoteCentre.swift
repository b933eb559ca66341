import Foundation

/// Mirrors what somebody saw at the national data centre. Only the centre moves its statuses; Loket notes what was
/// seen, where and when, and does what follows from it.
public enum NoteCentre {
    /// How far the clock of whoever saw it may be ahead of the site's.
    static let clockSkew = Duration.minutes(5)

    /// The entries that an observation makes: none where a later one, or the same, is known already.
    ///
    /// - Parameter seenAt: nil where it was seen just now.
    public static func decide(
        _ file: CaseFile, status written: String, source: String, seenAt: Moment?, at now: Moment
    ) throws(Rejection) -> [CaseEvent] {
        guard let status = CentreStatus(written: written) else {
            throw Rejection(
                .unknownStatus, field: "status", problem: "the centre has no status \(Rejection.quoted(written))",
                fix: "use one of: \(CentreStatus.known.keys.sorted().joined(separator: ", "))")
        }
        let source = source.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !source.isEmpty, source.utf8.count <= 200 else {
            throw Rejection(
                .missingField, field: "source",
                problem: source.isEmpty ? "it isn't said where the status was seen" : "the source is too long",
                fix: "name the screen or list that showed it, such as SIAK")
        }
        guard file.awaitsCentre else {
            throw Rejection(
                .wrongStage, field: "case_number",
                problem: "\(file.filing.number) (\(file.filing.product)) doesn't wait for the centre",
                fix: "look at the number again: only a first KTP-el is sent there")
        }
        if file.stage.isClosed { throw CaseRules.wrongStage(file, needs: "open") }
        let seenAt = seenAt ?? now
        guard seenAt <= now + clockSkew else {
            throw Rejection(
                .invalidTime, field: "seen_at", problem: "it was seen after now", fix: "correct the time")
        }
        if let known = file.centreSeenAt, seenAt < known || (seenAt == known && status.word == file.centreStatus) {
            return []
        }
        return try consequences(file, status, source, seenAt, now)
    }

    private static func consequences(
        _ file: CaseFile, _ status: CentreStatus, _ source: String, _ seenAt: Moment, _ now: Moment
    ) throws(Rejection) -> [CaseEvent] {
        guard let recordedAt = file.recordedAt, file.stage != .toRecord else {
            // A list that still shows the failure which sent it back says nothing new.
            if status.word == file.centreStatus { return [] }
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(file.filing.number) is not recorded yet",
                fix: "record it first; the centre can't know it before")
        }
        // People note the minute.
        guard seenAt.microseconds >= recordedAt.microseconds - 60_000_000 else {
            throw Rejection(
                .invalidTime, field: "seen_at", problem: "it was seen before \(file.filing.number) was recorded",
                fix: "look again at what the centre shows now")
        }
        let noted = CaseEvent.centreNoted(status: status.word, source: source, at: seenAt)
        // Released by a person, and the centre's list only hasn't changed yet: not held a second time.
        guard status.consequence == .held, status.word != file.centreStatus, file.held.isEmpty else { return [noted] }
        return [noted, .held(reason: "the centre shows \(status.word): \(status.remedy)", at: now)]
    }
}

extension CentreStatus {
    /// What operators write: the centre's own word in any case, or the short code that lists carry.
    public init?(written text: String) {
        let word = text.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
            .replacing(" ", with: "_").replacing("-", with: "_")
        let full = CentreStatus.shortCodes[word] ?? word
        guard CentreStatus.known[full] != nil else { return nil }
        self.init(full)
    }

    /// The corner codes of a suket, by which offices speak of these statuses.
    static let shortCodes = [
        "PRO": "PROCESSING", "SFE": "SENT_FOR_ENROLLMENT", "PRR": "PRINT_READY_RECORD", "DUP": "DUPLICATE_RECORD",
        "EFAC": "ENROLL_FAILURE_AT_CENTRAL",
    ]

    /// What a person has to do about a status that holds the case.
    var remedy: String {
        word == "DUPLICATE_RECORD"
            ? "recorded twice, ask the centre to delete one (HAPUS), often after a move was finished"
            : "a person must decide"
    }
}
