import Foundation
import TestKit
import Testing

@testable import loket_simulate

struct SeedTests {
    @Test func `seeds of a whole district end with all there, once, and each plays the same again`() throws {
        let first = try StartedProgram("loket-simulate", ["--seeds", "4", "--from", "11", "--each"])
        #expect(try first.waitForExit(within: .seconds(400)) == .status(0), "\(first.errorOutput)")
        #expect(first.output.contains("All there, once."))
        let again = try StartedProgram("loket-simulate", ["--seeds", "4", "--from", "11", "--each"])
        #expect(try again.waitForExit(within: .seconds(400)) == .status(0))
        func seeds(_ program: StartedProgram) -> [Substring] {
            program.errorOutput.split(separator: "\n").filter { $0.hasPrefix("seed ") }.sorted()
        }
        #expect(seeds(first).count == 4)
        #expect(seeds(first) == seeds(again))
    }

    @Test func `a seed has two hundred requests and ten faults at least, and the judge sees what is lost or doubled`()
        throws
    {
        let simulation = try Simulation()
        var seen: [String] = []
        let fair = simulation.play(3)
        #expect(fair.problems == [])
        #expect(fair.count.attempted >= 200)
        #expect(fair.count.strikes >= 10)
        // A receipt that is forgotten, a message that a commit left out, a sheet that came out a second time.
        for harm in Harm.allCases {
            var problems: [String] = []
            // Not every seed has what the protection is for.
            for seed in 3..<15 as Range<UInt64> where problems.isEmpty {
                problems = simulation.play(seed) { harm.afflict($0) }.problems
            }
            #expect(problems != [], "\(harm)")
            seen += problems
        }
        #expect(seen.contains { $0.contains("doubled") })
        #expect(seen.contains { $0.contains("never came to rest") || $0.contains("lost") })
    }

    @Test(arguments: [["--seeds"], ["--seeds", "none"], ["--seeds", "0"], ["--what"]])
    func `what isn't understood is answered with how it is called`(arguments: [String]) throws {
        let program = try StartedProgram("loket-simulate", arguments)
        #expect(try program.waitForExit() == .status(64))
        #expect(program.errorOutput.contains("usage: ops/simulate [--seeds N]"))
    }
}

/// A protection that is taken away from a site.
private enum Harm: CaseIterable {
    case receiptsAreForgotten, messagesAreForgotten, devicesAreForgetful

    func afflict(_ site: Site) {
        switch self {
        case .receiptsAreForgotten:
            site.store.record = { [unowned site] _ in
                for key in site.store.tables.receipts.rows.keys { site.store.tables.receipts[key] = nil }
            }
        case .messagesAreForgotten:
            site.store.record = { [unowned site] _ in
                for key in site.store.tables.outbox.rows.keys { site.store.tables.outbox[key] = nil }
            }
        case .devicesAreForgetful:
            site.printer.isForgetful = true
            site.gateway.isForgetful = true
        }
    }
}
