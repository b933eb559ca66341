import Casework
import Contracts

/// What this site has for others and could not give them yet.
struct ShowBacklog {
    private let asking: Asking

    init(_ asking: Asking) {
        self.asking = asking
    }

    func answer(from archive: Archive) throws -> WireIntakeReply {
        let backlogs = try archive.backlogs().filter { asking.speaksFor?.contains($0.office) ?? true }
        return .with { reply in
            reply.backlog.offices = backlogs.map { backlog in
                .with {
                    $0.office = backlog.office
                    $0.messages = Int64(backlog.messages)
                    $0.bytes = Int64(backlog.bytes)
                    $0.oldestSeconds = Int64(backlog.oldestSeconds)
                }
            }
        }
    }
}
