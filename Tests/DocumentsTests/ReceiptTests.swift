import Testing

@testable import Documents

@Suite struct ReceiptTests {
    let press: Press

    init() throws {
        press = try Press()
    }

    private func file(_ receipt: Receipt, _ name: String) throws -> RenderedFile {
        try RenderedFile(press.render(.receipt(receipt), createdAt: receipt.receivedAt), name: name)
    }

    @Test func `a receipt says what was taken in and when and where the document waits`() throws {
        let file = try file(Samples.receipt, "receipt")
        try file.expectSound()
        let text = try file.flowingText()
        for expected in [
            "TANDA TERIMA PERMOHONAN", "KLR-261123-A042-1", "KLR-261123-A042-1-7QX4MP",
            "Kartu Keluarga (perubahan data)", "SITI NUR'AINI", "Senin, 23 November 2026, 08.04 WIB",
            "Formulir F-1.02", "Selasa, 24 November 2026, pukul 08.00–15.00", "Loket pengambilan",
            "GRATIS, tidak dipungut biaya (UU 24/2013 Pasal 79A)",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
        #expect(!text.contains("BELUM LENGKAP"))
        #expect(try file.pageCount() == 1)
    }

    @Test func `an incomplete file names what is missing and where it is to be had, and promises no day`() throws {
        let file = try file(Samples.incompleteReceipt, "receipt-incomplete")
        try file.expectSound()
        let text = try file.flowingText()
        for expected in [
            "BELUM LENGKAP", "Surat keterangan lahir", "Dapat diperoleh di: rumah sakit, puskesmas, atau bidan",
            "Buku nikah orang tua", Samples.longestName, "Persalinan",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
        #expect(!text.contains("Pengambilan"))
    }

    @Test func `a letter's receipt says GRATIS without the registry's article`() throws {
        var receipt = Samples.receipt
        receipt.feeBasis = nil
        let text = try file(receipt, "receipt-letter").flowingText()
        #expect(text.contains("GRATIS, tidak dipungut biaya."))
        #expect(!text.contains("79A"))
    }

    @Test func `its QR code is the tracking code`() throws {
        #expect(try file(Samples.receipt, "receipt").scannedCodes() == ["KLR-261123-A042-1-7QX4MP"])
    }

    @Test func `a long list of documents goes on a second page and loses none`() throws {
        var receipt = Samples.incompleteReceipt
        receipt.receivedDocuments = (1...40).map { "Surat pernyataan ahli waris nomor \($0)" }
        let file = try file(receipt, "receipt-long")
        let text = try file.flowingText()
        for number in 1...40 {
            #expect(text.contains("ahli waris nomor \(number)"))
        }
        #expect(text.contains("Berkas KLR-261123-B007-2, halaman 2 dari 2"))
    }

    @Test func `the applicant's name and NIK stay out of the metadata`() throws {
        var receipt = Samples.receipt
        receipt.caseNumber = Samples.nationalID
        let file = try file(receipt, "receipt-nik")
        let metadata = try file.metadata()
        #expect(!metadata.contains("SITI"))
        #expect(!metadata.contains(Samples.nationalID))
        #expect(metadata.contains("3215••••••••0001"))
        #expect(!(try file.flowingText()).contains(Samples.nationalID))
    }
}
