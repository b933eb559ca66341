import Civil
import Contracts
import Crypto
import Foundation
import ServiceClient

/// Fetches a case's file, piece by piece, from whoever has it, and writes it down once it is what its hash says.
struct AttachmentDownload {
    let number: String
    let view: WireAttachmentView
    /// Whom to ask.
    let office: String
    let use = UUID()

    /// - Parameter counter: one whose line was opened with the purpose.
    func bytes(by counter: Counter) async throws -> Data {
        var whole = Data()
        var size = view.size
        var index: Int32 = 0
        while Int64(whole.count) < size {
            let fetch = WireFetchPiece.with {
                $0.caseNumber = number
                $0.hash = view.hash
                $0.index = index
                $0.use = Data(use.bytes)
            }
            guard case .piece(let piece) = try await counter.ask(RecordingDialect.self, office, .fetchPiece(fetch)),
                piece.index == index, !piece.bytes.isEmpty, piece.size <= AttachmentPieces.mostBytes
            else { throw counter.unreadable("recording", office) }
            whole.append(piece.bytes)
            size = piece.size
            index += 1
        }
        guard Data(SHA256.hash(data: whole)) == view.hash else {
            throw Complaint(
                .impossible,
                "what \(counter.directory.name(office)) gave is not the file with that hash: nothing was "
                    + "written; run loket audit there")
        }
        return whole
    }
}

/// A file that only its owner may read, there whole or not at all.
struct PrivateCopy {
    let path: String

    func write(_ bytes: Data) throws(Complaint) {
        let place = URL(fileURLWithPath: path).standardizedFileURL
        let fresh = place.deletingLastPathComponent()
            .appendingPathComponent(".\(place.lastPathComponent).new-\(getpid())").path
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try file.write(contentsOf: bytes)
            try file.synchronize()
            try file.close()
        } catch {
            let why = problem
            close(descriptor)
            unlink(fresh)
            throw why
        }
        guard rename(fresh, place.path) == 0 else {
            let why = problem
            unlink(fresh)
            throw why
        }
    }

    private var problem: Complaint {
        Complaint(
            .usage,
            "\(path) can't be written (\(String(cString: strerror(errno)).lowercased())): name a file in a folder "
                + "that is there and may be written")
    }
}
