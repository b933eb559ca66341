import Testing

@testable import Documents

@Suite struct LetterTests {
    let press: Press

    init() throws {
        press = try Press()
    }

    private func file(_ letter: KecamatanLetter, _ name: String) throws -> RenderedFile {
        try RenderedFile(press.render(.kecamatanLetter(letter), createdAt: Samples.morning), name: name)
    }

    @Test func `a letter has head, number, identity with NIK, statement, purpose and signature`() throws {
        let file = try file(Samples.letter, "letter")
        try file.expectSound()
        #expect(try file.pageCount() == 1)
        let text = try file.flowingText()
        for expected in [
            "PEMERINTAH KABUPATEN KARAWANG", "KECAMATAN KLARI", "SURAT KETERANGAN TIDAK MAMPU",
            "Nomor: 400.12.2.1/0042/Kec.Klari/2026", "DEDE SUPRIATNA", Samples.nationalID,
            "tergolong keluarga tidak mampu", "keringanan biaya perawatan", "Klari, 23 November 2026", "CAMAT KLARI,",
            "NIP 19750312 200003 1 004", "Tembusan:",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
    }

    @Test func `its QR code is the tracking code and its metadata names nobody`() throws {
        let file = try file(Samples.letter, "letter")
        #expect(try file.scannedCodes() == [Samples.letter.verificationCode])
        let metadata = try file.metadata()
        #expect(metadata.contains("SURAT KETERANGAN TIDAK MAMPU 400.12.2.1/0042/Kec.Klari/2026"))
        #expect(!metadata.contains("DEDE"))
        #expect(!metadata.contains(Samples.nationalID))
    }

    @Test(arguments: [
        (LetterForm.neverMarried, "belum pernah menikah"), (.heirs, "tanggung jawab para ahli waris"),
        (
            .other(title: "Surat Keterangan Domisili Usaha", statements: ["Usaha tersebut berada di wilayah kami."]),
            "Usaha tersebut"
        ),
    ])
    func `each form states its own words under its own title`(form: LetterForm, words: String) throws {
        var letter = Samples.letter
        letter.form = form
        let text = try file(letter, "letter-form").flowingText()
        #expect(text.contains(words))
        #expect(text.contains(form.title))
    }

    @Test func `a letter with many heirs goes on and signs on its last page`() throws {
        let file = try file(Samples.heirsLetter(count: 34), "letter-heirs")
        try file.expectSound()
        #expect(try file.pageCount() == 2)
        let text = try file.flowingText()
        for number in 1...34 {
            #expect(text.contains("AHLI WARIS KE \(number) "))
        }
        #expect(text.contains("halaman 2 dari 2"))
    }

    @Test func `a crest stands in the head, and one that is no image is refused`() throws {
        var letter = Samples.letter
        letter.crest = Samples.crest
        try file(letter, "letter-crest").expectSound()
        letter.crest = Array("JFIF".utf8)
        #expect(throws: PressError.crestNotReadable) {
            try press.render(.kecamatanLetter(letter), createdAt: Samples.morning)
        }
    }

    @Test func `a paragraph that is higher than a page is refused, not cut`() throws {
        var letter = Samples.letter
        letter.form = .other(title: "Surat", statements: [String(repeating: "panjang sekali ", count: 2000)])
        #expect(throws: PressError.tooLongForPage) {
            try press.render(.kecamatanLetter(letter), createdAt: Samples.morning)
        }
    }
}
