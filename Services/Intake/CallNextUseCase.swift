import Casework
import Civil
import Contracts
import Foundation
import Records

/// Calls the next visit to a desk, and schedules the end of the call should nobody come.
///
/// Touches all lanes that the desk calls from, also where one is named; which visit it is, is chosen in the fold.
struct CallNextUseCase {
    private let intake: IntakeService
    private let call: WireCallNext
    private let asking: Asking

    init(_ intake: IntakeService, _ call: WireCallNext, _ asking: Asking) {
        self.intake = intake
        self.call = call
        self.asking = asking
    }

    func needs(at now: Moment) throws(Rejection) -> Needs {
        let lanes = try lanes(at: now)
        var needs = Needs(
            shared: lanes.map { .init(id: $0.id, kind: Subject.Kind.lane.rawValue, office: $0.office) },
            choosing: Dictionary(lanes.filter(isAsked).map { ($0.id, 1) }) { first, _ in first })
        needs.partsOf = lanes.map(\.id)
        return needs
    }

    func perform(in fold: Fold) throws -> WireIntakeReply {
        let lanes = try lanes(at: fold.now).compactMap { key in
            fold.lane(key.id).map { lane in
                let first = fold.first(in: key.id)
                return (lane: lane, first: first.flatMap { fold.visit($0) }, firstID: first)
            }
        }
        switch CallVisit.choose(desk: call.desk, lanes: lanes, from: letter) {
        case .nobody:
            return .with { $0.visitCalled.nobody = true }
        case .again(let id):
            guard let visit = fold.visit(id) else { throw RetryLater("the visit at the desk is being read") }
            return reply(visit, id, again: true)
        case .next(let id, let lane):
            try fold.append(.visit(.called(desk: call.desk, at: fold.now)), to: id)
            try fold.append(.lane(.called(DeskCall(desk: call.desk, visit: id))), to: lane)
            fold.schedule(VisitOverdueUseCase.due(visit: id, lane: lane, calledAt: fold.now, office: asking.office))
            guard let visit = fold.visit(id) else { throw ImpossibleCall() }
            return reply(visit, id, again: false)
        }
    }

    private struct ImpossibleCall: Error {}

    private func reply(_ visit: Visit, _ id: UUID, again: Bool) -> WireIntakeReply {
        .with {
            $0.visitCalled.visit = WireVisitView(visit, id: id)
            $0.visitCalled.again = again
        }
    }

    /// The lane that was asked for; nil where any of the desk's is meant.
    private var letter: String? { call.lane.isEmpty ? nil : call.lane.uppercased() }

    private func isAsked(_ key: LaneKey) -> Bool { letter == nil || letter == key.letter }

    /// All that the desk calls from, also where one is asked for: a visit of another may be at the desk.
    private func lanes(at now: Moment) throws(Rejection) -> [LaneKey] {
        let office = try intake.catalogue.office(written: asking.office)
        guard let desk = office.desks.first(where: { $0.id == call.desk }) else {
            throw Rejection(
                .notOnList, field: "desk",
                problem: "\(office.name) has no desk \(Rejection.quoted(call.desk))",
                fix: "use one of: \(office.desks.map(\.id).joined(separator: ", "))")
        }
        let day = try intake.day(call.day, office: office, at: now)
        if let letter, !desk.lanes.contains(letter) {
            throw Rejection(
                .unknownLane, field: "lane",
                problem: "desk \(desk.id) doesn't call from lane \(Rejection.quoted(call.lane))",
                fix: "use one of: \(desk.lanes.joined(separator: ", "))")
        }
        return desk.lanes.map {
            LaneKey(office: office.code.text, shortCode: office.shortCode, letter: $0, day: day)
        }
    }
}
