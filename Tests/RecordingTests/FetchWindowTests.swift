import Civil
import Foundation
import Testing

@testable import Recording

struct FetchWindowTests {
    private func job(_ number: UInt8, office: String = "32.15.05", missing: [Int]) throws -> FetchWindow.Job {
        FetchWindow.Job(
            pieces: try AttachmentPieces(hash: [UInt8](repeating: number, count: 32), bytes: 500_000),
            subject: UUID(), office: office, missing: missing)
    }

    @Test func `no more than so many pieces are on their way, and the next file begins while the last one ends`() throws
    {
        var window = FetchWindow(atOnce: 2)
        window.add(try job(1, missing: [4, 5, 15]))
        window.add(try job(2, missing: [0, 1]))
        #expect(!window.wantsJobs)
        var order: [String] = []
        var out = window.next()
        #expect(out.count == 2 && window.next().isEmpty)
        while !out.isEmpty {
            let first = out.removeFirst()
            order.append("\(first.place.hash[0]):\(first.place.index)")
            #expect(window.answered(first.place) != nil)
            out += window.next()
            #expect(out.count <= 2)
        }
        #expect(order == ["1:4", "1:5", "1:15", "2:0", "2:1"])
        #expect(window.wantsJobs && window.isExhausted([UInt8](repeating: 2, count: 32)))
    }

    @Test func `what was given up still counts until its answers have come`() throws {
        var window = FetchWindow(atOnce: 2)
        window.add(try job(1, missing: [0, 1, 2]))
        let out = window.next()
        window.drop(out[0].place.hash)
        window.add(try job(2, missing: [0]))
        #expect(window.next().isEmpty, "two answers are still on their way")
        #expect(window.answered(out[0].place) == nil)
        #expect(window.next().map(\.place.index) == [0])
    }

    @Test func `a file is held once, and an office that can't be reached is left alone`() throws {
        var window = FetchWindow(atOnce: 1)
        let first = try job(1, missing: [0, 1])
        window.add(first)
        window.add(first)
        window.add(try job(2, office: "32.15.06", missing: [0]))
        #expect(window.jobs.count == 2)
        let out = window.next()
        window.dropAll(from: "32.15.05")
        #expect(window.answered(out[0].place) == nil)
        #expect(window.next().map(\.office) == ["32.15.06"])
    }

    @Test func `pauses grow and end somewhere`() {
        #expect((1...6).map { FetchPause.afterOutage($0) / .seconds(1) } == [1, 2, 4, 8, 15, 15])
        #expect(FetchPause.afterRefusal(1) == .seconds(10) && FetchPause.afterRefusal(90) == .seconds(3600))
    }
}
