import Civil
import Foundation

@testable import Audit

/// Anchors of a site that is not there.
enum AnchorSamples {
    static let midnight = OfficeZone.wib.moment(Day(year: 2026, month: 11, day: 24) ?? Day(ordinal: 0))

    static func head(
        life: Int = 1, restored: Anchor.Restored? = nil, made: Moment = midnight, previous: MerkleRoot? = nil,
        offices: [String] = ["32.15.05"]
    ) -> Anchor.Head {
        Anchor.Head(
            offices: offices, life: life, restored: restored, made: made, zone: .wib, previous: previous)
    }

    static func subject(_ number: Int) -> UUID {
        UUID(bytes: [1, 0x9A, 0xAD, 0xB7, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, UInt8(number >> 8), UInt8(number & 255)])
    }

    /// What an entry of one of these subjects is hashed to.
    static func hash(_ number: Int, _ version: Int64, life: Int = 1) -> [UInt8] {
        Digest.sha256([UInt8(number & 255), UInt8(version), UInt8(life)])
    }

    static func leaf(_ number: Int, _ version: Int64, life: Int = 1) -> Anchor.Leaf {
        Anchor.Leaf(
            subject: subject(number), name: SubjectName(kind: "case", number: "KLR-261123-B\(number)-1"),
            version: version, hash: hash(number, version, life: life))
    }

    static func text(_ head: Anchor.Head, _ leaves: [Anchor.Leaf]) -> (text: String, anchor: Anchor) {
        var writing = AnchorWriting(head)
        let lines = leaves.map { writing.line(of: $0) }.joined()
        return (writing.begin + lines + writing.end, writing.anchor)
    }

    @discardableResult
    static func put(_ head: Anchor.Head, _ leaves: [Anchor.Leaf], into folder: String) throws -> Anchor {
        let (text, anchor) = text(head, leaves)
        try text.write(toFile: "\(folder)/\(AnchorFolder.name(of: anchor))", atomically: true, encoding: .utf8)
        return anchor
    }
}
