import Testing

@testable import Documents

@Suite struct PaperFormTests {
    private static let products = [
        "KTP-el baru", "Penggantian KTP-el", "Kartu Identitas Anak", "Kartu Keluarga baru", "Perubahan Kartu Keluarga",
        "Kartu Keluarga hilang", "Akta kelahiran", "Akta kematian", "Surat Keterangan Pindah WNI",
        "Surat Keterangan Datang", "Surat Keterangan Tidak Mampu", "Surat keterangan ahli waris",
        "Surat keterangan belum menikah", "Cetak ulang SPPT PBB",
    ]
    private static let documents = [
        "Formulir F-1.01 biodata keluarga", "Formulir F-1.02 pendaftaran", "Formulir F-1.03 perpindahan",
        "SPTJM perkawinan F-1.05", "Formulir F-1.06 perubahan data", "Formulir F-2.01 pencatatan sipil",
        "SPTJM kebenaran data kelahiran F-2.03", "SPTJM pasangan suami istri F-2.04", "Kartu Keluarga",
        "Kartu Keluarga lama (asli)", "KTP-el", "KTP-el kedua orang tua", "KTP-el lama atau yang rusak",
        "KTP-el almarhum", "Surat keterangan kehilangan", "Bukti perubahan data (akta atau ijazah atau penetapan)",
        "Buku nikah atau akta perkawinan", "Surat keterangan lahir", "Surat keterangan kematian",
        "Kutipan akta kelahiran anak", "Dua lembar pas foto anak 2x3", "Surat pengantar desa atau kelurahan",
        "Surat pengantar RT dan RW", "Surat pernyataan ahli waris bermeterai",
        "Surat pernyataan belum menikah bermeterai Rp10.000", "KTP-el dan KK semua ahli waris",
        "SPPT atau bukti bayar PBB terakhir", "Bukti kepemilikan tanah",
    ]

    private func pad(_ count: Int, products: [String] = products) -> PaperFormPad {
        PaperFormPad(
            office: Samples.office,
            numbers: (1...count).map { "KLR-261123-FK\(String(1000 + $0).dropFirst())" }, products: products,
            documents: Self.documents, printedOn: PrintedDay(year: 2026, month: 11, day: 23))
    }

    private func file(_ pad: PaperFormPad) throws -> RenderedFile {
        let at = PrintedMoment(microsecondsSince1970: 1_795_392_000_000_000)
        return try RenderedFile(Press().render(.paperForms(pad), createdAt: at), name: "paper-form")
    }

    @Test func `each form is a sheet with its number, boxes for a pen, and a foot to tear off`() throws {
        let file = try file(pad(20))
        try file.expectSound()
        try file.expectInsideMargins(points: 20)
        #expect(try file.pageCount() == 20)
        let size = try file.pageSize()
        #expect(abs(size.width - 595.3) < 0.5 && abs(size.height - 841.9) < 0.5)
        let text = try file.flowingText()
        for expected in [
            "KECAMATAN KLARI", "FORMULIR LAYANAN SAAT LISTRIK PADAM", "FK001", "KLR-261123-FK001", "KLR-261123-FK020",
            "Nomor KK", "MENDESAK", "Surat Keterangan Tidak Mampu", "Bukti kepemilikan tanah", "Petugas",
            "TANDA TERIMA SEMENTARA", "GRATIS",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text.prefix(2000))")
        }
        #expect(try file.metadata().contains("Formulir layanan KLR-261123-FK001 sampai FK020"))
    }

    @Test func `both of its QR codes are the number`() throws {
        let codes = try file(pad(1)).scannedCodes().filter { $0.hasPrefix("KLR") }
        #expect(codes == ["KLR-261123-FK001", "KLR-261123-FK001"])
    }

    @Test func `fifty sheets fit into one answer`() throws {
        let at = PrintedMoment(microsecondsSince1970: 1_795_392_000_000_000)
        #expect(try Press().render(.paperForms(pad(50)), createdAt: at).count < 700_000)
    }

    @Test func `an office with more products than a sheet holds is refused`() throws {
        let many = (1...120).map { "Produk nomor \($0)" }
        let at = PrintedMoment(microsecondsSince1970: 1_795_392_000_000_000)
        #expect(throws: PressError.tooLongForPage) {
            try Press().render(.paperForms(pad(1, products: many)), createdAt: at)
        }
    }
}
