import Foundation
import Postgres
import TestKit
import Testing

/// Klari and the district with their programs and stores, at one broker that knows the names of both: what passes
/// between them goes over the real wire, only the line is missing.
final class LinkedSites {
    let broker: StaffedSite
    let klari: TestDatabase
    let district: TestDatabase
    private var programs: [StartedProgram] = []

    init(districtHasRuns: Bool = false) throws {
        broker = try StaffedSite()
        klari = broker.database
        district = try TestDatabase()
        try district.makeSite(offices: ["32.15"], clock: StaffedSite.opening.microseconds)
        try setLine(up: true)
        let catalogue = broker.scratch.file("catalogue.yaml")
        try String(contentsOfFile: StaffedSite.catalogue, encoding: .utf8)
            .replacing("    district: 32.15\n", with: "    district: 32.15\n    printed_at_district: [kk-perubahan]\n")
            .replacing(
                "    short: KRW\n",
                with: "    short: KRW\n"
                    + (districtHasRuns ? "    print_run: {cut_off: 16.00, starts_at: 07.30, ready_at: 09.00}\n" : "")
            )
            .write(toFile: catalogue, atomically: true, encoding: .utf8)
        for (office, database, services) in [
            ("32.15.05", klari, ["intake", "recording", "printing", "notification"]),
            ("32.15", district, ["intake", "recording", "printing"]),
        ] {
            let data = broker.scratch.file(office)
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            for service in services {
                programs.append(try broker.started(service, office: office, database, catalogue, data: data))
            }
        }
    }

    /// Whether each knows that the other can be reached: what is filed meanwhile is told with the next word about it.
    func setLine(up isUp: Bool) throws {
        for (office, database) in [("32.15", klari), ("32.15.05", district)] {
            let connection = try database.connect()
            defer { connection.close() }
            try connection.script("UPDATE casework.site SET reachable = '{\(isUp ? office : "")}'")
        }
    }

    /// The operators' command at one of the offices.
    func run(_ arguments: String..., at office: String) throws -> StaffedSite.Ended {
        let program = try broker.loket(arguments + ["--office", office])
        guard case .status(let status) = try program.waitForExit(within: .seconds(60)) else {
            return .init(status: -1, output: program.output, errors: program.errorOutput)
        }
        return .init(status: status, output: program.output, errors: program.errorOutput)
    }

    func files(_ folder: String, at office: String) -> [String] {
        // A folder that isn't there yet has nothing in it.
        let names = try? FileManager.default.contentsOfDirectory(atPath: broker.scratch.file("\(office)/\(folder)"))
        return (names ?? []).filter { !$0.hasPrefix(".") }
    }
}

@Suite struct LinkedSitesTests {
    @Test func `a case is recorded at Klari, printed at the district and handed out at Klari`() throws {
        let sites = try LinkedSites()
        let path = try sites.broker.file([visitLine(1), visitLine(2)])
        let filed = try sites.run("file", "--from", path, "--json", at: "32.15.05")
        #expect(filed.status == 0, "\(filed.errors)")
        let number = "KLR-261123-B001-1"
        let code = try #require(filed.output.firstMatch(of: /KLR-261123-B001-1-[0-9A-Z]{6}/)).output
        try eventually("it can be recorded", within: .seconds(30)) {
            try sites.run("record", "data", number, at: "32.15.05").status == 0
        }
        try eventually("its paper is on the way home", within: .seconds(30)) {
            let status = try sites.run("status", number, "--json", at: "32.15.05").output
            return status.contains(#""stage":"arriving""#) && status.contains(#""in_transit":false"#)
                && status.contains(#""held_by":"printing@32.15.05""#)
        }
        #expect(sites.files("documents", at: "32.15") == ["\(number).pdf"])
        #expect(sites.files("documents", at: "32.15.05").isEmpty && sites.files("messages", at: "32.15.05").isEmpty)

        try eventually("the district shows what Klari has", within: .seconds(30)) {
            let status = try sites.run("status", number, "--json", at: "32.15").output
            return status.contains(#""held_by":"printing@32.15.05""#) && status.contains(#""in_transit":false"#)
        }
        let again = try sites.run("arrived", number, "KLR-261123-B002-1", at: "32.15.05")
        #expect(
            again.status == 5 && again.output.contains("\(number)   Perubahan Kartu Keluarga: here, to be collected"))
        #expect(again.output.contains("KLR-261123-B002-1 is with recording"), "the other is not even recorded")
        try eventually("its applicant is told", within: .seconds(30)) {
            sites.files("messages", at: "32.15.05").count == 1
        }
        let collected = try sites.run(
            "collect", number, "--code", String(code), "--collector", "SITI AMINAH", at: "32.15.05")
        #expect(collected.status == 0, "\(collected.errors)")
        for database in [sites.klari, sites.district] {
            let audit = try sites.broker.run("audit", "--database", database.conninfo(role: "loket_auditor"))
            #expect(audit.status == 0, "\(audit.output)")
        }
        #expect(try sites.run("forks", at: "32.15").output == "No case has two histories.\n")
    }

    @Test func `an operator at Klari takes back what the district has, and one there gives a case back`() throws {
        let sites = try LinkedSites(districtHasRuns: true)
        let path = try sites.broker.file([visitLine(1), visitLine(2)])
        _ = try sites.run("file", "--from", path, at: "32.15.05")
        let (first, second) = ("KLR-261123-B001-1", "KLR-261123-B002-1")
        for number in [first, second] {
            try eventually("\(number) can be recorded", within: .seconds(30)) {
                try sites.run("record", "data", number, at: "32.15.05").status == 0
            }
            try eventually("\(number) waits at the district", within: .seconds(30)) {
                let status = try sites.run("status", number, "--json", at: "32.15.05").output
                return status.contains(#""held_by":"printing@32.15""#) && status.contains(#""in_transit":false"#)
            }
        }
        let withdrawn = try sites.run("withdraw", first, "--reason", "found the old one", at: "32.15.05")
        #expect(withdrawn.status == 0 && withdrawn.output.contains("✕ withdrawn"), "\(withdrawn.errors)")
        let back = try sites.run("hand-back", second, "--reason", "no paper", at: "32.15")
        #expect(back.status == 0, "\(back.errors)")
        try eventually("it is held at Klari", within: .seconds(30)) {
            try sites.run("status", second, at: "32.15.05").output
                .contains("held because handed back by printing@32.15: no paper")
        }
    }
}
