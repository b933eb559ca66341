import Foundation
import TestKit
import Testing

@testable import loket

@Suite struct LineReaderTests {
    private func lines(of bytes: [UInt8]) throws -> [LineReader.Line] {
        let scratch = try ScratchFolder()
        try Data(bytes).write(to: URL(fileURLWithPath: scratch.file("lines")))
        var reader = LineReader(try #require(FileHandle(forReadingAtPath: scratch.file("lines"))))
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }

    @Test func `lines end as any editor ends them, the last one maybe not at all`() throws {
        #expect(try lines(of: Array("a\r\nb\n\nc".utf8)) == [.text("a"), .text("b"), .text(""), .text("c")])
        #expect(try lines(of: []) == [])
        #expect(try lines(of: Array("a\n".utf8)) == [.text("a")])
    }

    @Test func `a byte order mark is no part of the first line`() throws {
        #expect(try lines(of: [0xEF, 0xBB, 0xBF] + Array("a\nb".utf8)) == [.text("a"), .text("b")])
    }

    @Test func `what is no UTF-8 is told, and the lines after it are read`() throws {
        #expect(try lines(of: [0xFF, 0xFE, 10] + Array("b".utf8)) == [.notText, .text("b")])
    }

    @Test func `a line longer than any visit is passed over, not kept`() throws {
        let long = [UInt8](repeating: 65, count: 3 * LineReader.longest)
        #expect(try lines(of: Array("a\n".utf8) + long + Array("\nb".utf8)) == [.text("a"), .tooLong, .text("b")])
        #expect(try lines(of: long) == [.tooLong])
    }

    @Test func `a line across the pieces in which a file is read is one line`() throws {
        let long = String(repeating: "x", count: 200_000)
        #expect(try lines(of: Array("\(long)\nb\n".utf8)) == [.text(long), .text("b")])
    }
}
