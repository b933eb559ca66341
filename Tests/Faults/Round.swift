import Civil
import Foundation
import TestKit

/// One fault in the middle of a load, and what was there after it had come to rest.
struct Round: Sendable {
    struct Outcome {
        let fault: Fault
        let hit: Bool
        var count: Checks.Count
        var wrongs: [String]
        /// From the fault's end to the next answer that an officer got; nil where all were served before it.
        let answeredAfter: Duration?
        /// From the fault's end until nothing was under way any more.
        let restAfter: Duration
    }

    let seed: UInt64
    let number: Int
    let visits: Int

    private static let mostLines = 1_000

    /// The faults and the officers' habits of a round come from these two numbers alone.
    private var random: SplitMix64 { SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number)) }

    func run(_ sites: FaultSites, _ books: Books) async throws -> Outcome {
        var random = random
        let fault = Fault.drawn(&random, canFillDisk: sites.disk != nil, clocks: sites.hoursAhead)
        let moment = Int.random(in: 1...max(1, visits / 2), using: &random)
        let officers = Officers(
            client: sites.klari.client, books: books, office: FaultSites.klariOffice, limit: .seconds(240))
        let before = books.answerCount
        // Citizens come until the fault is over, and at least so many.
        let isMended = Flag()
        async let served: Void = officers.serve(from: number * Self.mostLines, atOnce: 6, seed: seed) { served in
            served < visits || !isMended.isUp && served < Self.mostLines
        }

        let hit = try await Pace.aside {
            guard books.wait(forAnswers: before + moment, within: .seconds(120)) else {
                books.wrong("round \(number): \(moment) answers did not come in 120 s, before any fault")
                isMended.raise()
                return false
            }
            defer { isMended.raise() }
            if case .fullDisk = fault { books.noteFullDisk() }
            return try Strike(sites: sites).deal(fault)
        }
        let mended = ContinuousClock.now
        await served
        let answeredAfter = books.firstAnswer(after: mended).map { $0 - mended }
        let (count, wrongs, rest) = try await Pace.aside {
            let checks = Checks(sites: sites, books: books)
            try checks.waitForRest(within: .seconds(300))
            let rest = ContinuousClock.now - mended
            let (count, wrongs) = try checks.run()
            return (count, wrongs, rest)
        }
        return Outcome(
            fault: fault, hit: hit, count: count, wrongs: books.complaints + wrongs, answeredAfter: answeredAfter,
            restAfter: rest)
    }
}
