import Foundation

/// Who may be given a file that belongs to a case: only for a purpose, and another site only what concerns it.
public enum AttachmentUse {
    /// Why somebody wants to see a citizen's photo, prints or papers, as it is kept.
    public static func purpose(_ written: String) throws(Rejection) -> String {
        let purpose = written.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !purpose.isEmpty, purpose.utf8.count <= 500, !purpose.contains(where: \.isNewline) else {
            throw Rejection(
                .missingReason, field: "actor.purpose",
                problem: purpose.isEmpty
                    ? "a citizen's file is given for a purpose only, and none is named"
                    : "the purpose is more than 500 letters in one line",
                fix: "say in a sentence what it is needed for; it is kept with your name")
        }
        guard !Rejection.holdsPersonalNumber(purpose) else {
            throw Rejection(
                .personalNumber, field: "actor.purpose", problem: "a NIK or nomor KK stands in the purpose",
                fix: "leave it out: the case knows whom it is about")
        }
        return purpose
    }

    /// The attachments that a case's history names, in the order of its captures.
    public static func captures(in history: [CaseEvent]) -> [(isAccepted: Bool, capture: Capture)] {
        history.compactMap { event in
            switch event {
            case .recorded(_, let capture?, _, _, _): (true, capture)
            case .captureRefused(_, let capture, _): (false, capture)
            default: nil
            }
        }
    }

    /// The offices of other sites that a case concerns, or did: where it was filed, where it is collected, who holds it,
    /// and everybody that it was handed to. They have its history, so they may have what that names.
    public static func concerned(
        _ file: CaseFile, history: [CaseEvent], district: RegionCode?
    ) -> Set<String> {
        let handed = history.compactMap { event -> String? in
            if case .handedOver(_, _, let office, _) = event { office } else { nil }
        }
        return Set(CaseRules.concerned(file, district: district) + [file.office] + handed)
    }
}
