import Casework
import Civil
import Contracts
import Foundation
import Records

/// The end of the office's day: whoever still waits is carried over, and the day's lanes give no more tickets.
/// Whoever stands at a desk is served to the end.
///
/// Touches every lane of the office on that day and all who wait there.
struct CloseLanesUseCase {
    /// More can't wait in one lane of one day.
    private static let mostWaiting = 10_000

    private let intake: IntakeService
    private let close: WireCloseLanes
    private let asking: Asking

    init(_ intake: IntakeService, _ close: WireCloseLanes, _ asking: Asking) {
        self.intake = intake
        self.close = close
        self.asking = asking
    }

    func needs(at now: Moment) throws(Rejection) -> Needs {
        let lanes = try lanes(at: now)
        return Needs(
            shared: lanes.map { .init(id: $0.id, kind: Subject.Kind.lane.rawValue, office: $0.office) },
            choosing: Dictionary(lanes.map { ($0.id, Self.mostWaiting) }) { first, _ in first })
    }

    func perform(in fold: Fold) throws -> WireIntakeReply {
        var carriedOver = 0
        for key in try lanes(at: fold.now) {
            guard let lane = fold.lane(key.id), !lane.closed else { continue }
            let waiting = fold.all(in: key.id)
            for id in waiting {
                guard let visit = fold.visit(id) else { continue }
                try EndVisitUseCase.end(id, visit, as: .carriedOver, reason: "the day ended", in: fold)
            }
            try fold.append(.lane(.closed(carriedOver: waiting.count)), to: key.id)
            carriedOver += waiting.count
        }
        return .with { $0.lanesClosed.carriedOver = Int32(carriedOver) }
    }

    private func lanes(at now: Moment) throws(Rejection) -> [LaneKey] {
        let office = try intake.catalogue.office(written: asking.office)
        let day = try intake.day(close.day, office: office, at: now)
        return office.lanes.map {
            LaneKey(office: office.code.text, shortCode: office.shortCode, letter: $0.letter, day: day)
        }
    }
}
