import Foundation

/// Calls the next visit to a desk.
///
/// A desk whose last call was cut off, by a crash or by a lost reply, gets the same visit again.
public enum CallVisit {
    /// How long a called person may take to the desk before the call is given up.
    public static let patience = Duration.minutes(5)

    public enum Choice: Equatable, Sendable {
        case again(UUID)
        case next(UUID, lane: UUID)
        case nobody
    }

    /// - Parameters:
    ///   - lanes: all that the desk calls from, its first first, each with the first visit that waits in it. A desk
    ///     has one person at a time, whichever lane that one was called from.
    ///   - letter: the lane to call from, where it isn't to be the desk's own choice.
    public static func choose(
        desk: String, lanes: [(lane: Lane, first: Visit?, firstID: UUID?)], from letter: String? = nil
    ) -> Choice {
        for (lane, _, _) in lanes {
            if let visit = lane.visit(at: desk) { return .again(visit) }
        }
        // An urgent need goes before the desk's own lane; between equals the desk's order of lanes holds.
        var best: (rank: UInt8, id: UUID, lane: UUID)?
        for (lane, first, id) in lanes where letter == nil || letter == lane.key.letter {
            guard let first, let id, let rank = first.position.first else { continue }
            if best == nil || rank < (best?.rank ?? .max) { best = (rank, id, lane.key.id) }
        }
        return best.map { .next($0.id, lane: $0.lane) } ?? .nobody
    }
}

/// Ends a visit: served, left by itself, or never came to the desk.
public enum EndVisit {
    public static func decide(
        _ visit: Visit, outcome: Visit.Stage, reason: String, at now: Moment
    ) throws(Rejection) -> VisitEvent {
        let number = visit.opening.number
        if visit.stage.isOver {
            throw Rejection(
                .wrongStage, field: "visit", problem: "\(number) is over already: \(visit.stage.word)",
                fix: "open a new visit if the person is back")
        }
        switch (outcome, visit.stage) {
        case (.served, .waiting):
            throw Rejection(
                .wrongStage, field: "outcome", problem: "\(number) still waits and was not called",
                fix: "call it first, or close it as left")
        case (.noShow, .waiting), (.noShow, .attended):
            throw Rejection(
                .wrongStage, field: "outcome",
                problem: visit.stage == .waiting ? "\(number) was not called yet" : "\(number) did come to the desk",
                fix: "close it as served or left")
        case (.served, _), (.left, _), (.noShow, _), (.carriedOver, .waiting):
            return .closed(outcome, reason: reason, at: now)
        default:
            throw Rejection(
                .notOnList, field: "outcome", problem: "a visit can't be closed as \(outcome.word)",
                fix: "use served, left or no_show")
        }
    }
}
