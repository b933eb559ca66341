import Civil
import Foundation

/// An anchor as a text: a head of six lines, a line for each leaf, and the foot with their count and the root.
///
///     loket anchor 1
///     offices: 32.15.05
///     life: 1
///     restored: never
///     made: 2026-11-24T00:00:21+07:00
///     previous: none
///     019aadb7-…  case  KLR-261123-B001-1  3  9f86d081…       (tabs between them, in the order of the ids)
///     leaves: 1
///     root: 52cc0dd1…
///
/// The tree's first leaf is the head, all six lines with their ends; then each line of a subject, without its end. So
/// the root covers every byte before the foot, and the foot is nothing but what follows from it.
enum AnchorText {
    static let format = 1
    static let title = "loket anchor "
    static let fields = ["offices", "life", "restored", "made", "previous"]

    static func lines(of head: Anchor.Head) -> String {
        let restored = head.restored.map { "life \($0.life) as of \($0.asOf.iso8601(in: head.zone))" }
        let values = [
            head.offices.joined(separator: ", "), "\(head.life)", restored ?? "never", head.made.iso8601(in: head.zone),
            head.previous.map { "\($0)" } ?? "none",
        ]
        return "\(title)\(format)\n" + zip(fields, values).map { "\($0): \($1)\n" }.joined()
    }

    static func line(of leaf: Anchor.Leaf) -> String {
        [
            leaf.subject.uuidString.lowercased(), leaf.name.kind, leaf.name.number, "\(leaf.version)",
            HexDigits.text(of: leaf.hash),
        ].joined(separator: "\t")
    }
}

/// Writes an anchor's text line by line, so that no site is too big for it.
struct AnchorWriting {
    private let head: Anchor.Head
    private var tree = MerkleTree()
    private(set) var leaves = 0

    init(_ head: Anchor.Head) {
        self.head = head
        tree.add(AnchorText.lines(of: head).utf8)
    }

    var begin: String { AnchorText.lines(of: head) }

    mutating func line(of leaf: Anchor.Leaf) -> String {
        let line = AnchorText.line(of: leaf)
        tree.add(line.utf8)
        leaves += 1
        return line + "\n"
    }

    var anchor: Anchor { Anchor(head: head, leaves: leaves, root: tree.root) }

    var end: String { "leaves: \(leaves)\nroot: \(tree.root)\n" }
}

/// What is wrong with an anchor's text.
struct AnchorMistake: Error, Equatable {
    var what: String

    init(line: Int, _ field: String, _ problem: String, fix: String = AnchorMistake.otherCopy) {
        what = "line \(line), \(field): \(problem); \(fix)"
    }

    static let otherCopy = "this copy is damaged or was changed, so use another copy of this anchor"
}

/// Reads an anchor's text in pieces of any size. Nothing that it gave counts before `finish` has given the anchor.
struct AnchorReading {
    /// No line of ours is longer.
    private static let longest = 4_096

    private var rest: [UInt8] = []
    private var number = 0
    private var headLines: [String] = []
    private var head: Anchor.Head?
    private var tree = MerkleTree()
    private var leaves = 0
    private var last: UUID?
    private var isCounted = false
    private var root: MerkleRoot?

    mutating func take(_ piece: some Sequence<UInt8>, each: (Anchor.Leaf) -> Void) throws(AnchorMistake) {
        rest += piece
        var begin = rest.startIndex
        while let end = rest[begin...].firstIndex(of: UInt8(ascii: "\n")) {
            if let leaf = try take(line: rest[begin..<end]) { each(leaf) }
            begin = end + 1
        }
        rest.removeSubrange(..<begin)
        guard rest.count <= Self.longest else {
            throw AnchorMistake(line: number + 1, "text", "the line doesn't end")
        }
    }

    func finish() throws(AnchorMistake) -> Anchor {
        guard let head, let root, rest.isEmpty else {
            throw AnchorMistake(line: number + 1, "text", "it was cut off before its end, the line with the root")
        }
        return Anchor(head: head, leaves: leaves, root: root)
    }

