/// A refusal that the caller can act on: every "no" that Loket gives is one of these.
///
/// It is shown to tired people at a counter, so `problem` says in plain words what is wrong and `fix` what
/// to do about it. Neither ever holds an unmasked NIK: quote what the caller wrote through ``quoted(_:)``.
public struct Rejection: Error, Equatable, Hashable, Sendable, CustomStringConvertible {
    /// What programs tell refusals apart by; the raw value is part of the contract and never changes.
    public enum Code: String, Sendable, CaseIterable {
        // The form of what was sent
        case notJSON = "not_json"
        case missingField = "missing_field"
        case unknownField = "unknown_field"
        case wrongType = "wrong_type"
        case notOnList = "not_on_list"
        case tooLong = "too_long"
        case tooMany = "too_many"
        // Identifiers and values
        case invalidNIK = "invalid_nik"
        case invalidFamilyCard = "invalid_family_card"
        case invalidRegion = "invalid_region"
        case invalidName = "invalid_name"
        case invalidPhone = "invalid_phone"
        case invalidDay = "invalid_day"
        case invalidTime = "invalid_time"
        case outOfRange = "out_of_range"
        // Against the catalogue
        case unknownOffice = "unknown_office"
        case unknownProduct = "unknown_product"
        case unknownDocument = "unknown_document"
        case unknownGround = "unknown_ground"
        case productRefused = "product_refused"
        case productNotServed = "product_not_served"
        case channelNotOffered = "channel_not_offered"
        case needNotUrgent = "need_not_urgent"
        case notInForce = "not_in_force"
        // Against what has happened so far
        case alreadyOpen = "already_open"
        case unknownNumber = "unknown_number"
        case wrongStage = "wrong_stage"
        case wrongRecording = "wrong_recording"
        case unknownStatus = "unknown_status"
        case movedTo = "moved_to"
        case onHold = "on_hold"
        case wrongOffice = "wrong_office"
        case unknownLane = "unknown_lane"
        case laneClosed = "lane_closed"
        case wrongSecret = "wrong_secret"
        case missingReason = "missing_reason"
        case personalNumber = "personal_number"
        case notADemoSite = "not_a_demo_site"
        case notAllowed = "not_allowed"
        case runOpen = "run_open"
        case badDocument = "bad_document"
        case documentMissing = "document_missing"
        case badAttachment = "bad_attachment"
        case attachmentMissing = "attachment_missing"
        case fork = "fork"
        // Of the request itself
        case idReused = "id_reused"
        case tooOld = "too_old"
        // Of the site's state
        case restoring = "restoring"
        case noAttachmentKey = "no_attachment_key"
    }

    public let code: Code
    /// The field as the caller wrote it, with its path: `applications[0].applicant.nik`.
    public let field: String
    /// What is wrong.
    public let problem: String
    /// What the citizen or the operator can do now.
    public let fix: String

    public init(_ code: Code, field: String, problem: String, fix: String) {
        self.code = code
        self.field = field
        self.problem = problem
        self.fix = fix
    }

    public var description: String { "\(field): \(problem); \(fix) [\(code.rawValue)]" }

    /// The same refusal seen from the outside: `nik` under `visitor` is `visitor.nik`.
    public func under(_ path: String) -> Rejection {
        Rejection(code, field: field.isEmpty ? path : "\(path).\(field)", problem: problem, fix: fix)
    }

    /// Whether somebody wrote a NIK or a nomor KK into a text, in one piece or in groups.
    public static func holdsPersonalNumber(_ text: String) -> Bool {
        var run = DigitRun()
        for character in text where !run.takes(character) {
            if run.isLong { return true }
            run = DigitRun()
        }
        return run.isLong
    }

    /// What the caller wrote, fit to be repeated in a refusal: cut to forty characters, and with the middle of
    /// every long run of digits hidden, since people put a NIK into the wrong field.
    public static func quoted(_ text: String) -> String {
        var shown = ""
        var run = DigitRun()
        for character in text.prefix(64) {
            if run.takes(character) { continue }
            shown += run.shown
            run = DigitRun()
            shown.append(character.isNewline ? " " : character)
        }
        shown += run.shown
        return "'" + (shown.count > 40 ? shown.prefix(40) + "…" : shown[...]) + "'"
    }
}

/// Digits that stand together, perhaps in groups with a space, a dot or a dash between them, as people write a NIK.
private struct DigitRun {
    /// Whoever writes so many in one piece may have written a NIK or a phone number.
    private static let longPiece = 10
    /// In groups a phone number and a time have fewer, a NIK and a nomor KK have sixteen.
    private static let longRun = 15
    private static let separators: Set<Character> = [".", "-"]

    private var text = ""
    private var digits: [Character] = []

    /// Takes a character that goes on with the run; false where the run ends before it.
    mutating func takes(_ character: Character) -> Bool {
        if character.isNumber {
            digits.append(character)
        } else {
            guard let last = text.last, last.isNumber, character.isWhitespace || Self.separators.contains(character)
            else { return false }
        }
        text.append(character.isNewline ? " " : character)
        return true
    }

    var isLong: Bool { digits.count >= Self.longRun }

    /// The run as it may be shown.
    var shown: String {
        if isLong {
            let end = text.last.map { $0.isNumber ? "" : String($0) } ?? ""
            return Self.hidden(digits) + end
        }
        var shown = ""
        var piece: [Character] = []
        for character in text {
            if character.isNumber {
                piece.append(character)
            } else {
                shown += Self.hidden(piece) + String(character)
                piece.removeAll()
            }
        }
        return shown + Self.hidden(piece)
    }

    private static func hidden(_ digits: [Character]) -> String {
        digits.count < longPiece
            ? String(digits) : String(digits.prefix(4)) + "••••••••" + String(digits.suffix(4))
    }
}

/// Finds the word that was probably meant.
public enum Spelling {
    /// The candidate nearest to `word`, when it is near enough to be worth suggesting: at most a third of the
    /// letters differ. Of equally near ones the first in alphabetical order.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().utf8.prefix(64))
        let limit = max(1, wanted.count / 3)
        var best: (distance: Int, word: String)?
        for candidate in candidates {
            let distance = distance(wanted, Array(candidate.lowercased().utf8))
            guard distance <= limit else { continue }
            guard let found = best else {
                best = (distance, candidate)
                continue
            }
            if (distance, candidate) < (found.distance, found.word) { best = (distance, candidate) }
        }
        return best?.word
    }

    /// Levenshtein's distance over bytes.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in 0..<right.count {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }

    /// "did you mean 'x'?" or, when nothing is near, the list to choose from.
    static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        if let meant = nearest(to: word, among: candidates) { return "did you mean '\(meant)'?" }
        let known = candidates.sorted()
        let shown = known.prefix(12).joined(separator: ", ")
        return known.count > 12 ? "use one of: \(shown), …" : "use one of: \(shown)"
    }
}
