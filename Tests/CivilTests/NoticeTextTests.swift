import Civil
import Testing

struct NoticeTextTests {
    private func text(
        name: String = "BUDI SANTOSO", product: String = "KTP-el baru", place: String = "Kantor Kecamatan Klari",
        hours: String = "08.00-15.00"
    ) -> String {
        NoticeText(caseNumber: "KLR-261123-A042-1", name: name, product: product, place: place, hours: hours)
            .text(for: .ready)
    }

    @Test func `the usual message is one SMS with number, product, place, hours and GRATIS`() {
        let text = text()
        #expect(
            text
                == "Yth Sdr/i BUDI SANTOSO, KTP-el baru Anda (No. KLR-261123-A042-1) sudah jadi. "
                + "Ambil di Kantor Kecamatan Klari, bawa resi & KK, 08.00-15.00. GRATIS.")
        #expect(GSMText.messages(text) == 1)
    }

    @Test func `of goods it says that they are there, and of no paper that it is made`() {
        let text = NoticeText(
            caseNumber: "RJY-261125-E002-1", name: "SITI AMINAH", product: "Alat bantu bagi penyandang disabilitas",
            place: "Kantor Kecamatan Rasau Jaya", hours: "08.00-15.00"
        ).text(for: .arranged)
        #expect(text.contains("sudah siap. Datang ke K"))
        #expect(!text.contains("jadi"))
        #expect(GSMText.messages(text) == 1)
    }

    @Test(arguments: [
        "MUHAMMAD RAFLI PUTRA PRATAMA KUSUMANEGARA BIN ABDURRAHMAN WAHID HASYIM ASYARI", "A", "",
    ])
    func `however long the name, one SMS`(name: String) {
        let text = text(
            name: name, product: "Surat keterangan pengganti KTP-el",
            place: "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Karawang", hours: "07.30-11.30 & 13.00-16.30")
        #expect(GSMText.signs(text) <= 160)
        for part in ["Surat keterangan", "KLR-261123-A042-1", "Disdukcapil", "13.00-16.30", "GRATIS"] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test(arguments: ["3215051708930001", "3215 0517 0893 0001", "3215.0517.0893.0001", "NIK:3215051708930001"])
    func `a NIK is in no message, whatever field it was written into`(nik: String) {
        for text in [
            text(name: "BUDI \(nik) SANTOSO"), text(product: "KTP-el \(nik)"), text(place: "Klari \(nik)"),
            text(hours: "08.00-15.00 \(nik)"),
        ] {
            #expect(text.count(where: \.isNumber) <= 6 + 3 + 1 + 8, "\(text)")
            #expect(!text.contains("0517") && text.contains("GRATIS"))
        }
    }

    @Test(arguments: [
        ("Ma’mun", "Ma'mun"), ("“Kita” – ya…", "\"Kita\" - ya..."), ("Ñoño é à", "Ñoño é à"),
        ("ŞÜKRÜ ŁUKASZ ā", "SÜKRÜ LUKASZ a"),
        ("e\u{301}", "é"), ("a\u{A0}b\u{200B}c", "a bc"), ("王", "?"), ("ﬁ ½", "fi 1/2"), ("[x]", "[x]"), ("👍🏽", "?"),
    ])
    func `text is put into the alphabet of an SMS`(written: String, plain: String) {
        #expect(GSMText.plain(written) == plain)
    }

    @Test func `a longer one shortens the office's name first`() {
        let text = text(product: "Penggantian KTP-el luar domisili")
        #expect(text.contains("Kec. Klari, bawa resi & KK") && GSMText.messages(text) == 1)
    }

    @Test func `a name from the region with the typographic apostrophe stays one message`() {
        let text = text(place: "Kantor Kecamatan Ma’rang")
        #expect(text.contains("Ma'rang") && GSMText.messages(text) == 1)
    }

    @Test func `some signs count double and long texts are several messages`() {
        #expect(GSMText.signs("a^{}[]~\\|€") == 19)
        #expect(GSMText.messages(String(repeating: "a", count: 160)) == 1)
        #expect(GSMText.messages(String(repeating: "a", count: 161)) == 2)
        #expect(GSMText.messages(String(repeating: "a", count: 307)) == 3)
    }
}
