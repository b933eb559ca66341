import Civil
import Foundation
import Testing

@testable import Audit

struct AnchorTextTests {
    private static let restored = Anchor.Restored(life: 1, asOf: AnchorSamples.midnight - .hours(14))
    private static let head = AnchorSamples.head(
        life: 2, restored: restored, made: AnchorSamples.midnight + .microseconds(21_000_042),
        previous: MerkleRoot(AnchorSamples.hash(0, 0)), offices: ["32.15.05", "32.15.06"])
    private static let leaves = [AnchorSamples.leaf(1, 3), AnchorSamples.leaf(2, 1), AnchorSamples.leaf(900, 12)]

    private func read(_ bytes: some Collection<UInt8>, by size: Int = 1 << 16) throws -> (Anchor, [Anchor.Leaf]) {
        var reading = AnchorReading()
        var leaves: [Anchor.Leaf] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            try reading.take(rest.prefix(size)) { leaves.append($0) }
            rest = rest.dropFirst(size)
        }
        return (try reading.finish(), leaves)
    }

    private func mistake(_ text: String) -> String {
        do {
            _ = try read(text.utf8)
            return "none"
        } catch let mistake as AnchorMistake {
            return mistake.what
        } catch {
            return "\(error)"
        }
    }

    @Test func `an anchor is a text that people can read`() {
        let (text, anchor) = AnchorSamples.text(AnchorSamples.head(), [AnchorSamples.leaf(1, 3)])
        #expect(
            text == """
                loket anchor 1
                offices: 32.15.05
                life: 1
                restored: never
                made: 2026-11-24T00:00:00+07:00
                previous: none
                019aadb7-0000-7000-8000-000000000001\tcase\tKLR-261123-B1-1\t3\t\(HexDigits.text(of: AnchorSamples.hash(1, 3)))
                leaves: 1
                root: \(anchor.root)

                """)
        #expect(AnchorFolder.name(of: anchor) == "anchor-2026-11-24-\("\(anchor.root)".prefix(8)).txt")
    }

    /// As anybody can compute it with a hash of SHA-256 and nothing of ours.
    @Test func `the root is that of the head and the lines`() {
        let (text, anchor) = AnchorSamples.text(AnchorSamples.head(), [AnchorSamples.leaf(1, 3)])
        let lines = text.split(separator: "\n")
        let head = Digest.sha256([0] + Array((lines[..<6].joined(separator: "\n") + "\n").utf8))
        let leaf = Digest.sha256([0] + Array(lines[6].utf8))
        #expect(anchor.root.bytes == Digest.sha256([1] + head + leaf))
    }

    @Test(arguments: [1, 7, 64, 1 << 16])
    func `what was written is read back, in pieces of any size`(_ size: Int) throws {
        let (text, anchor) = AnchorSamples.text(Self.head, Self.leaves)
        let (read, leaves) = try read(text.utf8, by: size)
        #expect(read == anchor)
        #expect(read.head == Self.head)
        #expect(leaves == Self.leaves)
    }

    @Test func `an anchor without a leaf is one too`() throws {
        let (text, anchor) = AnchorSamples.text(AnchorSamples.head(), [])
        #expect(try read(text.utf8).0 == anchor)
    }

    @Test func `a byte that was flipped anywhere is found`() {
        let bytes = Array(AnchorSamples.text(Self.head, Self.leaves).text.utf8)
        for index in bytes.indices {
            for bit in [0x01, 0x04, 0x20, 0x80] as [UInt8] {
                var changed = bytes
                changed[index] ^= bit
                #expect(throws: AnchorMistake.self, "byte \(index)") { try read(changed) }
            }
        }
    }

    @Test func `one that was cut off anywhere is found`() {
        let bytes = Array(AnchorSamples.text(Self.head, Self.leaves).text.utf8)
        for length in bytes.indices {
            #expect(throws: AnchorMistake.self, "\(length) bytes") { try read(bytes.prefix(length)) }
        }
    }

    @Test func `a mistake names its line, its field and what to do`() {
        let (text, anchor) = AnchorSamples.text(AnchorSamples.head(), [AnchorSamples.leaf(1, 3)])
        let fix = AnchorMistake.otherCopy
        for (from, to, what) in [
            ("anchor 1", "anchor 2", "line 1, format: it is 2, and this program reads 1; use a newer Loket"),
            ("loket anchor", "hello", "line 1, format: this is no anchor of Loket; name a file that loket anchor make"),
            ("life: 1", "life: 0", "line 3, life: it is no number of a life; \(fix)"),
            ("never", "life 1", "line 4, restored: it is neither never nor a life and a time; \(fix)"),
            ("+07:00", "+06:00", "line 5, made: it has a time that isn't written as offices of Indonesia do; \(fix)"),
            ("previous: none", "previous: x", "line 6, previous: it is neither a root nor none; \(fix)"),
            ("B1-1\t3", "B1-1\t0", "line 7, version: it is no number of an entry; \(fix)"),
            ("B1-1\t3", "B1-1", "line 7, leaf: it has 4 fields, and a leaf has 5; \(fix)"),
            ("B1-1\t3", "B1-1\t4", "line 9, root: it is not the root of what stands above; \(fix)"),
            ("leaves: 1", "leaves: 2", "line 8, leaves: 1 stand above, and it says something else; \(fix)"),
            (
                "root: \(anchor.root)\n", "root: \(anchor.root)\n\n", "line 10, text: it goes on after the root; \(fix)"
            ),
            (
                "root: \(anchor.root)\n", "",
                "line 9, text: it was cut off before its end, the line with the root; \(fix)"
            ),
        ] {
            let found = mistake(text.replacing(from, with: to))
            #expect(found.hasPrefix(what), "\(found)")
        }
    }

    @Test func `leaves stand in the order of their ids, each once`() {
        for numbers in [[2, 1], [1, 1]] {
            let text = AnchorSamples.text(AnchorSamples.head(), numbers.map { AnchorSamples.leaf($0, 1) }).text
            #expect(mistake(text).hasPrefix("line 8, id: it doesn't come after the one above"))
        }
    }
}
