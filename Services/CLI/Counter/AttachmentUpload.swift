import Civil
import Contracts
import Crypto
import Foundation
import ServiceClient

/// Sends a file into a site's store, piece by piece; what is there already isn't sent again.
struct AttachmentUpload {
    let pieces: AttachmentPieces
    private let bytes: Data

    init(_ file: NamedFile) throws(Complaint) {
        bytes = try file.bytes(.mappedIfSafe)
        do throws(Rejection) {
            pieces = try AttachmentPieces(
                hash: Array(SHA256.hash(data: bytes)), bytes: Int64(bytes.count), sizeField: file.path)
        } catch {
            throw Complaint(.usage, "\(error.field): \(error.problem); \(error.fix)")
        }
    }

    /// Returns once the store has held the whole against its hash.
    func send(to office: String, by counter: Counter) async throws {
        var index = 0
        // A store that asks for the same piece again and again would never be satisfied.
        for _ in 0..<(2 * pieces.count + 8) {
            let piece = WirePutPiece.with {
                $0.hash = Data(pieces.hash)
                $0.size = pieces.bytes
                $0.index = Int32(index)
                $0.bytes = part(index)
            }
            guard case .pieceTaken(let taken) = try await counter.ask(RecordingDialect.self, office, .putPiece(piece))
            else { throw counter.unreadable("recording", office) }
            if taken.complete { return }
            index = Int(taken.next)
            guard (0..<pieces.count).contains(index) else { throw counter.unreadable("recording", office) }
        }
        throw Complaint(
            .unavailable, "the store didn't take the whole file: somebody else sends it too; give the command again")
    }

    private func part(_ index: Int) -> Data {
        let range = pieces.range(of: index)
        return Data(bytes[(bytes.startIndex + range.lowerBound)..<(bytes.startIndex + range.upperBound)])
    }
}
