import Casework
import Civil
import Contracts
import Foundation
import Records

/// The clock's own command: a visit was called and nobody came to the desk in time.
///
/// Changes nothing where the person came, left or was called again meanwhile.
struct VisitOverdueUseCase {
    static let dueKind: Int16 = 1

    private let intake: IntakeService
    private let overdue: WireVisitOverdue
    private let asking: Asking

    init(_ intake: IntakeService, _ overdue: WireVisitOverdue, _ asking: Asking) {
        self.intake = intake
        self.overdue = overdue
        self.asking = asking
    }

    static func due(visit: UUID, lane: UUID, calledAt: Moment, office: String) -> Due {
        let command = WireIntakeCommand.with {
            $0.visitOverdue.visitID = Data(visit.bytes)
            $0.visitOverdue.laneID = Data(lane.bytes)
            $0.visitOverdue.calledAt = calledAt.microseconds
        }
        return Due(
            subject: visit, kind: dueKind, at: calledAt + CallVisit.patience, office: office, body: written(command))
    }

    func needs() throws(Rejection) -> Needs {
        let (visit, lane) = try ids()
        var needs = Needs(subjects: [visit])
        needs.shared = [.init(id: lane, kind: Subject.Kind.lane.rawValue, office: asking.office)]
        return needs
    }

    func perform(in fold: Fold) throws -> WireIntakeReply {
        let (id, _) = try ids()
        guard let visit = fold.visit(id) else { throw RetryLater("the visit is being read") }
        if visit.stage == .called, visit.calledAt?.microseconds == overdue.calledAt {
            let minutes = CallVisit.patience.components.seconds / 60
            try EndVisitUseCase.end(
                id, visit, as: .noShow, reason: "called, and not at the desk after \(minutes) minutes", in: fold)
        }
        return .with { $0.visitChanged.visit = WireVisitView(fold.visit(id) ?? visit, id: id) }
    }

    private func ids() throws(Rejection) -> (visit: UUID, lane: UUID) {
        guard let visit = UUID(checking: overdue.visitID), let lane = UUID(checking: overdue.laneID) else {
            throw .malformed("visit_overdue.visit_id")
        }
        return (visit, lane)
    }
}
