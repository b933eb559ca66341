import Civil
import Crypto
import Foundation
import Majordomo

/// The key with which a site seals the files that belong to its cases: 32 bytes in a file of its folder.
///
/// AES-256-GCM with a nonce that is drawn for each piece. What is authenticated with a piece says which piece of which
/// file it is, so none can be put in another's place.
public struct AttachmentKey: Sendable {
    public static let fileName = "attachments.key"

    private let key: SymmetricKey
    /// Tells keys apart, and nothing of them.
    public let id: [UInt8]

    /// - Parameter bytes: 32 of them.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32)
        key = SymmetricKey(data: bytes)
        id = Array(SHA256.hash(data: Array("loket attachments".utf8) + bytes).prefix(8))
    }

    /// Reads the file; no other account may use it.
    public init(readFrom path: String) throws(KeyProblem) {
        let text = try PrivateFile(path: path).text()
        guard let bytes = Self.bytes(text.prefix { !$0.isNewline }) else {
            throw KeyProblem(
                "\(path) holds no key of attachments: put back the file that loket up made, from a backup of the site")
        }
        self.init(bytes: bytes)
    }

    /// Makes the file where there is none. One that is there stays as it is: what was sealed with it needs it.
    public static func make(at path: String) throws(KeyProblem) {
        let file = PrivateFile(path: path)
        guard !file.isThere else { return }
        let drawn = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try file.replace(with: AttachmentPieces.text(of: drawn) + "\n")
    }

    /// A piece as it is stored.
    public func seal(_ piece: [UInt8], of hash: [UInt8], index: Int) throws -> [UInt8] {
        let box = try AES.GCM.seal(piece, using: key, authenticating: Self.place(hash, index))
        // With the nonce of 12 bytes that is drawn here, there always is a combined form.
        guard let combined = box.combined else { throw PieceUnsealable(hash: hash, index: index) }
        return Array(combined)
    }

    /// A stored piece as it came. Throws where it was changed, put in another's place, or sealed with another key.
    public func open(_ sealed: [UInt8], of hash: [UInt8], index: Int) throws(PieceUnsealable) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Array(try AES.GCM.open(box, using: key, authenticating: Self.place(hash, index)))
        } catch {
            throw PieceUnsealable(hash: hash, index: index)
        }
    }

    private static func place(_ hash: [UInt8], _ index: Int) -> [UInt8] {
        hash + withUnsafeBytes(of: UInt32(index).bigEndian) { Array($0) }
    }

    private static func bytes(_ digits: Substring) -> [UInt8]? {
        guard digits.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = digits
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

/// A stored piece is not what was sealed there.
public struct PieceUnsealable: Error, Equatable, CustomStringConvertible {
    public let hash: [UInt8]
    public let index: Int

    public init(hash: [UInt8], index: Int) {
        self.hash = hash
        self.index = index
    }

    public var description: String {
        "piece \(index) of \(AttachmentPieces.text(of: hash.prefix(8)))… can't be unsealed: it was changed past Loket"
    }
}
