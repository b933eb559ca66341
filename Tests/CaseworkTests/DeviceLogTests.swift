import Foundation
import TestKit
import Testing

@testable import Casework

/// A device's log says what it was asked last, however long it is and whoever wrote it.
struct DeviceLogTests {
    private let folder: ScratchFolder
    private let one = UUID()
    private let other = UUID()

    init() throws { folder = try ScratchFolder() }

    private var path: String { folder.file("device.log") }

    /// Lines of an effect's id and a word.
    private func log() -> DeviceLog {
        DeviceLog(path: path) { line in
            line.count < 38 ? nil : UUID(uuidString: String(decoding: line.prefix(36), as: UTF8.self))
        }
    }

    private func line(_ effect: UUID, _ word: String) -> [UInt8] { Array("\(effect) \(word)".utf8) }

    private func word(of effect: UUID, in log: DeviceLog) throws -> String? {
        try log.last(of: effect).map { String(decoding: $0.dropFirst(37), as: UTF8.self) }
    }

    @Test func `the last line of each is found, by whoever was first and whoever comes later`() throws {
        let (mine, theirs) = (log(), log())
        #expect(try word(of: one, in: mine) == nil)
        try mine.locked { try $0.append(line(one, "first")) }
        try theirs.locked { try $0.append(line(other, "second")) }
        #expect(try word(of: one, in: theirs) == "first")
        try theirs.locked { held in
            try held.append(line(one, "third"))
            #expect(try held.last(of: one) == line(one, "third"))
        }
        for log in [mine, theirs, log()] {
            #expect(try word(of: one, in: log) == "third")
            #expect(try word(of: other, in: log) == "second")
        }
    }

    @Test func `a line that was cut off is none, until the rest of it is there`() throws {
        let log = log()
        try log.locked { try $0.append(line(one, "whole")) }
        let file = try OpenFile(path, O_WRONLY | O_APPEND)
        try file.write(Array(line(other, "done")[..<20]))
        #expect(try word(of: other, in: log) == nil)
        try file.write(Array(line(other, "done")[20...]))
        #expect(try word(of: other, in: log) == "done")
        // The end of its line was all that was missing, and the next line begins afresh.
        try log.locked { try $0.append(line(one, "next")) }
        #expect(try word(of: one, in: log) == "next")
        #expect(try word(of: other, in: log) == "done")
        #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 3)
    }

    @Test func `a log that was put back from a backup is read anew`() throws {
        let log = log()
        try log.locked { try $0.append(line(one, "kept")) }
        let backup = try Data(contentsOf: URL(fileURLWithPath: path))
        try log.locked { try $0.append(line(other, "lost")) }
        #expect(try word(of: other, in: log) == "lost")
        // As another file under its name, and as the same file cut short.
        try backup.write(to: URL(fileURLWithPath: path), options: .atomic)
        #expect(try word(of: other, in: log) == nil)
        #expect(try word(of: one, in: log) == "kept")
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try word(of: one, in: log) == nil)
        // And as the same file written over, no shorter than it was.
        try log.locked { try $0.append(line(one, "before")) }
        #expect(try word(of: one, in: log) == "before")
        try OpenFile(path, O_WRONLY).write(line(other, "another") + [UInt8(ascii: "\n")])
        #expect(try word(of: one, in: log) == nil)
        #expect(try word(of: other, in: log) == "another")
    }

    @Test func `a long log is found through, and a line longer than it reads at a time`() throws {
        var bytes: [UInt8] = []
        for number in 0..<30_000 { bytes += line(UUID(), "\(number)") + [UInt8(ascii: "\n")] }
        bytes += line(one, String(repeating: "x", count: 3 << 20)) + [UInt8(ascii: "\n")]
        for number in 0..<30_000 { bytes += line(number == 7 ? other : UUID(), "\(number)") + [UInt8(ascii: "\n")] }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let log = log()
        #expect(try word(of: one, in: log)?.count == 3 << 20)
        #expect(try word(of: other, in: log) == "7")
    }
}
