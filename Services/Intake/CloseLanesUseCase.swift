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
        for key in try lanes(at: fold.now) { carriedOver += try end(key, in: fold) }
        return .with { $0.lanesClosed.carriedOver = Int32(carriedOver) }
    }

    /// Closes one lane and carries over who waits there; gives how many.
    private func end(_ key: LaneKey, in fold: Fold) throws -> Int {
        guard let lane = fold.lane(key.id) else {
            // Nobody came to it so far, and whoever comes later today gets no ticket there either. On a day that
            // has passed nobody can come any more.
            if try office().zone.day(of: fold.now) == key.day {
                try fold.append(.lane(.opened(key)), to: key.id)
                try fold.append(.lane(.closed(carriedOver: 0)), to: key.id)
            }
            return 0
        }
        if lane.closed { return 0 }
        let waiting = fold.all(in: key.id)
        for id in waiting {
            guard let visit = fold.visit(id) else { continue }
            try EndVisitUseCase.end(id, visit, as: .carriedOver, reason: "the day ended", in: fold)
        }
        try fold.append(.lane(.closed(carriedOver: waiting.count)), to: key.id)
        return waiting.count
    }

    private func office() throws(Rejection) -> Office { try intake.catalogue.office(written: asking.office) }

    private func lanes(at now: Moment) throws(Rejection) -> [LaneKey] {
        let office = try self.office()
        let day = try intake.day(close.day, office: office, at: now)
        let today = office.zone.day(of: now)
        guard day <= today else {
            throw Rejection(
                .invalidDay, field: "day", problem: "\(day) has not begun, and a closed day stays closed",
                fix: "close \(today) or a day before it")
        }
        return office.lanes.map {
            LaneKey(office: office.code.text, shortCode: office.shortCode, letter: $0.letter, day: day)
        }
    }
}
