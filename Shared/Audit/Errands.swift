import Civil
import Foundation

/// What the tables say is on its way to another service, or must happen at a time. Pure: it is given what was read.
///
/// A history that waits for one of these waits for ever when it is gone, and nothing else in it is wrong.
struct Errands {
    /// By subject, the services that a message is on its way to.
    private var told: [UUID: Set<String>] = [:]
    /// Subjects of dead letters: people know of them.
    private var buried: Set<UUID> = []
    private var due: Set<UUID> = []
    private let now: Moment

    /// - Parameter now: the site's clock; what should have happened before may have been refused.
    init(now: Moment = Moment(microseconds: .max)) {
        self.now = now
    }

    mutating func takeMessage(about subject: UUID, to destination: String) {
        told[subject, default: []].insert(String(destination.prefix { $0 != "@" }))
    }

    mutating func takeDeadLetter(about subject: UUID) { buried.insert(subject) }

    mutating func takeDue(of subject: UUID) { due.insert(subject) }

    /// What a subject waits for in vain. Its history must be whole.
    ///
    /// - Parameter isLastOurs: its last entry was written at this site.
    func problems(
        of id: UUID, _ subject: Subject, version: Int64, isLastOurs: Bool = true, offices: SiteOffices = .all
    ) -> [Problem] {
        switch subject {
        case .caseFile(let file):
            // Between sites the message is gone from here once it was taken there, or is still on its way from there.
            guard file.inTransit, isLastOurs, offices.isOurs(file.office), told[id]?.contains(file.service) != true,
                !buried.contains(id)
            else { return [] }
            return lost(version, "it was handed over to \(file.service), and no message tells \(file.service)")
        case .visit(let visit):
            guard visit.stage == .called, let called = visit.calledAt, now < called + CallVisit.patience,
                !due.contains(id)
            else { return [] }
            return lost(version, "it was called, and nothing ends the call should nobody come")
        case .printRun(let run):
            guard run.stage == .open, now < run.cutOff, !due.contains(id) else { return [] }
            return lost(version, "its list is open, and nothing closes it at its cut-off")
        case .lane, .printDesk, .notice: return []
        }
    }

    private func lost(_ version: Int64, _ what: String) -> [Problem] {
        [Problem(version: version, what: what, remedy: .somethingLost)]
    }
}
