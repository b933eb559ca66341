import Civil
import Foundation
import TestKit
import Testing

@testable import Audit

struct AnchorFolderTests {
    private let scratch: ScratchFolder
    private let folder: AnchorFolder

    init() throws {
        scratch = try ScratchFolder()
        folder = AnchorFolder(scratch.path)
    }

    private func write(_ head: Anchor.Head, _ leaves: [Anchor.Leaf]) throws -> String {
        let hold = try AnchorFolder.Hold(folder)
        let draft = try AnchorFolder.Draft(folder)
        var text = AnchorWriting(head)
        try draft.write(text.begin)
        for leaf in leaves { try draft.write(text.line(of: leaf)) }
        try draft.write(text.end)
        return try draft.finish(as: text.anchor, hold)
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() }
    }

    @Test func `an anchor is written whole, for its owner alone, and never over another`() throws {
        let many = (0..<2_000).map { AnchorSamples.leaf($0, 1) }
        let path = try write(AnchorSamples.head(), many)
        #expect(try AnchorFolder.read(path).leaves == 2_000)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let error = #expect(throws: AnchorProblem.self) { try write(AnchorSamples.head(), many) }
        #expect(error?.description.contains("\(path): it is there already") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        #expect(try names == [(path as NSString).lastPathComponent], "nothing half is left")
    }

    @Test func `one that was given up leaves nothing`() throws {
        do {
            let draft = try AnchorFolder.Draft(folder)
            try draft.write(String(repeating: "x", count: 1 << 17))
            #expect(try names.count == 1)
            #expect(try folder.paths() == [], "and what is under way is no anchor")
        }
        #expect(try names == [])
    }

    @Test func `anchors are in the order of their making, also where the clock stands still`() throws {
        var roots: [MerkleRoot] = []
        for number in 1...6 {
            let made = AnchorSamples.midnight + .hours(number > 4 ? 24 : 0)
            roots.append(
                try AnchorSamples.put(
                    AnchorSamples.head(made: made, previous: roots.last), [AnchorSamples.leaf(number, 1)],
                    into: scratch.path
                ).root)
        }
        #expect(try folder.read().files.map(\.anchor.root) == roots)
        #expect(AnchorFolder.broken(try folder.read().files).isEmpty)
    }

    @Test func `what is missing from the chain and what can't be read is told with its name`() throws {
        let first = try AnchorSamples.put(AnchorSamples.head(), [AnchorSamples.leaf(1, 1)], into: scratch.path)
        let second = try AnchorSamples.put(
            AnchorSamples.head(previous: first.root), [AnchorSamples.leaf(1, 2)], into: scratch.path)
        let path = scratch.file(AnchorFolder.name(of: first))
        try "loket anchor 1\n".write(toFile: path, atomically: true, encoding: .utf8)
        try "a list of errands".write(toFile: scratch.file("notes.txt"), atomically: true, encoding: .utf8)
        let (files, unreadable) = try folder.read()
        #expect(files.map(\.anchor) == [second])
        #expect(unreadable.map(\.file) == [path])
        #expect(unreadable.first?.what.hasPrefix("line 2, text: it was cut off") == true)
        let broken = AnchorFolder.broken(files)
        #expect(broken.map(\.file) == [scratch.file(AnchorFolder.name(of: second))])
        #expect(broken.first?.what == "the anchor before it is missing, whose root is \(first.root)")
    }

    @Test func `a folder that isn't there is told in a sentence`() throws {
        let nowhere = AnchorFolder(scratch.file("no/such"))
        #expect(throws: AnchorProblem.self) { try nowhere.paths() }
        let error = #expect(throws: AnchorProblem.self) { try nowhere.make() }
        #expect(error?.description.contains("the folder can't be made (no such file or directory)") == true)
        let inside = AnchorFolder(scratch.file("anchors"))
        try inside.make()
        try inside.make()
        #expect(try inside.paths() == [])
    }
}
