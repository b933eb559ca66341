import Civil
import Foundation
import Testing

/// The form of the public list, with what it has of apostrophes.
private let sample = #"""
    /* A list
    last edit: 2026-02-13 16:45:21 ; it's 'not' a statement */
    DROP TABLE IF EXISTS wilayah;
    CREATE TABLE IF NOT EXISTS `wilayah` (kode varchar(13) NOT NULL COMMENT 'the code; dotted') ENGINE=MyISAM;
    -- Provinsi ACEH; it's here
    INSERT INTO wilayah (kode, nama)
    VALUES
    ('11','Aceh'),
    ('11.01','Kabupaten Aceh Selatan'),
    ('11.01.01','Ba''kongan \'Raya\' '),
    ('11.01.01.2001','Ma’rang'),
    ('11.02', 'Kota  Langsa')  ;
    INSERT INTO `loket`.`wilayah` VALUES ('12','Sumatera Utara'),('12.71','Kota Medan');

    """#

func regions(_ text: String, every step: Int = 7) throws -> RegionList {
    var file = RegionFile()
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: step) { file.take(bytes[start..<min(start + step, bytes.count)]) }
    return try file.finish()
}

private func mistakes(_ text: String) -> RegionMistakes? {
    do {
        _ = try regions(text)
        return nil
    } catch let damaged as RegionList.Damaged {
        return damaged.mistakes
    } catch {
        return nil
    }
}

@Suite struct `A file of regions` {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: ["\n", "\r\n"]) func `is read as MySQL dumps it`(end: String) throws {
        let list = try regions(sample.replacing("\n", with: end))
        #expect(
            list.rows.map { "\($0.code) \($0.name)" } == [
                "11 Aceh", "11.01 Kabupaten Aceh Selatan", "11.01.01 Ba'kongan 'Raya'", "11.01.01.2001 Ma\u{2019}rang",
                "11.02 Kota Langsa", "12 Sumatera Utara", "12.71 Kota Medan",
            ])
        #expect(list.counts == [2, 3, 1, 1])
        #expect(try list.hash == regions(sample, every: 1).hash)
    }

    @Test func `says when it was edited`() throws {
        var file = RegionFile()
        file.take(sample.utf8)
        _ = try file.finish()
        #expect(file.edited?.iso == "2026-02-13")
    }

    @Test(arguments: ["kode,nama\n", "\u{FEFF}kode,nama\r\n"]) func `may be a table of two columns`(header: String)
        throws
    {
        let list = try regions(
            header + "12,Sumatera Utara\n11,Aceh\r\n\n11.01,\"Aceh \"\"Selatan\"\", Kabupaten\"\n11.02,Ma'u\n")
        #expect(list.rows.map(\.name) == ["Aceh", "Aceh \"Selatan\", Kabupaten", "Ma'u", "Sumatera Utara"])
        let same = try regions("INSERT INTO wilayah VALUES ('11','Aceh');")
        #expect(try regions("kode,nama\n11,Aceh\n").hash == same.hash, "a list is the same in whatever form")
        #expect(mistakes("kode,nama\n11,Aceh")?.first.first?.problem.contains("cut off") == true)
        #expect(mistakes("kode,nama\n11,Aceh,1\n11.01,\"Aceh\n")?.first.map(\.line) == [2, 3])
    }

    @Test func `is refused whole, with every bad row and its line`() {
        let found = mistakes(
            #"""
            INSERT INTO wilayah VALUES
            ('11','Aceh'),
            ('11.01','Aceh),
            ('1101','Aceh'),
            ('11.03.01','Nowhere'),
            ('11.04',''),
            (11.05,'Aceh'),
            ('11.06'),
            ('11.07','Aceh','Aceh'),
            ('11.08','A\tB'),
            ('11','Aceh again')
            ('12','Utara'),
            ('13','');
            """#)
        #expect(found?.first.map(\.line) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
        #expect(found?.count == 11)
        let words = [
            "closed", "BPS", "11.03, which is not in the file", "no name", "quotes", "one text", "more than two",
            "can't be printed", "stands in line 2", "comma", "no name",
        ]
        for (mistake, word) in zip(found?.first ?? [], words) { #expect(mistake.problem.contains(word), "\(mistake)") }
    }

    @Test(arguments: [
        ("", "no row"), ("\n\n-- nothing", "no row"), ("SELECT 1;", "no row"), ("/* never", "cut off"),
        ("INSERT INTO kecamatan VALUES ('11','Aceh');", "'kecamatan'"), ("'loose'", "outside"),
        ("INSERT INTO wilayah (nama, kode) VALUES ('11','Aceh');", "nama, kode"),
        ("INSERT INTO wilayah VALUES ('11','Aceh')", "missing"),
        ("INSERT INTO wilayah VALUES ('11','Aceh'), INSERT INTO wilayah VALUES ('12','B');", "'INSERT'"),
        ("kode;nama\n11;Aceh\n", "no row"),
    ])
    func `that is none is refused`(text: String, word: String) {
        let found = mistakes(text)
        #expect(found?.first.contains { $0.problem.contains(word) } == true, "\(found?.first ?? [])")
    }

    @Test func `names the first mistakes and counts all`() {
        let rows = (0..<200).map { _ in "('1101','Aceh')" }.joined(separator: ",\n")
        let found = mistakes("INSERT INTO wilayah VALUES\n\(rows);")
        #expect(found?.count == 200)
        #expect(found?.first.count == RegionMistakes.mostKept)
    }

    /// Whatever is damaged, nothing crashes, and a file without its end is never taken.
    @Test func `that is cut off anywhere is never taken`() throws {
        let file = Self.repository.appendingPathComponent("ops/sample/wilayah.sql")
        let bytes = Array(try Data(contentsOf: file))
        let whole = bytes.lastIndex(of: UInt8(ascii: ";")) ?? 0
        // Every byte of the last rows, and others before them: the whole is read anew each time.
        for end in Array(stride(from: 0, to: whole - 200, by: 41)) + Array(max(0, whole - 200)...whole) {
            var reader = RegionFile()
            reader.take(bytes[..<end])
            #expect(throws: RegionList.Damaged.self, "cut off at \(end)") { try reader.finish() }
        }
        var reader = RegionFile()
        reader.take(bytes[...whole])
        #expect(try reader.finish().rows.count == 75)
    }

    @Test func `of any bytes is read without a crash`() {
        var random = SplitMix64(seed: 52)
        let original = Array(sample.utf8)
        for _ in 0..<600 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            var reader = RegionFile()
            reader.take(bytes)
            guard let list = try? reader.finish() else { continue }
            #expect(list.rows.allSatisfy { !$0.name.isEmpty && $0.name.count <= 100 })
            #expect(list.rows.count <= 7)
        }
    }
}

@Suite struct `A list of regions` {
    @Test func `goes in pieces that go on where the last one ended`() throws {
        let rows = (1...69).flatMap { district in
            ["('11.\(two(district))','Kabupaten \(district)')"]
                + (1...40).map { "('11.\(two(district)).\(two($0))','\(String(repeating: "x", count: 40))')" }
        }
        let list = try regions(
            "INSERT INTO wilayah VALUES ('11','Aceh'),\n\(rows.joined(separator: ",\n"));", every: 4_096)
        var sent: [RegionRow] = []
        var pieces = 0
        while true {
            let piece = list.piece(after: sent.last?.code)
            if piece.isEmpty { break }
            #expect(piece.reduce(0) { $0 + $1.name.utf8.count + 24 } <= RegionList.pieceBytes)
            sent += piece
            pieces += 1
        }
        #expect(sent == list.rows)
        #expect(pieces > 4)
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test(arguments: [
        ("32", "provinsi"), ("32.15", "kabupaten"), ("36.74", "kota"), ("32.15.05", "kecamatan"),
        ("18.01.06.1006", "kelurahan"), ("32.15.05.2001", "desa"), ("91.03.01.3001", "desa adat"),
    ])
    func `calls each place what it is`(code: String, kind: String) throws { #expect(try RegionCode(code).kind == kind) }

    @Test func `finds a name whatever its apostrophes and capitals`() throws {
        #expect(RegionName.folded("Ma\u{2019}rang  'X' ") == RegionName.folded("MA'RANG x"))
        #expect(RegionName.beginnings("Kab. Karawang")[0] == "kabupaten karawang")
        #expect(RegionName.beginnings("karawang").contains("kabupaten karawang"))
        #expect(try RegionCode("32.15.05.2001").parents.map(\.text) == ["32.15.05", "32.15", "32"])
    }
}
