import Civil
import Foundation
import Postgres

/// A file that another site's entry speaks of, to be fetched from there.
struct WantedAttachment: Sendable, Equatable {
    var hash: [UInt8]
    var bytes: Int64
    var subject: UUID
    var office: String
}

extension Fold {
    /// Notes the file of a capture that was taken elsewhere. A refused attempt stays where it was made: it goes nowhere
    /// from there, and a slow line has better to do.
    ///
    /// - Parameters:
    ///   - event: an entry that came from another site.
    ///   - before: the subject before it; whoever held it then has the file.
    func noteWanted(_ event: Event, into before: Subject?, of carried: CarriedHistory) {
        guard case .caseFile(.recorded(_, let capture?, _, _, _)) = event, !capture.attachmentHash.isEmpty,
            case .caseFile(let file)? = before
        else { return }
        // An entry of a former life of this site comes back from whoever has it now.
        let office = offices.contains(file.office) ? carried.senderOffice : file.office
        guard !offices.contains(office) else { return }
        do throws(Rejection) {
            let pieces = try AttachmentPieces(hash: capture.attachmentHash, bytes: capture.attachmentBytes)
            want(
                WantedAttachment(hash: pieces.hash, bytes: pieces.bytes, subject: carried.subject, office: office))
        } catch {
            // The other site took what we wouldn't: its entry stands, and there is nothing that could be fetched.
            return
        }
    }
}

extension CarriedHistory {
    /// The office of whoever sent it.
    fileprivate var senderOffice: String {
        sender.split(separator: "@", maxSplits: 1).last.map(String.init) ?? office
    }
}

extension CaseworkRows {
    /// What two entries want is fetched once. In the order of the hashes, so that two batches wait in one direction.
    static let writeWanted = Statement(
        """
        INSERT INTO casework.wanted_attachment (hash, bytes, subject_id, office)
        SELECT hash, bytes, subject_id, office FROM unnest($1::bytea[], $2::int8[], $3::uuid[], $4::text[])
            w (hash, bytes, subject_id, office)
        ORDER BY hash ON CONFLICT DO NOTHING
        """, name: "write_wanted")
}
