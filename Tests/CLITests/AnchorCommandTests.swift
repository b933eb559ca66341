import Foundation
import TestKit
import Testing

@testable import loket

@Suite("Anchors on the command line") struct AnchorCommandTests {
    private struct Made: Decodable {
        struct Anchor: Decodable {
            let file: String
            let leaves: Int
            let root: String
            let previous: String?
        }

        let made: Bool
        let anchor: Anchor?
    }

    let scratch: ScratchFolder
    let site: Site

    init() throws {
        scratch = try ScratchFolder()
        site = try Site("--demo", "--clock", "2026-11-23T08:00:00+07:00")
        try site.waitUntilReady()
    }

    struct Ended {
        let status: Int32
        let output: String
        let errors: String
    }

    func loket(_ arguments: String...) throws -> Ended {
        let program = try StartedProgram("loket", arguments + ["--data", site.folder], environment: Site.environment)
        guard case .status(let status) = try program.waitForExit(within: .seconds(60)) else {
            return Ended(status: -1, output: program.output, errors: program.errorOutput)
        }
        return Ended(status: status, output: program.output, errors: program.errorOutput)
    }

    func file(_ number: Int) throws {
        let path = scratch.file("visits-\(number).jsonl")
        try (visitLine(number) + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let filed = try loket("file", "--from", path)
        try #require(filed.status == 0, "\(filed.errors)")
    }

    private func made(_ more: String...) throws -> Made.Anchor {
        let program = try StartedProgram(
            "loket", ["anchor", "make", "--json", "--data", site.folder] + more, environment: Site.environment)
        try #require(try program.waitForExit(within: .seconds(60)) == .status(0), "\(program.errorOutput)")
        let made = try JSONDecoder().decode(Made.self, from: Data(program.output.utf8))
        #expect(made.made)
        return try #require(made.anchor)
    }

    var anchors: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(site.folder)/anchors")) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test func `an anchor is made, listed, printed, held against its page, and the site against it`() throws {
        #expect(try loket("anchor").output == "No anchor is in \(site.folder)/anchors.\n")
        #expect(try loket("anchor", "make").output == "There is nothing to anchor yet.\n")
        #expect(try loket("anchor", "print").errors.contains("make one with loket anchor make"))
        try file(1)
        #expect(try loket("audit").output.contains("No anchor was held against it"))
        let first = try made()
        #expect(first.leaves == 3 && first.previous == nil)
        try file(2)
        let words = try loket("anchor", "make")
        let second = try #require(anchors.map { "\(site.folder)/anchors/\($0)" }.first { $0 != first.file })
        #expect(words.output.hasPrefix("The anchor is in \(second)\n"))
        #expect(words.output.contains("Before  \(first.root)"))
        #expect(try loket("anchor", "make").output.contains("Nothing went on since"))

        let list = try loket("anchor", "list")
        #expect(list.status == 0 && list.output.contains("Mon 23 Nov 2026 08.00 WIB"))
        #expect(list.output.contains(first.root))
        let audit = try loket("audit")
        #expect(audit.status == 0)
        #expect(audit.output.contains("2 anchors with 6 leaves held against it: what was there until Mon 23 Nov 2026"))
        #expect(try loket("audit", "--json").output.contains(#""anchor_leaves":6,"anchored_until":"2026-11-23T08:00"#))

        let pdf = scratch.file("jangkar.pdf")
        let printed = try loket("anchor", "print", (first.file as NSString).lastPathComponent, "--to", pdf)
        #expect(printed.status == 0 && printed.output.hasSuffix("is in \(pdf)\n"), "\(printed.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: pdf)).starts(with: Data("%PDF".utf8)))

        let spoken = first.root.uppercased().enumerated().map { $0 > 0 && $0 % 4 == 0 ? " \($1)" : "\($1)" }.joined()
        let checked = try loket("anchor", "check", "--root", spoken)
        #expect(checked.status == 0 && checked.output.contains(first.root) && !checked.output.contains(second))
        #expect(try loket("anchor", "check", first.file, "--root", spoken).status == 0)
        let other = try loket("anchor", "check", second, "--root", spoken)
        #expect(other.status == 1 && other.errors.contains("has that root: read it again off the page"))
        let short = try loket("anchor", "check", "--root", String(spoken.dropLast()))
        #expect(short.status == 2 && short.errors.contains("--root is 64 digits"))
    }

    @Test func `what is off with anchors is said by every command that reads them`() throws {
        try file(1)
        let first = try made()
        try file(2)
        _ = try made()
        try FileManager.default.removeItem(atPath: first.file)
        let missing = "the anchor before it is missing, whose root is \(first.root)"
        for command in ["list", "check"] {
            let ended = try loket("anchor", command)
            #expect(ended.status == 1 && ended.output.contains(missing), "\(command): \(ended.output)")
        }
        let audit = try loket("audit")
        #expect(audit.status == 1 && audit.output.contains(missing))
        #expect(audit.output.contains("where an anchor is off: look for it where else it was kept"))
    }

    @Test func `a medium has a chain of its own, and must be there`() throws {
        try file(1)
        let nowhere = scratch.file("usb")
        let refused = try loket("anchor", "make", "--to", nowhere)
        #expect(refused.status == 1 && refused.errors.contains("\(nowhere): the folder can't be used"))
        try FileManager.default.createDirectory(atPath: nowhere, withIntermediateDirectories: false)
        let own = try made()
        try file(2)
        let there = try made("--to", nowhere)
        #expect(there.previous == nil && there.leaves == 5 && own.leaves == 3)
        let audit = try loket("audit", "--anchors", nowhere)
        #expect(audit.status == 0 && audit.output.contains("2 anchors with 8 leaves"), "\(audit.output)")
        #expect(try loket("anchor", "list", "--in", nowhere).output.contains(there.root))
        #expect(try loket("audit", "--anchors", scratch.file("no")).status == 3)
    }
}
