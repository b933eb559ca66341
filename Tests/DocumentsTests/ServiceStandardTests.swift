import Testing

@testable import Documents

@Suite struct ServiceStandardTests {
    private static let list = Checklist(
        office: Samples.office, product: "Penggantian KTP-el", day: Samples.nextDay,
        groups: [
            .init(
                heading: nil,
                items: [
                    .init(name: "Formulir F-1.02 pendaftaran", obtainedFrom: "diisi di loket"),
                    .init(
                        name: "Surat keterangan lahir", obtainedFrom: "rumah sakit", alternatives: ["SPTJM F-2.03"],
                        decision: "Ketentuan kantor ini sejak 1 November 2026: Keputusan Camat Nomor 13"),
                ]),
            .init(
                heading: "Bila hilang",
                items: [.init(name: "Surat keterangan kehilangan", obtainedFrom: "kantor polisi terdekat")]),
        ],
        promise: "24 jam sejak berkas lengkap", channels: "loket, WhatsApp",
        basis: ["Perpres 96/2018", "Keputusan Camat Nomor 12"], removed: ["Surat pengantar RT dan RW, sejak 2026"])

    @Test func `a checklist has a line for each paper, with where it comes from and why it is asked for`() throws {
        let file = try RenderedFile(
            Press().render(.checklist(Self.list), createdAt: Samples.morning), name: "checklist")
        try file.expectSound()
        try file.expectInsideMargins(points: 10)
        #expect(try file.pageCount() == 1)
        let text = try file.flowingText()
        for expected in [
            "DAFTAR PERSYARATAN", "Penggantian KTP-el", "24 November 2026", "Formulir F-1.02 pendaftaran",
            "atau: SPTJM F-2.03", "Asal: kantor polisi terdekat", "Keputusan Camat Nomor 13", "Bila hilang",
            "24 jam sejak berkas lengkap", "sama bagi semua pemohon", "Tidak diminta lagi", "GRATIS",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
    }

    @Test func `a long checklist goes on a second page and loses none`() throws {
        var list = Self.list
        list.groups[0].items = (1...60).map { .init(name: "Surat pernyataan nomor \($0).", obtainedFrom: "pemohon") }
        let file = try RenderedFile(
            Press().render(.checklist(list), createdAt: Samples.morning), name: "checklist-long")
        try file.expectSound()
        let pages = try file.pageCount()
        #expect((pages ?? 0) > 1)
        let text = try file.flowingText()
        for number in 1...60 { #expect(text.contains("nomor \(number).")) }
    }

    @Test func `a published standard has its components numbered from one to fourteen`() throws {
        func components(_ numbers: ClosedRange<Int>) -> [StandardSheet.Component] {
            numbers.map { .init(name: "Komponen \($0)", lines: $0 % 3 == 0 ? ["satu", "dua"] : ["isi \($0)"]) }
        }
        let sheet = StandardSheet(
            office: Samples.office, product: "Akta kelahiran", decision: "Keputusan Camat Nomor 12",
            since: Samples.nextDay, day: Samples.nextDay, delivery: components(1...6), manufacturing: components(7...14)
        )
        let file = try RenderedFile(
            Press().render(.standardSheet(sheet), createdAt: Samples.morning), name: "standard-sheet")
        try file.expectSound()
        try file.expectInsideMargins(points: 20)
        let text = try file.flowingText()
        for number in 1...14 { #expect(text.contains("\(number) Komponen \(number)"), "\(number) missing in: \(text)") }
        for expected in ["STANDAR PELAYANAN", "Akta kelahiran", "service delivery", "1. satu 2. dua"] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
    }
}
