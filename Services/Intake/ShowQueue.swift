import Casework
import Civil
import Contracts
import Foundation
import Records

/// Who waits in which lane, who stands at which desk, and how many cases wait at each step.
struct ShowQueue {
    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    func answer(_ show: WireShowQueue, from archive: Archive) throws -> WireIntakeReply {
        let office = try intake.catalogue.office(written: asking.office)
        let now = try archive.site().now
        let day = try intake.day(show.day, office: office, at: now)
        let limit = show.limit > 0 ? Int(show.limit) : 10
        var view = WireQueueView()
        view.asOf = now.microseconds
        for lane in office.lanes where show.lane.isEmpty || show.lane.uppercased() == lane.letter {
            view.lanes.append(try self.lane(lane, office: office, day: day, limit: limit, from: archive))
        }
        if view.lanes.isEmpty {
            throw Rejection(
                .unknownLane, field: "lane", problem: "\(office.name) has no lane \(Rejection.quoted(show.lane))",
                fix: "use one of: \(office.lanes.map(\.letter).joined(separator: ", "))")
        }
        view.steps = try steps(office: office.code.text, from: archive)
        return .with { $0.queue = view }
    }

    private func lane(
        _ lane: OfficeLane, office: Office, day: Day, limit: Int, from archive: Archive
    ) throws -> WireLaneView {
        let key = LaneKey(office: office.code.text, shortCode: office.shortCode, letter: lane.letter, day: day)
        var view = WireLaneView()
        view.letter = lane.letter
        view.name = lane.name
        view.waiting = Int32(try archive.counts(of: [key.id])[key.id] ?? 0)
        guard case .lane(let state)? = try archive.subject(key.id)?.subject else { return view }
        view.issued = Int32(state.issued)
        view.next = try archive.waiting(in: key.id, most: limit).compactMap(Self.visit)
        let atDesks = try archive.subjects(state.desks.map(\.visit))
        view.atDesks = state.desks.compactMap { atDesks[$0.visit].flatMap(Self.visit) }
        return view
    }

    private static func visit(_ found: Archive.Found) -> WireVisitView? {
        guard case .visit(let visit) = found.subject else { return nil }
        return WireVisitView(visit, id: found.id)
    }

    private func steps(office: String, from archive: Archive) throws -> [WireStepCount] {
        let open = CaseFile.Stage.allCases.filter { !$0.isClosed }
        let steps =
            open.map { ($0.word, CaseFile.queue(office: office, stage: $0)) }
            + [("at-another-site", CaseFile.awayQueue(office: office))]
        let counts = try archive.counts(of: steps.map(\.1))
        return steps.compactMap { word, queue in
            counts[queue].map { count in
                .with {
                    $0.step = word
                    $0.cases = Int32(count)
                }
            }
        }
    }
}
