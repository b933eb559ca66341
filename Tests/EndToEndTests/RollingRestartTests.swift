import Foundation
import TestKit
import Testing

/// Every program of a site is replaced while people are served.
@Suite(.serialized) struct RollingRestartTests {
    private static let programs = DemoSite.Program.allCases.filter { $0 != .store }

    @Test func `every service and the broker are replaced under load, and not one request fails`() throws {
        let scratch = try ScratchFolder()
        let catalogue = scratch.file("catalogue.yaml")
        try TwoOffices.catalogue().write(toFile: catalogue, atomically: true, encoding: .utf8)
        let site = try DemoSite(
            ["LOKET_OPERATOR": "budi"], nil,
            ["--catalogue", catalogue] + TwoOffices.codes.flatMap { ["--office", $0] })
        try site.waitUntilReady()
        let before = try processes(of: site)
        let store = try #require(try site.process(.store))

        let counter = try SteadyCounter(brokers: ["ipc://\(site.folder)/broker.ipc"], offices: TwoOffices.codes)
        counter.begin(atOnce: 48)
        #expect(counter.wait(forMore: 300))
        let restart = try site.loket("restart", "--json")
        #expect(try restart.waitForExit(within: .seconds(180)) == .status(0), "\(restart.errorOutput)")
        #expect(counter.wait(forMore: 300))
        #expect(counter.finish(within: .seconds(120)), "somebody was never served")
        #expect(counter.failures == [])

        let after = try processes(of: site)
        #expect(after.count == before.count && Set(after.values).isDisjoint(with: before.values))
        #expect(try site.process(.store) == store)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let report = try decoder.decode(Report.self, from: Data(restart.output.utf8))
        #expect(report.restarted.map(\.program) == ["intake", "recording", "printing", "notification", "broker"])
        for replaced in report.restarted {
            let program = try #require(DemoSite.Program(rawValue: "loket-\(replaced.program)"))
            #expect(replaced.oldProcess == before[program] && replaced.newProcess == after[program])
        }
        try checkPaper(of: site, counter)
        try site.stop()
    }

    /// Nothing is lost and nothing is there twice: neither in the store nor on paper.
    private func checkPaper(of site: DemoSite, _ counter: SteadyCounter) throws {
        #expect(Set(counter.cases).count == counter.cases.count)
        #expect(counter.handedOut == Set(counter.cases))
        try eventually("nothing is under way any more") {
            let clock = try said(site, "clock", "--json")
            return clock.contains(#""due":0,"#) && clock.contains(#""outgoing":0,"#)
        }
        let audit = try site.loket("audit", "--json")
        #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
        #expect(try said(site, "dead", "--json").contains(#""total":0"#))
        #expect(try said(site, "unknown").contains("Nothing is unknown"))
        let found = try Findings(site)
        let printed = found.sheets.filter { $0.kind == "print" }.map(\.number)
        #expect(printed.count == counter.cases.count && Set(printed) == Set(counter.cases))
        #expect(Set(found.messages).count == found.messages.count && Set(found.messages).isSubset(of: counter.cases))
    }

    @Test func `a printing that is replaced finishes the sheet that it has begun`() throws {
        let site = try DemoSite(["LOKET_OPERATOR": "budi"])
        try site.waitUntilReady()
        let old = try #require(try site.process(.printing))
        try site.printerGate.shut()
        let counter = try SteadyCounter(brokers: ["ipc://\(site.folder)/broker.ipc"], offices: ["32.15.05"])
        counter.begin(atOnce: 4)
        try site.printerGate.waitForJob(within: .seconds(60))
        let restart = try site.loket("restart", "printing")
        try restart.waitForOutput(containing: "process \(old) finishes what it has", within: .seconds(60))
        let second = try site.loket("restart", "intake")
        #expect(try second.waitForExit() == .status(3))
        #expect(second.errorOutput == "loket: nothing was restarted: a restart is under way already\n")
        // Others are served meanwhile; longer than a dead instance's lease would last.
        let seconds = ContinuousClock.now + .seconds(7)
        while ContinuousClock.now < seconds, counter.failures.isEmpty { _ = counter.wait(forMore: 20) }
        #expect(restart.isRunning)
        try site.printerGate.open()
        #expect(try restart.waitForExit(within: .seconds(60)) == .status(0), "\(restart.errorOutput)")
        #expect(restart.output.contains("printing     process \(old) has ended\n"), "\(restart.output)")
        #expect(counter.finish(within: .seconds(60)))
        #expect(counter.failures == [])
        try checkPaper(of: site, counter)
        let log = try String(decoding: site.logOfDevice("printer.log"), as: UTF8.self)
        #expect(!log.contains("\tagain\t"))
        try site.stop()
    }

    @Test func `a service that doesn't come up leaves the old one in its place`() throws {
        let site = try DemoSite(["LOKET_OPERATOR": "budi"])
        try site.waitUntilReady()
        let before = try processes(of: site)
        // Its catalogue is read at its start.
        let catalogue = site.folder + "/catalogue.yaml"
        let text = try String(contentsOfFile: catalogue, encoding: .utf8)
        try "offices: [".write(toFile: catalogue, atomically: true, encoding: .utf8)
        let failed = try site.loket("restart", "recording", "printing")
        #expect(try failed.waitForExit(within: .seconds(90)) == .status(1))
        #expect(failed.errorOutput.contains("Nothing was replaced: recording: the new process ended with status 1"))
        #expect(failed.errorOutput.contains("What ran before runs on."))
        #expect(try processes(of: site) == before)
        #expect(try said(site, "services").contains("recording@32.15.05"))
        try text.write(toFile: catalogue, atomically: true, encoding: .utf8)
        let again = try site.loket("restart", "recording")
        #expect(try again.waitForExit(within: .seconds(90)) == .status(0), "\(again.errorOutput)")
        #expect(try site.process(.recording) != before[.recording])
        try site.stop()
        let nobody = try site.loket("restart")
        #expect(try nobody.waitForExit() == .status(3))
        #expect(nobody.errorOutput.contains("no site is up in \(site.folder)"))
        let unknown = try site.loket("restart", "postgres")
        #expect(try unknown.waitForExit() == .status(2))
        #expect(unknown.errorOutput.contains("PostgreSQL isn't replaced while a site serves"))
    }

    // MARK: What is there

    private struct Report: Decodable {
        let restarted: [Replaced]
    }

    private struct Replaced: Decodable {
        let program: String
        let oldProcess: pid_t
        let newProcess: pid_t
    }

    private func processes(of site: DemoSite) throws -> [DemoSite.Program: pid_t] {
        var found: [DemoSite.Program: pid_t] = [:]
        for program in Self.programs { found[program] = try site.process(program) }
        return found
    }

    private func said(_ site: DemoSite, _ arguments: String...) throws -> String {
        let program = try site.loket(arguments)
        try program.waitForExit(within: .seconds(60))
        return program.output + program.errorOutput
    }
}

/// The sample's Klari, and another office like it.
enum TwoOffices {
    static let codes = ["32.15.05", "32.15.06"]

    struct Unlike: Error {}

    static func catalogue() throws -> String {
        let text = try String(contentsOfFile: KlariDay.catalogue, encoding: .utf8)
        guard let start = text.range(of: "  - code: 32.15.05\n"), let end = text.range(of: "  - code: 32.15\n") else {
            throw Unlike()
        }
        let block = text[start.lowerBound..<end.lowerBound]
        let other = block.replacing("code: 32.15.05", with: "code: 32.15.06").replacing(
            "short: KLR", with: "short: KLS")
        return text.replacing(block, with: block + other)
    }
}
