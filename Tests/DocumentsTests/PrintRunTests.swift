import Testing

@testable import Documents

@Suite struct PrintRunTests {
    let press: Press

    init() throws {
        press = try Press()
    }

    private func file(_ list: PrintRunList, _ name: String) throws -> RenderedFile {
        try RenderedFile(press.render(.printRunList(list), createdAt: Samples.morning), name: name)
    }

    @Test func `two hundred items go over several pages, each with its head and number`() throws {
        let file = try file(Samples.printRun(count: 200), "print-run-200")
        try file.expectSound()
        let pages = try #require(try file.pageCount())
        #expect(pages > 4)
        for page in 1...pages {
            let text = try OutsideTool.pdftotext.run(
                "-f", "\(page)", "-l", "\(page)", "-layout", file.path, "-"
            ).output
            #expect(text.contains("Nama pemohon"))
            #expect(text.contains("Halaman \(page) dari \(pages)"))
        }
        let text = try file.flowingText()
        for number in 1...200 {
            #expect(text.contains("KLR-261123-A\(number < 10 ? "00" : number < 100 ? "0" : "")\(number)-1"))
        }
    }

    @Test func `before the run the totals are open, after the reconciliation counted`() throws {
        let open = try file(Samples.printRun(count: 12), "print-run").text()
        #expect(open.contains("DAFTAR CETAK"))
        #expect(!open.contains("PENCOCOKAN"))
        let closed = try file(Samples.reconciledRun, "print-run-reconciled").text()
        #expect(closed.contains("DAFTAR CETAK DAN HASIL PENCOCOKAN"))
        let totals = try #require(closed.split(separator: "\n").last { $0.contains("14") && !$0.contains("KLR") })
        #expect(totals.split(separator: " ") == ["14", "12", "2", "1", "1", "0"])
        #expect(closed.contains("kertas terlipat"))
    }

    @Test func `an empty run says so`() throws {
        let file = try file(Samples.printRun(count: 0), "print-run-empty")
        #expect(try file.text().contains("Tidak ada berkas dalam daftar ini."))
        #expect(try file.pageCount() == 1)
    }

    @Test func `any number of items keeps the totals with at least one of them`() throws {
        for count in 1...80 {
            let file = try file(Samples.printRun(count: count), "print-run-any")
            let pages = try #require(try file.pageCount())
            let last = try OutsideTool.pdftotext.run("-f", "\(pages)", "-layout", file.path, "-").output
            #expect(last.contains("KLR-261123-A"), "\(count) items")
            #expect(last.contains("Tanpa hasil"))
        }
    }

    @Test func `long names, apostrophes and curly quotes come out whole`() throws {
        var list = Samples.printRun(count: 3)
        list.items[0].applicantName = Samples.longestName
        list.items[1].applicantName = "NUR’AINI BINTI MA'RUF"
        list.items[2].applicantName = String(repeating: "A", count: 60)
        let file = try file(list, "print-run-names")
        try file.expectSound()
        let text = try file.flowingText()
        #expect(text.contains("NUR’AINI BINTI MA'RUF"))
        #expect(text.contains("SASTRODININGRAT"))
        #expect(text.replacing(" ", with: "").count { $0 == "A" } >= 60)
    }
}
