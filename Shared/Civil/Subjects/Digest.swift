import Crypto

/// SHA-256 of bytes in one piece, without the detours that the generic interface takes for each small hash.
public enum Digest {
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { Array($0) }
    }
}
