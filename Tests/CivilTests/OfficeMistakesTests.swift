import Civil
import Testing

@Suite struct `A wrong catalogue of an office` {
    /// The mistakes of Rasau Jaya's file, over its base, with each `old` replaced by `new`.
    private func mistakes(_ changes: [(old: String, new: String)]) throws -> [CatalogueMistakes.Mistake] {
        let texts = try SampleFiles.texts(of: "rasau-jaya.yaml")
        var text = try #require(texts.last).text
        for (old, new) in changes {
            try #require(text.contains(old), "the file no longer has \(old)")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        do {
            _ = try Catalogue([texts[0], CatalogueText(file: "rasau-jaya.yaml", text: text)])
            return []
        } catch {
            return error.mistakes
        }
    }

    @Test func `has all of its twenty-four mistakes reported in one run, with file, line and fix`() throws {
        let changes = [
            ("effective: 2026-11-01", "effective: besok"),
            ("- {id: permohonan-data,", "- {id: kk,"),
            ("- {id: surat-tugas,", "- {id: surat-tugas, asal: kantor,"),
            ("kind: goods", "kind: good"),
            ("medium: none", "medium: nothing"),
            ("validity: permanent", "validity: forever"),
            ("channels: [counter, whatsapp]", "channels: [counter, whatsap]"),
            ("legal_basis: [UU 14/2008]", "legal_basis: []"),
            ("requirements: [permohonan-data, surat-tugas]", "requirements: [permohonan-data, surat-tuga]"),
            ("    nik: optional\n", "    nik: maybe\n"),
            ("    route: [check, collect]\n    promise: 30 minutes", "    route: [check]\n    promise: 30 menit"),
            (
                "route: [check, {step: record, records: data}, collect]\n    promise: 60",
                "route: [check, print, collect]\n    promise: 60"
            ),
            ("short: RJY", "short: rasau"),
            ("zone: WIB", "zone: WIP"),
            ("channels: [counter, village, whatsapp, telephone]", "channels: [counter, vilage, telephone]"),
            ("groups: [bantuan, pengaduan]", "groups: [bantuan, pengadua]"),
            ("product: sktm\n        since: 2026-11-01", "product: skttm\n        since: 2026-11-01"),
            ("since: 2026-11-25", "since: 25-11-2026"),
            (
                "remove: [surat-rt-rw]\n        add: [surat-desa]",
                "remove: [surat-lurah]\n        add: [surat-desa, ktp]"
            ),
            ("        why: surat desa cukup, dan lebih mudah diperoleh\n", ""),
            ("      staff: 5 petugas\n", ""),
            ("      complaints: \"", "      complaint: \""),
            ("code: 61.12\n", "code: 61.99\n"),
            ("law: SE Mendagri tentang penghentian suket", "laws: SE Mendagri tentang penghentian suket"),
        ]
        let found = try mistakes(changes)
        let paths = Set(found.map(\.path))
        for path in [
            "effective", "documents[0].id", "documents[1].asal", "products[0].validity", "products[0].channels[1]",
            "products[0].legal_basis", "products[0].requirements[1]", "products[1].kind", "products[1].medium",
            "products[1].route[0]", "products[1].promise", "products[3].nik", "products[3].route", "offices[0].short",
            "offices[0].zone", "offices[0].channels[1]", "offices[0].lanes[3].groups[1]", "offices[0].local[0].product",
            "offices[0].local[1].since", "offices[0].local[2].why", "offices[0].standard.staff",
            "offices[0].standard.complaint", "offices[0].not_served[0].laws", "offices[0].district",
        ] {
            #expect(paths.contains(path), "\(path) isn't among the mistakes")
        }
        #expect(found.allSatisfy { $0.file == "rasau-jaya.yaml" && $0.line > 0 && !$0.fix.isEmpty })
    }

    @Test func `may not take a paper away that nobody asks for, nor ask twice, nor go back in time`() throws {
        let found = try mistakes([
            ("remove: [surat-rt-rw]\n      - product: belum", "remove: [surat-rt-rw, kk-lama]\n      - product: belum"),
            ("remove: [surat-rt-rw]\n        add: [surat-desa]", "remove: [surat-rt-rw]\n        add: [ktp]"),
        ])
        #expect(found.map(\.path) == ["offices[0].local[1].remove[1]", "offices[0].local[2].add"])
        let back = try mistakes([("since: 2026-11-25", "since: 2026-10-01")])
        #expect(back.map(\.path) == ["offices[0].local[1].since"])
    }

    @Test func `is not YAML from some line on, and its base is never taken for it`() throws {
        let found = try mistakes([("validity: permanent", "validity: [permanent")])
        #expect(found.map(\.path) == ["file"])
        #expect(found.allSatisfy { $0.problem.hasPrefix("isn't YAML") && $0.line > 20 })
        let texts = try SampleFiles.texts(of: "rasau-jaya.yaml")
        let joined = CatalogueText.joined(texts).replacing(
            "validity: permanent\n    channels: [counter, w", with: "validity: [\n    channels: [counter, w")
        #expect(throws: CatalogueMistakes.self) { try Catalogue(yaml: joined) }
    }

    @Test func `names the base that isn't there`() throws {
        let own = try #require(try SampleFiles.texts(of: "rasau-jaya.yaml").last)
        let found = #expect(throws: CatalogueMistakes.self) { try Catalogue([own]) }
        #expect(found?.mistakes.contains { $0.path == "base" && $0.problem.contains("catalogue.yaml") } == true)
    }

    @Test func `goes on from one file alone, never from itself`() throws {
        let own = try #require(try SampleFiles.texts(of: "rasau-jaya.yaml").last)
        let texts = CatalogueText.gathered(at: "offices/rasau-jaya.yaml") { _ in
            own.text.replacing("base: catalogue.yaml", with: "base: rasau-jaya.yaml")
        }
        #expect(texts.map(\.file) == ["rasau-jaya.yaml", "rasau-jaya.yaml"])
        let found = #expect(throws: CatalogueMistakes.self) { try Catalogue(texts) }
        #expect(found?.mistakes.contains { $0.path == "base" && $0.problem.contains("of its own") } == true)
    }

    @Test func `says of a line's number what is wrong with it`() throws {
        let texts = try SampleFiles.texts(of: "kalianda.yaml")
        let wrong = try #require(texts.last).text.replacing("081200000002", with: "0721123456")
        let found = #expect(throws: CatalogueMistakes.self) {
            try Catalogue([texts[0], CatalogueText(file: "kalianda.yaml", text: wrong)])
        }
        #expect(found?.mistakes.map(\.path) == ["offices[1].online_lines[1].phone"])
        #expect(found?.mistakes.first?.problem.contains("no mobile number") == true)
    }

    @Test(arguments: ["cisauk.yaml", "rasau-jaya.yaml", "ciputat.yaml", "kalianda.yaml"])
    func `is refused or read, and never crashes, however damaged`(file: String) throws {
        var random = SplitMix64(seed: 29)
        let texts = try SampleFiles.texts(of: file)
        let text = Array(try #require(texts.last).text.utf8)
        for _ in 0..<20 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.removeSubrange(index..<min(damaged.count, index + 40))
                default: damaged.swapAt(index, Int.random(in: 0..<damaged.count, using: &random))
                }
            }
            _ = try? Catalogue([
                texts[0], CatalogueText(file: file, text: String(decoding: damaged, as: UTF8.self)),
            ])
        }
    }
}
