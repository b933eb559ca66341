import Civil
import Testing

@Suite struct `A wrong catalogue` {
    /// The mistakes of the sample with each `old` replaced by `new`.
    private func mistakes(_ changes: [(old: String, new: String)]) throws -> [CatalogueMistakes.Mistake] {
        var text = try SampleFiles.text("catalogue.yaml")
        for (old, new) in changes {
            try #require(text.contains(old), "the sample no longer has \(old)")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        do {
            _ = try Catalogue(yaml: text)
            return []
        } catch {
            return error.mistakes
        }
    }

    @Test func `has every mistake named at once, with its line`() throws {
        let changes = [
            ("effective: 2026-11-01", "effective: 2026-13-01"),
            ("day: 2026-01-01", "day: 2026-02-30"),
            ("kind: joint_leave, name: Tahun Baru Imlek", "kind: cuti, name: Tahun Baru Imlek"),
            ("{id: f-1.03,", "{id: F 1.03,"),
            ("aliases: [F1.21, F-1.21]", "aliases: [F1.15, F-1.21]"),
            ("{id: ktp, name: KTP-el,", "{id: kk, name: KTP-el,"),
            ("code: 32.15.05", "code: 3215040"),
            ("short: KRW", "short: KLR"),
            ("zone: WIB", "zone: WIP"),
            ("monday: 07.30-16.00", "monday: 16.00-07.30"),
            ("tuesday: 07.30-16.00", "tusday: 07.30-16.00"),
            ("friday: [07.30-11.30, 13.00-16.30]", "friday: [07.30-11.30, 11.00-16.30]"),
            ("cut_off: 16.00", "cut_off: sore"),
            ("{letter: A, name: KTP-el dan KIA, groups: [ktp]}", "{letter: a, name: KTP-el dan KIA, groups: [ktpp]}"),
            ("inquiries: true", "inquiries: false"),
            ("lanes: [C, B]", "lanes: [C, X]"),
            ("product: suket-ktp-el", "product: suket"),
            ("produced_by: siak", "produced_by: siek"),
            ("medium: blangko", "midium: blangko"),
            ("promise: 24 hours", "promise: soon"),
            ("records: capture", "records: video"),
            ("document: surat-kehilangan, when: lost", "document: surat-kehilangan, when: lots"),
            ("route: [check, {step: record, records: data}, print, collect]", "route: [check, print, record]"),
            ("id: kk-hilang", "id: kk-baru"),
            ("      law: Permendagri 104/2019 Pasal 19 ayat (6)\n", ""),
        ]
        let found = try mistakes(changes)
        let expected = [
            "effective", "holidays[0].day", "holidays[2].kind", "documents[2].id", "documents[1].aliases[0]",
            "documents[10].id", "offices[0].code", "offices[1].short", "offices[0].zone", "offices[0].hours.monday",
            "offices[0].hours.tusday", "offices[0].hours.friday[1]", "offices[0].print_run.cut_off",
            "offices[0].lanes[0].letter", "offices[0].lanes[0].groups[0]", "offices[0].lanes",
            "offices[0].desks[4].lanes[1]",
            "offices[0].not_served[0].product", "products[0].produced_by", "products[0].midium", "products[0].medium",
            "products[0].promise", "products[0].route[1].records", "products[1].requirements[2].when",
            "products[3].route[2]", "products[6].id", "products[15].refused.law",
        ]
        let paths = Set(found.map(\.path))
        for path in expected { #expect(paths.contains(path), "\(path) isn't among the mistakes") }
        #expect(found.allSatisfy { $0.line > 0 })
        #expect(found.map(\.line) == found.map(\.line).sorted())
    }

    @Test func `about what is printed at the district is named like any other`() throws {
        let found = try mistakes([
            (
                "    district: 32.15\n",
                "    district: 32.15\n    printed_at_district: [ktp-el-gantu, kia, kia, legalisir]\n"
            ),
            ("    two_stage: false\n", "    two_stage: false\n    printed_at_district: [kia]\n"),
        ])
        #expect(
            found.map(\.path) == [
                "offices[0].printed_at_district[0]", "offices[0].printed_at_district[2]",
                "offices[0].printed_at_district[3]", "offices[1].printed_at_district[0]",
            ])
        #expect(found.first?.fix == "did you mean 'ktp-el-ganti'?")
    }

    @Test func `is pointed at by the line where it is wrong`() throws {
        let text = try SampleFiles.text("catalogue.yaml")
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("monday") })
        let found = try mistakes([("monday: 07.30-16.00", "monday: 07.30")])
        #expect(found.map(\.line) == [line + 1])
        #expect(found.first?.fix == "write it like 07.30-16.00")
    }

    @Test(arguments: [
        "", "   ", "- a", "x", "a: [1", "a: b: c", "\t- a", "a: 1\na: 2", "&a [*a]", "%YAML 9\n---\n", "\u{0}",
    ])
    func `is refused when it is no catalogue at all`(text: String) {
        #expect(throws: CatalogueMistakes.self) { try Catalogue(yaml: text) }
    }

    @Test func `is refused or read, and never crashes, however damaged`() throws {
        var random = SplitMix64(seed: 23)
        let text = Array(try SampleFiles.text("catalogue.yaml").utf8)
        for _ in 0..<60 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.removeSubrange(index..<min(damaged.count, index + 40))
                case 2: damaged.insert(UInt8.random(in: 9...126, using: &random), at: index)
                default: damaged.swapAt(index, Int.random(in: 0..<damaged.count, using: &random))
                }
            }
            _ = try? Catalogue(yaml: String(decoding: damaged, as: UTF8.self))
        }
    }
}
