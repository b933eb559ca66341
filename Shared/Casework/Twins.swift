import Civil
import Foundation
import Postgres

/// One person's cases for one product at two offices, filed while neither knew of the other: the later one waits for a
/// person.
struct Twins {
    struct Member {
        let file: CaseFile
        let id: UUID
    }

    let first: Member
    let later: Member

    init(_ one: CaseFile, _ oneID: UUID, _ other: CaseFile, _ otherID: UUID) {
        let (mine, theirs) = (one.filing, other.filing)
        let isOneFirst =
            mine.filedAt == theirs.filedAt ? mine.number < theirs.number : mine.filedAt < theirs.filedAt
        first = isOneFirst ? Member(file: one, id: oneID) : Member(file: other, id: otherID)
        later = isOneFirst ? Member(file: other, id: otherID) : Member(file: one, id: oneID)
    }

    /// Why the later one is held, for whoever looks at it.
    static func reason(first number: String, at office: String) -> String {
        "the same person's same product is open as \(number) at office \(office), filed before: \(TwinHold.mark)"
    }
}

/// How a case that is held as the later of two is known.
public enum TwinHold {
    static let mark = "see loket duplicates"

    /// - Parameter held: why a case is held.
    public static func isAmong(_ held: String) -> Bool { held.contains(mark) }

    /// Nothing else holds it.
    public static func isAll(of held: String) -> Bool {
        !held.isEmpty && held.split(separator: "; ").allSatisfy { $0.hasSuffix(mark) }
    }
}

extension Fold {
    /// Kept for people until one of them says what becomes of both.
    func keep(_ twins: Twins) {
        keepTwins(
            later: twins.later.id, twins.later.file.filing.number, first: twins.first.id,
            twins.first.file.filing.number, at: twins.first.file.filing.office)
    }

    func keepTwins(later: UUID, _ laterNumber: String, first: UUID, _ firstNumber: String, at office: String) {
        write(
            Step(
                CaseworkRows.keepTwins, .uuid(later), .uuid(first), .text(laterNumber), .text(firstNumber),
                .text(office), now.bind))
    }
}
