import Civil
import Foundation

/// The hashes that tie a history together.
public enum Chain {
    /// SHA-256 over every field with its length before it, so that no two lists of fields read alike.
    public static func hash(
        previous: [UInt8], subject: UUID, version: Int64, incarnation: Int32, kind: Int16, happenedAt: Int64,
        recordedAt: Int64, actor: String, bodyHash: [UInt8]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160 + actor.utf8.count)
        field(previous, into: &bytes)
        field(subject.bytes, into: &bytes)
        number(version, into: &bytes)
        number(incarnation, into: &bytes)
        number(kind, into: &bytes)
        number(happenedAt, into: &bytes)
        number(recordedAt, into: &bytes)
        field(actor.utf8, into: &bytes)
        field(bodyHash, into: &bytes)
        return Digest.sha256(bytes)
    }

    public static func bodyHash(_ body: [UInt8]) -> [UInt8] { Digest.sha256(body) }

    /// What makes two requests with one id the same: the office and the service's own command.
    public static func bodyHash(office: String, body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(office.utf8.count + body.count + 8)
        field(office.utf8, into: &bytes)
        field(body, into: &bytes)
        return Digest.sha256(bytes)
    }

    private static func field(_ value: some Collection<UInt8>, into bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(value.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: value)
    }

    private static func number(_ value: some FixedWidthInteger, into bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(value.bitWidth / 8).bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
