import Casework
import Foundation
import Majordomo
import TestKit
import Testing

struct AttachmentKeyTests {
    private let key = AttachmentKey(bytes: [UInt8](repeating: 1, count: 32))
    private let hash = [UInt8](repeating: 2, count: 32)

    @Test func `a piece comes back as it was, and the same piece is never sealed twice alike`() throws {
        let piece = Array("a citizen's face".utf8)
        let sealed = try key.seal(piece, of: hash, index: 3)
        #expect(sealed.firstRange(of: piece) == nil && sealed.count == piece.count + 28)
        #expect(try key.open(sealed, of: hash, index: 3) == piece)
        #expect(try key.seal(piece, of: hash, index: 3) != sealed)
    }

    @Test func `a piece that was changed, moved or sealed with another key is refused`() throws {
        let sealed = try key.seal(Array("a citizen's face".utf8), of: hash, index: 3)
        for at in [0, 15, sealed.count - 1] {
            var changed = sealed
            changed[at] ^= 1
            #expect(throws: PieceUnsealable(hash: hash, index: 3)) { try key.open(changed, of: hash, index: 3) }
        }
        #expect(throws: PieceUnsealable.self) { try key.open(sealed, of: hash, index: 4) }
        #expect(throws: PieceUnsealable.self) {
            try key.open(sealed, of: [UInt8](repeating: 3, count: 32), index: 3)
        }
        let other = AttachmentKey(bytes: [UInt8](repeating: 9, count: 32))
        #expect(other.id != key.id)
        #expect(throws: PieceUnsealable.self) { try other.open(sealed, of: hash, index: 3) }
        #expect(throws: PieceUnsealable.self) { try key.open([1, 2, 3], of: hash, index: 3) }
    }

    @Test func `its file is its owner's alone, and one that is there is kept`() throws {
        let scratch = try ScratchFolder()
        let path = scratch.file("attachments.key")
        try AttachmentKey.make(at: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let first = try AttachmentKey(readFrom: path)
        try AttachmentKey.make(at: path)
        #expect(try AttachmentKey(readFrom: path).id == first.id)
        try AttachmentKey.make(at: scratch.file("another.key"))
        #expect(try AttachmentKey(readFrom: scratch.file("another.key")).id != first.id)
    }

    @Test func `a file that others may read, or that holds no key, is refused in a sentence`() throws {
        let scratch = try ScratchFolder()
        let path = scratch.file("attachments.key")
        #expect(throws: KeyProblem.self) { try AttachmentKey(readFrom: path) }
        try "no key\n".write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o644)
        let open = #expect(throws: KeyProblem.self) { try AttachmentKey(readFrom: path) }
        #expect(open?.description.contains("chmod 600") == true)
        chmod(path, 0o600)
        let none = #expect(throws: KeyProblem.self) { try AttachmentKey(readFrom: path) }
        #expect(none?.description.contains("holds no key of attachments") == true)
    }
}
