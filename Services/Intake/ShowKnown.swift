import Casework
import Civil
import Contracts
import Foundation
import Records

/// What this site knows of the cases that concern another site's offices, for that one when it was restored from a
/// backup.
struct ShowKnown {
    /// Half of the window of a line, so that a page doesn't keep what people wait for from passing.
    private static let mostBytes = 32 << 10

    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    func answer(_ show: WireShowKnown, from archive: Archive) throws -> WireIntakeReply {
        let offices = Set(show.offices)
        guard !offices.isEmpty else {
            throw Rejection(
                .missingField, field: "show_known.offices", problem: "no office is named",
                fix: "name the offices of the site that asks")
        }
        var after: UUID?
        if !show.after.isEmpty {
            guard let last = UUID(checking: show.after) else { throw Rejection.malformed("show_known.after") }
            after = last
        }
        let known = try archive.known(
            to: { file in
                !offices.isDisjoint(with: intake.concerned(by: file) + [file.office] + [file.cameFrom?.office ?? ""])
            }, since: Moment(microseconds: show.since), after: after, sender: "intake@\(asking.office)",
            mostBytes: Self.mostBytes)
        return .with {
            $0.known.cases = known.histories
            $0.known.next = known.last.map { Data($0.bytes) } ?? Data()
        }
    }
}
