import Contracts
import Foundation
import ServiceClient
import TestKit
import Testing

/// What must not be, at two whole sites: one that was started twice, and a key that asks for what is not its own.
@Suite(.serialized) struct StrangersTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test func `a site whose data were started twice is found out, and stops the case that went on at both`() throws {
        let pair = try SitePair(printedAtDistrict: [])
        try pair.waitUntilReady()
        try file(3, at: pair.klari)
        try pair.waitUntilNothingWaits(within: .seconds(60))
        let twin = try pair.startKlariTwice()
        try pair.klari.waitUntilReady()
        try twin.waitUntilReady()

        let (both, alone) = ("KLR-261123-C001-1", "KLR-261123-C002-1")
        for number in [both, alone] { try must(pair.klari, "record", "data", number) }
        try eventually("Dukcapil knows the one history", within: .seconds(60)) {
            try said(pair.dukcapil, "status", both, "--json").contains(#""stage":"to-print""#)
        }
        try must(twin, "record", "data", both)
        try eventually("Dukcapil sees the other", within: .seconds(60)) {
            try said(pair.dukcapil, "forks", "--json").contains(#""number":"\#(both)""#)
        }
        try eventually("it is held where it was refused", within: .seconds(60)) {
            try said(twin, "status", both).contains("HELD")
        }
        #expect(try said(twin, "status", both).contains("compare both with loket forks"))
        let forks = try said(pair.dukcapil, "forks")
        #expect(forks.contains("recording@32.15.05") && !forks.contains(alone), "\(forks)")
        for site in [pair.klari, twin] {
            #expect(try !said(site, "status", alone).contains("HELD"), "the other case goes on")
        }
        let audit = try pair.dukcapil.loket("audit")
        try audit.waitForExit(within: .seconds(60))
        #expect(audit.output.contains("has another history of it from this entry on"), "\(audit.output)")
        try twin.stop()
        try pair.stop()
    }

    @Test func `a kecamatan that asks for another's case is refused, and the log says so`() async throws {
        let pair = try SitePair(printedAtDistrict: [])
        try pair.waitUntilReady()
        try file(1, at: pair.klari)
        try pair.waitUntilNothingWaits(within: .seconds(60))
        let number = "KLR-261123-C001-1"
        let cikampek = try pair.startCikampek()
        try cikampek.waitUntilReady()
        // A program at Cikampek's broker, which speaks for that office on the line.
        let client = try SiteClient(
            brokers: ["ipc://\(cikampek.folder)/broker.ipc"], asker: Asker(operatorName: "somebody"))
        defer { client.stop() }
        let patience = Patience.patient(.seconds(30))
        let questions: [WireIntakeCommand.OneOf_Command] = [
            .findCase(.with { $0.number = number }), .showKnown(.with { $0.offices = ["32.15.05"] }),
            .showQueue(.init()), .showTwins(.init()),
        ]
        for question in questions {
            let refused = await rejection {
                _ = try await client.ask(IntakeDialect.self, "32.15", question, patience: patience)
            }
            #expect(refused?.code == "not_allowed", "\(question): \(String(describing: refused))")
        }
        let withdraw = WireCaseCommand.OneOf_Command.withdraw(
            .with {
                $0.caseNumber = number
                $0.reason = "not mine"
            })
        for (service, office) in [("recording", "32.15"), ("intake", "32.15")] {
            let refused = await rejection {
                _ = try await client.ask(holder: service, office, withdraw, patience: patience)
            }
            #expect(refused?.code == "not_allowed", "\(service): \(String(describing: refused))")
        }
        let log = try String(decoding: pair.dukcapil.read("log/intake.log"), as: UTF8.self)
        #expect(log.contains("another site asked for what is not its own: refused"), "\(log)")
        #expect(try !said(pair.klari, "status", number).contains("withdrawn"))
        try cikampek.stop()
        try pair.stop()
    }

    private func rejection(_ ask: () async throws -> Void) async -> WireRejection? {
        do {
            try await ask()
            return nil
        } catch RequestFailure.rejected(let no) {
            return no
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    private func file(_ visits: Int, at site: DemoSite) throws {
        let lines = (1...visits).map { number in
            """
            {"id": "line-\(number)", "office": "32.15.05", "visitor": {"name": "WARGA KLARI", \
            "nik": "321505170893000\(number)"}, "applications": [{"product": "sktm", "family_card": "3215050102150001", \
            "documents": ["surat-desa", "ktp", "kk"]}]}
            """
        }
        let path = scratch.file("visits.jsonl")
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        try must(site, "file", "--from", path)
    }

    private func must(_ site: DemoSite?, _ arguments: String...) throws {
        let program = try site.map { try $0.loket(arguments) } ?? StartedProgram("loket", arguments)
        try #require(
            try program.waitForExit(within: .seconds(60)) == .status(0), "\(program.output)\(program.errorOutput)")
    }

    private func said(_ site: DemoSite?, _ arguments: String...) throws -> String {
        let program = try site.map { try $0.loket(arguments) } ?? StartedProgram("loket", arguments)
        try program.waitForExit(within: .seconds(60))
        return program.output
    }
}
