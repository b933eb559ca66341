import Civil
import Testing

@Suite struct `The five sample offices` {
    @Test(arguments: SampleFiles.offices)
    func `have catalogues without a mistake, in a file or joined into one text`(file: String) throws {
        let texts = try SampleFiles.texts(of: file)
        let catalogue = try Catalogue(texts)
        let joined = try Catalogue(yaml: CatalogueText.joined(texts))
        #expect(joined.offices == catalogue.offices)
        #expect(joined.products == catalogue.products)
        #expect(joined.version == catalogue.version)
    }

    @Test func `go on from the national products and bring their own offices`() throws {
        let national = try SampleFiles.catalogue()
        let cisauk = try SampleFiles.catalogue(of: "cisauk.yaml")
        #expect(cisauk.products == national.products)
        #expect(cisauk.holidays == national.holidays)
        #expect(cisauk.offices.map(\.code.text) == ["36.03.23", "36.03"])
        #expect(cisauk.office(SampleFiles.klari) == nil)
    }

    @Test(arguments: [
        "ktp-el-ganti", "kk-baru", "kk-perubahan", "akta-kelahiran", "kia", "sktm", "ahli-waris", "cetak-pbb",
    ])
    func `give at Cisauk's drive-thru whatever its notes name, and at the counter too`(product: String) throws {
        let catalogue = try SampleFiles.catalogue(of: "cisauk.yaml")
        let cisauk = try catalogue.office(written: "36.03.23")
        let standard = try catalogue.standard(for: product, office: cisauk.code, at: klari("2026-11-23T08:00:00"))
        #expect(standard.channels.contains(.driveThru))
        #expect(standard.channels.contains(.counter))
    }

    @Test func `have a line for each group of products in Lampung Selatan`() throws {
        let catalogue = try SampleFiles.catalogue(of: "kalianda.yaml")
        let lines = try catalogue.office(written: "18.01").onlineLines
        #expect(lines.map(\.groups) == [["ktp"], ["kk"], ["akta"]])
        #expect(Set(lines.map(\.phone)).count == 3)
    }

    @Test func `are open at Ciputat until 22.00 on Fridays alone`() throws {
        let catalogue = try SampleFiles.catalogue(of: "ciputat.yaml")
        let hours = try catalogue.office(written: "36.74.04").hours
        let late = hours.filter { $0.value.contains { $0.to == ClockTime("22.00") } }
        #expect(Array(late.keys) == [.friday])
    }

    @Test func `give goods and help at Rasau Jaya beside documents`() throws {
        let catalogue = try SampleFiles.catalogue(of: "rasau-jaya.yaml")
        #expect(catalogue.product("sembako-kpm")?.kind == .goods)
        #expect(catalogue.product("mediasi")?.kind == .service)
        #expect(catalogue.product("mediasi")?.medium == Medium.none)
        #expect(Set(catalogue.products.map(\.kind)) == Set(ServiceKind.allCases))
    }
}

@Suite struct `A forum's decision` {
    let catalogue: Catalogue

    init() throws {
        catalogue = try SampleFiles.catalogue(of: "rasau-jaya.yaml")
    }

    private func standard(_ product: String, on day: String) throws -> Standard {
        try catalogue.standard(
            for: product, office: SampleFiles.rasauJaya, at: Moment(iso8601: "\(day)T09:00:00+07:00"))
    }

    @Test func `asks for a paper until the day on which it is dropped, and not from then on`() throws {
        let before = try standard("sktm", on: "2026-11-24")
        let after = try standard("sktm", on: "2026-11-25")
        #expect(before.missing(from: ["surat-desa", "ktp", "kk"]).map(\.id) == ["surat-rt-rw"])
        #expect(after.missing(from: ["surat-desa", "ktp", "kk"]).isEmpty)
        #expect(before.since == (try Day(iso: "2026-11-01")))
        #expect(after.since == (try Day(iso: "2026-11-25")))
    }

    @Test func `says since when and on whose decision a paper is asked for`() throws {
        let added = try #require(try standard("sktm", on: "2026-11-24").requirements.last)
        #expect(added.asked?.decision.contains("Nomor 13 Tahun 2026") == true)
        #expect(added.asked?.since == (try Day(iso: "2026-11-01")))
        let dropped = try #require(try standard("sktm", on: "2026-11-25").localDecisions.last)
        #expect(dropped.removed == ["surat-rt-rw"])
        #expect(dropped.why.contains("memberatkan"))
    }

    @Test func `changes nothing at another office, and nothing of another product`() throws {
        let klari = try SampleFiles.catalogue().standard(
            for: "sktm", office: SampleFiles.klari, at: Moment(iso8601: "2026-11-25T09:00:00+07:00"))
        #expect(klari.localDecisions.isEmpty)
        #expect(try standard("kia", on: "2026-11-25").localDecisions.isEmpty)
    }

    @Test func `is told as what changes for the people`() throws {
        let changes = CatalogueDifference(
            from: catalogue, on: try Day(iso: "2026-11-24"), to: catalogue, on: try Day(iso: "2026-11-25")
        ).changes.map { "\($0)" }
        #expect(
            changes == [
                "61.12.07 sktm: requirements: - Surat pengantar RT dan RW",
                "61.12.07 belum-menikah: requirements: - Surat pengantar RT dan RW",
                "61.12.07 belum-menikah: requirements: + Surat pengantar desa atau kelurahan",
            ])
    }

    @Test func `stands in the published standard, which has its fourteen components on both days`() throws {
        for day in ["2026-11-24", "2026-11-25"] {
            let standard = try standard("sktm", on: day)
            let office = try catalogue.office(written: "61.12.07")
            let components = StandardComponents(
                standard, at: office, district: catalogue.office(office.district)
            ).components
            #expect(components.map(\.number) == Array(1...14))
            #expect(components.filter { $0.part == .delivery }.count == 6)
            #expect(components.allSatisfy { !$0.lines.isEmpty && $0.lines.allSatisfy { !$0.isEmpty } })
            let asked = components[0].lines.contains { $0.contains("RT dan RW") }
            #expect(asked == (day == "2026-11-24"))
        }
    }
}
