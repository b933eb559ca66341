import Foundation
import Testing

@testable import Documents

@Suite struct PressMemoryTests {
    @Test func `a thousand documents leave the process as large as it was`() throws {
        let press = try Press()
        let documents: [Document] = [
            .ticket(Samples.ticket), .receipt(Samples.receipt), .printRunList(Samples.printRun(count: 5)),
            .kecamatanLetter(Samples.letterWithCrest), .sample(Samples.sample),
        ]
        func renderAll(times: Int) throws {
            for _ in 0..<times {
                for document in documents { _ = try press.render(document, createdAt: Samples.morning) }
            }
        }
        try renderAll(times: 40)
        let before = try residentKibibytes()
        try renderAll(times: 200)
        let growth = try residentKibibytes() - before
        // A leak of one layout or one file's bytes each time would be tens of thousands.
        #expect(growth < 12_000, "\(growth) KiB more after 1000 documents")
    }

    private func residentKibibytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }
}
