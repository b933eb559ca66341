import Foundation
import Postgres
import TestKit
import Testing

/// Where the programs of an earlier version are.
enum OldPrograms {
    static let folder = ProcessInfo.processInfo.environment["LOKET_OLD_PROGRAMS"]
}

/// A site that the programs of an earlier version serve gets the schema and the programs of this one, while people are
/// served. `ops/try-upgrade` builds those programs and says where they are.
@Suite(.serialized, .enabled(if: OldPrograms.folder != nil, "ops/try-upgrade runs it"))
struct UpgradeTests {
    private static let services: [DemoSite.Program] = [.intake, .recording, .printing, .notification]

    @Test func `schema and programs are replaced under load, and not one request fails`() throws {
        let old = try #require(OldPrograms.folder)
        let scratch = try ScratchFolder()
        let programs = scratch.file("programs")
        let names = ["loket"] + (Self.services + [.broker]).map(\.rawValue)
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        for name in names { try FileManager.default.copyItem(atPath: "\(old)/\(name)", toPath: "\(programs)/\(name)") }

        let site = try DemoSite(["LOKET_OPERATOR": "budi"], nil, [], by: "\(programs)/loket")
        try site.waitUntilReady()
        let before = try migrations(of: site)
        let counter = try SteadyCounter(brokers: ["ipc://\(site.folder)/broker.ipc"], offices: ["32.15.05"])
        counter.begin(atOnce: 32)
        #expect(counter.wait(forMore: 200))

        // As an installation does it: each file at once, those that run keep theirs.
        for name in names {
            try FileManager.default.copyItem(atPath: Executables.path(of: name), toPath: "\(programs)/\(name).new")
            #expect(rename("\(programs)/\(name).new", "\(programs)/\(name)") == 0)
        }
        let migrate = try site.loket("migrate")
        #expect(try migrate.waitForExit(within: .seconds(120)) == .status(0), "\(migrate.errorOutput)")
        #expect(counter.wait(forMore: 200), "after the migration nothing was answered: \(counter.failures)")
        print("migrations \(before) → \(try migrations(of: site)): \(migrate.output)\(migrate.errorOutput)")

        let restart = try site.loket("restart")
        if try restart.waitForExit(within: .seconds(180)) != .status(0) {
            print("the loket up that runs takes no orders, so each is replaced by hand: \(restart.errorOutput)")
            for service in Self.services { try replace(service, of: site, programs) }
            let broker = try #require(try site.process(.broker))
            kill(broker, SIGTERM)
            try eventually("another broker runs") { try site.process(.broker).map { $0 != broker } ?? false }
        }
        for program in Self.services + [.broker] {
            let process = try #require(try site.process(program))
            let runs = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
            #expect(runs == "\(programs)/\(program.rawValue)", "it still is the old one")
        }
        #expect(counter.wait(forMore: 200))
        #expect(counter.finish(within: .seconds(120)), "somebody was never served")
        #expect(counter.failures == [])
        print("\(counter.answers) answers, \(counter.cases.count) cases from the filing to the hand-out, 0 failures")

        #expect(Set(counter.cases).count == counter.cases.count && counter.handedOut == Set(counter.cases))
        let audit = try site.loket("audit")
        #expect(try audit.waitForExit(within: .seconds(60)) == .status(0), "\(audit.output)\(audit.errorOutput)")
        let found = try Findings(site)
        let printed = found.sheets.filter { $0.kind == "print" }.map(\.number)
        #expect(printed.count == counter.cases.count && Set(printed) == Set(counter.cases))
        #expect(found.unknown.isEmpty && Set(found.messages).count == found.messages.count)
        try site.stop()
    }

    /// Beside the old one comes a new one; then the old one ends, `loket up` starts it anew, and the helper goes.
    private func replace(_ service: DemoSite.Program, of site: DemoSite, _ programs: String) throws {
        let old = try #require(try site.process(service))
        let name = service.rawValue.replacing("loket-", with: "")
        let helper = try StartedProgram(
            "\(programs)/\(service.rawValue)",
            environment: [
                "LOKET_BROKER": "ipc://\(site.folder)/broker.ipc", "LOKET_DATA": site.folder,
                "LOKET_DATABASE": "host=\(site.folder)/postgres dbname=loket user=loket_\(name)",
                "LOKET_CATALOGUE": site.folder + "/catalogue.yaml", "LOKET_OFFICES": "32.15.05",
                "LOKET_ATTACHMENT_KEY": site.folder + "/attachments.key",
                "LOKET_PRINTER_GATE": site.printerGate.path, "LOKET_GATEWAY_GATE": site.gatewayGate.path,
            ])
        try eventually("a second \(name) serves") { try workers(of: name, at: site) == 2 }
        kill(old, SIGTERM)
        try eventually("another \(name) runs") { try site.process(service).map { $0 != old } ?? false }
        try eventually("the new \(name) serves") { try workers(of: name, at: site) == 2 }
        helper.signal(SIGTERM)
        #expect(try helper.waitForExit(within: .seconds(60)) == .status(0), "\(helper.errorOutput)")
    }

    private func workers(of name: String, at site: DemoSite) throws -> Int {
        let services = try site.loket("services", "--json")
        try services.waitForExit(within: .seconds(60))
        let pattern = try Regex(
            "\"name\":\"\(name)@32.15.05\",[^}]*\"workers\":([0-9]+)", as: (Substring, Substring).self)
        return services.output.firstMatch(of: pattern).flatMap { Int($0.output.1) } ?? 0
    }

    private func migrations(of site: DemoSite) throws -> Int {
        let connection = try site.connect()
        defer { connection.close() }
        let count = "SELECT count(*) FROM public.schema_migration"
        return Int(try connection.query(Statement(count, name: "migrations"))[0].int64(0))
    }
}