    private mutating func take(line: ArraySlice<UInt8>) throws(AnchorMistake) -> Anchor.Leaf? {
        number += 1
        guard let text = String(validating: line, as: UTF8.self) else {
            throw AnchorMistake(line: number, "text", "it is no text in UTF-8")
        }
        guard root == nil else { throw AnchorMistake(line: number, "text", "it goes on after the root") }
        if isCounted {
            guard text == "root: \(tree.root)" else {
                throw AnchorMistake(line: number, "root", "it is not the root of what stands above")
            }
            root = tree.root
            return nil
        }
        if head == nil {
            try take(headLine: text)
            return nil
        }
        if text.hasPrefix("leaves: ") {
            guard text == "leaves: \(leaves)" else {
                throw AnchorMistake(line: number, "leaves", "\(leaves) stand above, and it says something else")
            }
            isCounted = true
            return nil
        }
        let leaf = try leaf(text)
        tree.add(line)
        leaves += 1
        return leaf
    }

    // MARK: The head

    private mutating func take(headLine text: String) throws(AnchorMistake) {
        if number == 1 {
            guard text.hasPrefix(AnchorText.title) else {
                throw AnchorMistake(
                    line: 1, "format", "this is no anchor of Loket",
                    fix: "name a file that loket anchor make wrote, or another copy of it")
            }
            guard text == "\(AnchorText.title)\(AnchorText.format)" else {
                throw AnchorMistake(
                    line: 1, "format",
                    "it is \(text.dropFirst(AnchorText.title.count).prefix(8)), and this program reads "
                        + "\(AnchorText.format)", fix: "use a newer Loket, or another copy of this anchor")
            }
        }
        headLines.append(text)
        guard headLines.count == AnchorText.fields.count + 1 else { return }
        let head = try readHead()
        tree.add(headLines.map { $0 + "\n" }.joined().utf8)
        self.head = head
    }

    private func readHead() throws(AnchorMistake) -> Anchor.Head {
        let offices = try value("offices").components(separatedBy: ", ")
        guard let life = Int(try value("life")), life > 0 else { throw mistake("life", "is no number of a life") }
        let (made, zone) = try moment(value("made"), "made")
        let previous = try value("previous")
        let before = MerkleRoot(previous)
        guard before != nil || previous == "none" else { throw mistake("previous", "is neither a root nor none") }
        return Anchor.Head(
            offices: offices, life: life, restored: try restored(), made: made, zone: zone, previous: before)
    }

    private func restored() throws(AnchorMistake) -> Anchor.Restored? {
        let text = try value("restored")
        if text == "never" { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 5, words[0] == "life", words[2...3] == ["as", "of"], let life = Int(words[1]), life > 0
        else { throw mistake("restored", "is neither never nor a life and a time") }
        return Anchor.Restored(life: life, asOf: try moment(words[4], "restored").moment)
    }

    private func moment(_ text: String, _ field: String) throws(AnchorMistake) -> (moment: Moment, zone: OfficeZone) {
        let moment: Moment
        do throws(Rejection) {
            moment = try Moment(iso8601: text)
        } catch {
            throw mistake(field, "has no time that can be read")
        }
        guard let zone = OfficeZone.allCases.first(where: { moment.iso8601(in: $0) == text }) else {
            throw mistake(field, "has a time that isn't written as offices of Indonesia do")
        }
        return (moment, zone)
    }

    private func value(_ field: String) throws(AnchorMistake) -> String {
        let line = headLines[place(field) - 1]
        guard line.hasPrefix("\(field): ") else { throw mistake(field, "is not there") }
        return String(line.dropFirst(field.count + 2))
    }

    private func place(_ field: String) -> Int { (AnchorText.fields.firstIndex(of: field) ?? 0) + 2 }

    private func mistake(_ field: String, _ problem: String) -> AnchorMistake {
        AnchorMistake(line: place(field), field, "it \(problem)")
    }

    // MARK: Leaves

    private mutating func leaf(_ text: String) throws(AnchorMistake) -> Anchor.Leaf {
        let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 5 else {
            throw AnchorMistake(line: number, "leaf", "it has \(fields.count) fields, and a leaf has 5")
        }
        guard let subject = UUID(uuidString: String(fields[0])) else {
            throw AnchorMistake(line: number, "id", "it is no id of a subject")
        }
        if let last, !last.precedes(subject) {
            throw AnchorMistake(line: number, "id", "it doesn't come after the one above")
        }
        guard let version = Int64(fields[3]), version > 0 else {
            throw AnchorMistake(line: number, "version", "it is no number of an entry")
        }
        guard let hash = HexDigits.bytes(of: fields[4], count: 32) else {
            throw AnchorMistake(line: number, "hash", "it is no hash of 64 digits")
        }
        last = subject
        return Anchor.Leaf(
            subject: subject, name: SubjectName(kind: String(fields[1]), number: String(fields[2])), version: version,
            hash: hash)
    }
}
