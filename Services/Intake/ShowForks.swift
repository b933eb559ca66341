import Casework
import Civil
import Contracts
import Foundation
import Records

/// Cases of which another site has another history: both of them from where they differ, for a person to compare.
struct ShowForks {
    func answer(_ show: WireShowForks, from archive: Archive) throws -> WireIntakeReply {
        let (forks, total) = try archive.forks(most: show.limit > 0 ? Int(show.limit) : 100)
        return try .with { reply in
            reply.forks.total = Int32(clamping: total)
            reply.forks.forks = try forks.map { fork in
                let ours = try archive.history(of: fork.subject)
                return .with {
                    $0.messageID = Data(fork.message.bytes)
                    $0.caseID = Data(fork.subject.bytes)
                    $0.number = fork.number
                    $0.service = fork.service
                    $0.sender = fork.sender
                    $0.version = fork.version
                    $0.foundAt = fork.foundAt.microseconds
                    $0.ours = ours.filter { $0.version >= fork.version }.map(Self.entry)
                    $0.theirs = fork.theirs.filter { $0.version >= fork.version }.map(Self.entry)
                }
            }
        }
    }

    private static func entry(_ entry: Archive.HistoryEntry) -> WireForkedEntry {
        .with {
            $0.version = entry.version
            $0.at = entry.recordedAt.microseconds
            if case .caseFile(let event) = entry.event { $0.what = event.words }
            $0.by = entry.actor
        }
    }
}
