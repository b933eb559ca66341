import Civil
import Testing

@Suite struct `The sample catalogue` {
    let catalogue: Catalogue
    let monday: Moment

    init() throws {
        catalogue = try SampleFiles.catalogue()
        monday = try klari("2026-11-23T08:00:00")
    }

    @Test func `holds Klari in two stages and its Dukcapil office`() throws {
        let office = try catalogue.office(written: "32.15.05")
        #expect(office.shortCode == "KLR")
        #expect(office.isTwoStage)
        #expect(office.district == SampleFiles.karawang)
        #expect(catalogue.office(SampleFiles.karawang)?.shortCode == "KRW")
        #expect(office.desks.count == 5)
    }

    @Test(arguments: [
        ("ktp-el-baru", Producer.siak, "A"), ("kk-perubahan", .siak, "B"), ("akta-kelahiran", .siak, "B"),
        ("sktm", .loket, "C"), ("cetak-pbb", .bapenda, "C"),
    ])
    func `gives a product its producer and its lane`(id: String, producer: Producer, letter: String) throws {
        let standard = try catalogue.standard(for: id, office: SampleFiles.klari, at: monday)
        #expect(standard.product.producedBy == producer)
        #expect(standard.lane.letter == letter)
        #expect(standard.route.last?.kind == .collect)
    }

    @Test func `lets a new KTP-el wait for the centre and nothing else`() throws {
        let waiting = catalogue.products.filter { $0.route.contains { $0.kind == .awaitCentre } }
        #expect(waiting.map(\.id) == ["ktp-el-baru"])
    }

    @Test func `has an office's documents printed at the district where it says so, and only the printing`() throws {
        let catalogue = try SampleFiles.catalogue(printedAtDistrict: ["ktp-el-ganti"])
        let standard = try catalogue.standard(for: "ktp-el-ganti", office: SampleFiles.klari, at: monday)
        #expect(
            standard.route.map(\.text) == [
                "check:intake@own", "record/data:recording@own", "print:printing@district", "collect:printing@own",
            ])
        let other = try catalogue.standard(for: "kia", office: SampleFiles.klari, at: monday)
        #expect(other.route.allSatisfy { $0.place == .own })
    }

    @Test func `keeps at the district's own office what others send there`() throws {
        let standard = try catalogue.standard(for: "ktp-el-luar-domisili", office: SampleFiles.karawang, at: monday)
        #expect(standard.route.allSatisfy { $0.place == .own })
    }

    @Test func `sends what is printed at the district there`() throws {
        let standard = try catalogue.standard(for: "ktp-el-luar-domisili", office: SampleFiles.klari, at: monday)
        #expect(
            standard.route.map(standard.office(of:)) == [
                SampleFiles.klari, SampleFiles.klari, SampleFiles.karawang, SampleFiles.karawang,
            ])
    }

    @Test func `names everything that is missing at once, with where to get it`() throws {
        let standard = try catalogue.standard(for: "ktp-el-ganti", office: SampleFiles.klari, at: monday)
        let missing = standard.missing(from: ["kk"], ground: "lost")
        #expect(missing.map(\.id) == ["f-1.02", "surat-kehilangan"])
        #expect(missing.last?.source == "kantor polisi terdekat")
        #expect(standard.missing(from: ["kk", "f-1.02", "ktp-lama"], ground: "damaged").isEmpty)
    }

    @Test func `takes a statement where a birth certificate of the hospital is lacking`() throws {
        let standard = try catalogue.standard(for: "akta-kelahiran", office: SampleFiles.klari, at: monday)
        #expect(standard.missing(from: ["f-2.01", "kk", "f-2.03", "f-2.04"]).isEmpty)
    }

    @Test func `knows the old codes that clerks still say`() {
        #expect(catalogue.documentID(for: "F1.21") == "f-1.02")
        #expect(catalogue.documentID(for: "f 1.15") == "f-1.01")
        #expect(catalogue.documentID(for: "F-2.29") == "f-2.01")
        #expect(catalogue.documentID(for: "ijazah") == nil)
    }

    @Test func `refuses legalisir with the law behind it`() throws {
        let refusal = #expect(throws: Rejection.self) {
            try catalogue.standard(for: "legalisir", office: SampleFiles.klari, at: monday)
        }
        #expect(refusal?.code == .productRefused)
        #expect(refusal?.problem.contains("104/2019") == true)
    }

    @Test func `refuses a suket while there is blangko`() throws {
        let refusal = #expect(throws: Rejection.self) {
            try catalogue.standard(for: "suket-ktp-el", office: SampleFiles.klari, at: monday)
        }
        #expect(refusal?.code == .productNotServed)
    }

    @Test func `suggests the product that was meant`() throws {
        let refusal = #expect(throws: Rejection.self) {
            try catalogue.standard(for: "kk-prubahan", office: SampleFiles.klari, at: monday)
        }
        #expect(refusal?.code == .unknownProduct)
        #expect(refusal?.fix == "did you mean 'kk-perubahan'?")
    }

    @Test func `isn't in force the day before its date`() throws {
        let eve = try klari("2026-10-31T23:59:59")
        let refusal = #expect(throws: Rejection.self) {
            try catalogue.standard(for: "sktm", office: SampleFiles.klari, at: eve)
        }
        #expect(refusal?.code == .notInForce)
        _ = try catalogue.standard(for: "sktm", office: SampleFiles.klari, at: eve + .seconds(1))
    }

    @Test func `can be used for other offices like Klari`() throws {
        let office = try catalogue.office(written: "32.15.05")
        let others = try (1...12).map { index in
            office.copy(
                code: try RegionCode("32.15.\(index < 10 ? "0" : "")\(index)"), shortCode: "K\(index)",
                name: "Kecamatan \(index)")
        }
        let wide = catalogue.with(offices: others)
        let standard = try wide.standard(for: "sktm", office: try RegionCode("32.15.12"), at: monday)
        #expect(standard.office.text == "32.15.12")
        #expect(wide.calendar(of: try RegionCode("32.15.03"))?.isOpen(at: monday) == true)
    }

    @Test func `reads every route step back from its text`() {
        for step in catalogue.products.flatMap(\.route) { #expect(RouteStep(step.text) == step) }
        #expect(RouteStep("print/capture:printing@own") == nil)
        #expect(RouteStep("record:recording@own") == nil)
        #expect(RouteStep("") == nil)
    }
}
