import Foundation
import TestKit
import Testing

/// One person at both counters while there was no line, and the operator at Dukcapil who joins both cases.
@Suite struct DuplicateCommandTests {
    private static let first = "KLR-261123-A001-1"
    private static let later = "KRW-261123-A001-1"

    /// Filed at Klari, a minute later at Dukcapil; then Klari records its case, and with that word the line meets.
    private func twins(_ sites: LinkedSites) throws {
        try sites.setLine(up: false)
        for office in ["32.15.05", "32.15"] {
            let line = visitLine(
                7, id: "twin-\(office)", office: office, product: "ktp-el-ganti",
                documents: ["f-1.02", "kk", "ktp-lama"], ground: "damaged")
            let filed = try sites.run("file", "--from", sites.broker.file([line]), at: office)
            #expect(filed.status == 0, "\(filed.output)\(filed.errors)")
            try sites.district.setClock(StaffedSite.opening.microseconds + 60_000_000)
        }
        try sites.setLine(up: true)
        try eventually("it can be recorded", within: .seconds(30)) {
            try sites.run("record", "data", Self.first, at: "32.15.05").status == 0
        }
        try eventually("the later one is held", within: .seconds(30)) {
            try sites.run("status", Self.later, at: "32.15").output.contains("see loket duplicates")
        }
    }

    @Test func `an operator sees both, joins them, and the one that goes on is free`() throws {
        let sites = try LinkedSites()
        #expect(try sites.run("duplicates", at: "32.15").output == "Nobody's application is known at two offices.\n")
        try twins(sites)
        let list = try sites.run("duplicates", at: "32.15")
        #expect(list.status == 5 && list.output.contains("first") && list.output.contains("Kecamatan Klari"), "\(list)")
        #expect(list.output.contains(Self.first) && list.output.contains(Self.later))
        let json = try sites.run("duplicates", "--json", at: "32.15").output
        #expect(json.contains(#""total":1"#) && json.contains(#""number":"\#(Self.later)""#))
        #expect(!json.contains("3215051708930007") && !list.output.contains("3215051708930007"))

        let same = try sites.run("duplicates", "join", Self.later, Self.later, "--reason", "x", at: "32.15")
        #expect(same.status == 2 && same.errors.contains("Name two cases"))
        let joined = try sites.run(
            "duplicates", "join", Self.later, Self.first, "--reason", "asked at both counters", at: "32.15")
        #expect(joined.status == 0 && !joined.output.contains("HELD"), "\(joined)")
        #expect(
            try sites.run("status", Self.later, at: "32.15").output
                .contains("released: \(Self.first) was joined with it: asked at both counters"))
        try eventually("the other is ended where it is", within: .seconds(30)) {
            try sites.run("status", Self.first, at: "32.15.05").output
                .contains("withdrawn: joined with \(Self.later): asked at both counters")
        }
        #expect(try sites.run("duplicates", at: "32.15").status == 0)
        let again = try sites.run(
            "duplicates", "join", Self.later, Self.first, "--reason", "asked at both counters", at: "32.15")
        #expect(again.status == 1 && again.errors.contains("are no duplicates"))
        for database in [sites.klari, sites.district] {
            let audit = try sites.broker.run("audit", "--database", database.conninfo(role: "loket_auditor"))
            #expect(audit.status == 0, "\(audit.output)")
        }
    }

    @Test func `whoever is no duplicate goes on, and no other case is taken for one`() throws {
        let sites = try LinkedSites()
        try twins(sites)
        let wrong = try sites.run("duplicates", "apart", Self.first, "--reason", "a child", at: "32.15")
        #expect(wrong.status == 1 && wrong.errors.contains("is not held as a duplicate"), "\(wrong)")
        let apart = try sites.run("duplicates", "apart", Self.later, "--reason", "of the same name", at: "32.15")
        #expect(apart.status == 0 && !apart.output.contains("HELD"), "\(apart)")
        #expect(
            try sites.run("status", Self.later, at: "32.15").output.contains("released: no duplicate: of the same name")
        )
        #expect(try sites.run("duplicates", at: "32.15").status == 0)
    }
}
