import Casework
import Contracts
import Foundation

/// What the store itself refused, whichever service it was for: kept until a person has looked at it.
struct ShowDead {
    func answer(_ show: WireShowDead, from archive: Archive) throws -> WireIntakeReply {
        let (letters, total) = try archive.deadLetters(most: show.limit > 0 ? Int(show.limit) : 100)
        return .with { reply in
            reply.dead.total = Int32(clamping: total)
            reply.dead.letters = letters.map { letter in
                .with {
                    $0.id = Data(letter.id.bytes)
                    $0.service = letter.service
                    $0.sender = letter.sender
                    $0.office = letter.office
                    $0.subjectID = letter.subject.map { Data($0.bytes) } ?? Data()
                    $0.sqlstate = letter.sqlstate
                    $0.cause = letter.cause
                    $0.at = letter.at.microseconds
                    $0.bytes = Int32(clamping: letter.bytes)
                }
            }
        }
    }
}
