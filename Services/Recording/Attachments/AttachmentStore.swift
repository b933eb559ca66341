import Casework
import Civil
import Crypto
import Foundation
import Postgres

/// The files of a site that belong to cases: taken in and given out in sealed pieces.
///
/// Everything here can be asked again, by anybody and at once: what is there already changes nothing, and a file counts
/// as whole only after all its pieces were held against its hash.
struct AttachmentStore {
    private let key: AttachmentKey
    private let archive: Archive

    init(_ key: AttachmentKey, _ archive: Archive) {
        self.key = key
        self.archive = archive
    }

    /// How far a file has come.
    enum Progress: Equatable {
        case complete
        /// The first piece that is missing.
        case wants(Int)
    }

    private struct State {
        var bytes: Int64
        var keyID: [UInt8]
        var isComplete: Bool
        /// Nil where every piece is there.
        var firstMissing: Int?
    }

    /// How many whole files another key would open.
    func sealedWithOtherKeys() throws -> Int {
        Int(try archive.rows(AttachmentRows.otherKeys, .bytes(key.id))[0].int64(0))
    }

    /// Takes a piece; after the last one the whole is held against its hash.
    func put(_ bytes: [UInt8], at index: Int, of pieces: AttachmentPieces) throws -> Progress {
        try pieces.check(index: index, size: bytes.count)
        guard try begin(pieces) != nil else { return .complete }
        let sealed = try key.seal(bytes, of: pieces.hash, index: index)
        _ = try archive.rows(
            AttachmentRows.keep, .bytes(pieces.hash), .int32(Int32(index)), .bytes(sealed), .bytes(key.id))
        guard let now = try state(of: pieces.hash) else { return .wants(0) }
        if now.isComplete { return .complete }
        if let missing = now.firstMissing { return .wants(missing) }
        try verify(pieces)
        return .complete
    }

    /// Every piece that is still to come; none where the file is whole. What was sealed with another key comes again.
    func missing(of pieces: AttachmentPieces) throws -> [Int] {
        guard try begin(pieces) != nil else { return [] }
        let missing = try archive.rows(
            AttachmentRows.missing, .bytes(pieces.hash), .int32(Int32(pieces.count - 1))
        ).map { Int($0.int32(0)) }
        if missing.isEmpty { try verify(pieces) }
        return missing
    }

    /// A piece of a file that is whole here.
    func piece(_ index: Int, of hash: [UInt8]) throws -> (bytes: [UInt8], pieces: AttachmentPieces) {
        guard let state = try state(of: hash), state.isComplete else {
            throw Rejection(
                .attachmentMissing, field: "hash", problem: "that file is not whole in the store of this site",
                fix: "ask the site where it was taken, or wait until it has come from there")
        }
        let pieces = try AttachmentPieces(hash: hash, bytes: state.bytes)
        guard (0..<pieces.count).contains(index) else {
            throw Rejection(
                .outOfRange, field: "index", problem: "the file has no piece \(index)",
                fix: "ask for an index from 0 to \(pieces.count - 1)")
        }
        guard state.keyID == key.id else {
            throw Rejection(
                .noAttachmentKey, field: "hash", problem: "that file was sealed with another key than this site's",
                fix: "put back the attachments.key with which the site worked then; a backup holds it")
        }
        guard let row = try archive.rows(AttachmentRows.piece, .bytes(hash), .int32(Int32(index))).first else {
            throw PieceUnsealable(hash: hash, index: index)
        }
        return (try key.open(row.bytes(0), of: hash, index: index), pieces)
    }

    /// Begins a file, or goes on with it; nil where it is whole. What was begun with another size, or another key, can't
    /// be finished and begins anew.
    private func begin(_ pieces: AttachmentPieces) throws -> State? {
        for _ in 0..<3 {
            _ = try archive.rows(
                AttachmentRows.begin, .bytes(pieces.hash), .int64(pieces.bytes), .bytes(key.id))
            guard let state = try state(of: pieces.hash) else { continue }
            guard !state.isComplete else {
                guard state.bytes == pieces.bytes else {
                    throw Rejection(
                        .wrongType, field: "size", problem: "the file with that hash has \(state.bytes) bytes",
                        fix: "send the size of the file itself")
                }
                return nil
            }
            if state.bytes == pieces.bytes, state.keyID == key.id { return state }
            _ = try archive.rows(AttachmentRows.discard, .bytes(pieces.hash))
        }
        throw Rejection(
            .badAttachment, field: "size", problem: "others send the file with that hash in another size",
            fix: "let one of you send it: its size is known, and only one can be right")
    }

    private func state(of hash: [UInt8]) throws -> State? {
        try archive.rows(AttachmentRows.state, .bytes(hash)).first.map { row in
            State(
                bytes: row.int64(0), keyID: row.bytes(1), isComplete: row.bool(2),
                firstMissing: row.int32IfPresent(3).map(Int.init))
        }
    }

    /// Holds the whole against its hash. What isn't that file is thrown away, so that it can come again from its first
    /// piece.
    private func verify(_ pieces: AttachmentPieces) throws {
        let stored = try archive.rows(AttachmentRows.pieces, .bytes(pieces.hash))
        var hash = SHA256()
        var count: Int64 = 0
        do throws(PieceUnsealable) {
            for row in stored {
                let bytes = try key.open(row.bytes(1), of: pieces.hash, index: Int(row.int32(0)))
                hash.update(data: bytes)
                count += Int64(bytes.count)
            }
        } catch {
            _ = try archive.rows(AttachmentRows.discard, .bytes(pieces.hash))
            throw Rejection(
                .badAttachment, field: "bytes", problem: "\(error)",
                fix: "send the file again from its first piece, and find out who can write to the database")
        }
        guard count == pieces.bytes, Array(hash.finalize()) == pieces.hash else {
            _ = try archive.rows(AttachmentRows.discard, .bytes(pieces.hash))
            throw Rejection(
                .badAttachment, field: "hash", problem: "the pieces together are not the file with that hash",
                fix: "hash the file again and send it from its first piece: what came is thrown away")
        }
        _ = try archive.rows(AttachmentRows.complete, .bytes(pieces.hash))
    }
}
