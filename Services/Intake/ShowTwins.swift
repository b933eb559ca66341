import Casework
import Civil
import Contracts
import Foundation
import Records

/// One person's cases for one product at two offices, for a person to join.
struct ShowTwins {
    private let intake: IntakeService

    init(_ intake: IntakeService) {
        self.intake = intake
    }

    func answer(_ show: WireShowTwins, from archive: Archive) throws -> WireIntakeReply {
        let (twins, total) = try archive.twins(most: show.limit > 0 ? Int(show.limit) : 100)
        let found = try archive.subjects(twins.flatMap { [$0.first, $0.later] })
        let now = try archive.site().now
        let view = { (id: UUID) -> WireCaseView? in
            guard let found = found[id], case .caseFile(let file) = found.subject else { return nil }
            return WireCaseView(
                file, id: id, version: found.version, catalogue: intake.catalogue, now: now, knownAt: found.knownAt)
        }
        return .with { reply in
            reply.twins.total = Int32(clamping: total)
            reply.twins.twins = twins.map { pair in
                .with {
                    $0.first =
                        view(pair.first)
                        ?? .with {
                            $0.number = pair.firstNumber
                            $0.office = pair.firstOffice
                        }
                    if let later = view(pair.later) { $0.later = later }
                    $0.foundAt = pair.foundAt.microseconds
                }
            }
        }
    }
}
