import Foundation
import TestKit
import Testing

/// A list of regions from the file to the operator's screen.
@Suite struct RegionCommandTests {
    private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("ops/sample/wilayah.sql").path

    private func file(_ site: StaffedSite, _ text: String, _ name: String = "list.sql") throws -> String {
        let path = site.scratch.file(name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `an operator imports a list, finds places, and codes are looked up in it`() throws {
        let site = try StaffedSite("intake")
        #expect(try site.run("region", "show", "32.15.05").errors.contains("loket region import FILE"))
        let before = try site.run("check", "nik", "3603211708930001")
        #expect(before.output.contains("valid") && before.output.contains("the site has no list"), "\(before)")

        let imported = try site.run("region", "import", Self.sample)
        #expect(imported.status == 0, "\(imported)")
        #expect(
            imported.output.hasPrefix(
                "wilayah 2026-02-13 is in use now: 4 provinsi, 5 kabupaten and kota, 5 kecamatan, 61 desa"))
        #expect(imported.output.contains("75 rows in ") && imported.output.contains("MiB of memory"))
        let again = try site.run("region", "import", Self.sample, "--json")
        #expect(
            again.output.contains(#""was_in_use":true"#) && again.output.contains(#""counts":[4,5,5,61]"#), "\(again)")

        let klari = try site.run("region", "show", "32.15.05", "--children", "--limit", "2")
        #expect(klari.output.hasPrefix("32.15.05   Klari   kecamatan\n"), "\(klari)")
        #expect(klari.output.contains("Kabupaten Karawang (32.15), Jawa Barat (32)"))
        #expect(klari.output.contains("Pancawati") && klari.output.contains("… and 11 more"))
        let named = try site.run("region", "show", "kab", "karawang")
        #expect(named.output.contains("32.15  kabupaten  Kabupaten Karawang  Jawa Barat"), "\(named)")
        #expect(try site.run("region", "show", "nowhere").status == 1)
        #expect(try site.run("region", "show", "32.99").status == 1)

        let listed = try site.run("check", "nik", "3215051708930001", "--json")
        #expect(listed.output.contains(#""place":"Klari, Kabupaten Karawang, Jawa Barat""#), "\(listed)")
        #expect(listed.output.contains(#""looked_up":"wilayah 2026-02-13, 75 rows""#))
        #expect(listed.output.contains(#""verdict":"valid""#))
        let retired = try site.run("check", "nik", "3603211708930001", "--json")
        #expect(retired.status == 0 && retired.output.contains("retired_prefix"), "\(retired)")
        let unlisted = try site.run("check", "region", "36.03.99")
        #expect(unlisted.status == 0 && unlisted.output.contains("unlisted_region"), "\(unlisted)")
        let audit = try site.run("audit", "--database", site.database.conninfo(role: "loket_auditor"))
        #expect(audit.status == 0, "\(audit.output)")
    }

    @Test func `a file with bad rows is refused whole, and every one is named`() throws {
        let site = try StaffedSite("intake")
        #expect(try site.run("region", "import", Self.sample).status == 0)
        let rows = (0..<30).map { "('11.01.\($0)','x')" }.joined(separator: ",\n")
        let bad = try site.run("region", "import", file(site, "INSERT INTO wilayah VALUES\n('11','Aceh),\n\(rows);\n"))
        #expect(bad.status == 1, "\(bad)")
        #expect(bad.errors.contains("line 2: a text isn't closed on its line"))
        #expect(
            bad.errors.contains("and nothing is changed: 31 rows are wrong") && bad.errors.contains("… and 11 more"))
        #expect(try site.run("region", "show", "32.15.05").status == 0)
        #expect(try site.run("region", "import", site.scratch.file("none.sql")).status == 2)

        let fewer = try file(site, "kode,nama\n32,Jawa Barat\n32.15,Kabupaten Karawang\n", "few.csv")
        let refused = try site.run("region", "import", fewer)
        #expect(refused.status == 1 && refused.errors.contains("--fewer"), "\(refused)")
        #expect(try site.run("region", "import", fewer, "--fewer").output.hasPrefix("few is in use now: 1 provinsi"))
        #expect(try site.run("region", "show", "32.15.05").status == 1)
    }

    /// More than one message carries, with apostrophes of both kinds.
    @Test func `a large list goes in pieces and comes to use whole`() throws {
        let site = try StaffedSite("intake")
        var text =
            "INSERT INTO wilayah (kode, nama)\r\nVALUES\r\n('11','Aceh'),\r\n('11.01','Kabupaten Aceh Selatan'),\r\n"
        var villages = 0
        for district in 10..<30 {
            text += "('11.01.\(district)','Ba''kongan \(district)'),\r\n"
            for village in 2001...2150 {
                text += "('11.01.\(district).\(village)','Ma’rang \(village) of \(district)'),\r\n"
                villages += 1
            }
        }
        text += "('12','Sumatera Utara');\r\n"
        let imported = try site.run("region", "import", file(site, text), "--json")
        #expect(imported.output.contains(#""counts":[2,1,20,3000]"#), "\(imported)")
        let found = try site.run("region", "show", "ma'rang 2007 of 12", "--json")
        #expect(
            found.output.contains("Ma’rang 2007 of 12") && found.output.contains(#""code":"11.01.12.2007""#), "\(found)"
        )
    }
}
