import Casework
import Civil
import Contracts
import Foundation
import Records

/// A called person comes to the desk, or a visit ends.
///
/// Touches the visit and its lane, whose desk becomes free.
struct EndVisitUseCase {
    private let intake: IntakeService
    private let number: String
    private let asking: Asking

    init(_ intake: IntakeService, _ number: String, _ asking: Asking) {
        self.intake = intake
        self.number = number
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        let (ticket, office) = try ticket()
        var needs = Needs(subjects: [ticket.visitID(office: office)])
        let lane = ticket.lane(office: office)
        needs.shared = [.init(id: lane.id, kind: Subject.Kind.lane.rawValue, office: office)]
        needs.removing = [lane.id]
        return needs
    }

    func attend(in fold: Fold) throws -> WireIntakeReply {
        let (id, visit) = try found(in: fold)
        switch visit.stage {
        case .attended: break
        case .called:
            try fold.append(.visit(.attended(at: fold.now)), to: id)
            fold.strike(due: VisitOverdueUseCase.dueKind, of: id)
        default:
            throw Rejection(
                .wrongStage, field: "visit", problem: "\(number) is \(visit.stage.word), not called",
                fix: "call it to a desk first")
        }
        return try reply(id, in: fold)
    }

    func close(outcome: String, reason: String, in fold: Fold) throws -> WireIntakeReply {
        let (id, visit) = try found(in: fold)
        guard let stage = Visit.Stage(word: outcome), [.served, .left, .noShow].contains(stage) else {
            throw Rejection(
                .notOnList, field: "outcome", problem: "\(Rejection.quoted(outcome)) is no way to end a visit",
                fix: "use served, left or no_show")
        }
        try Self.end(id, visit, as: stage, reason: reason, in: fold)
        return try reply(id, in: fold)
    }

    /// Ends a visit and frees the desk where it stood.
    static func end(_ id: UUID, _ visit: Visit, as stage: Visit.Stage, reason: String, in fold: Fold) throws {
        let event = try EndVisit.decide(visit, outcome: stage, reason: reason, at: fold.now)
        try fold.append(.visit(event), to: id)
        guard visit.stage != .waiting else { return }
        try fold.append(.lane(.freed(desk: visit.desk)), to: visit.opening.lane)
        if visit.stage == .called { fold.strike(due: VisitOverdueUseCase.dueKind, of: id) }
    }

    private func found(in fold: Fold) throws(Rejection) -> (UUID, Visit) {
        let (ticket, office) = try ticket()
        let id = ticket.visitID(office: office)
        guard let visit = fold.visit(id) else {
            throw Rejection(
                .unknownNumber, field: "visit", problem: "no ticket \(ticket.text) was given here",
                fix: "read the number again from the ticket")
        }
        return (id, visit)
    }

    private func reply(_ id: UUID, in fold: Fold) throws -> WireIntakeReply {
        guard let visit = fold.visit(id) else { throw RetryLater("the visit is being read") }
        return .with { $0.visitChanged.visit = WireVisitView(visit, id: id) }
    }

    private func ticket() throws(Rejection) -> (TicketNumber, String) {
        guard let (ticket, _) = TicketNumber.parse(number) else {
            throw Rejection(
                .unknownNumber, field: "visit", problem: "\(Rejection.quoted(number)) is no ticket",
                fix: "write it like KLR-261123-A042")
        }
        return (ticket, try intake.cases.office(of: ticket, asked: asking.office))
    }
}
