import Testing

@testable import Documents

@Suite struct SampleDocumentTests {
    @Test func `a stand-in says that it is one and who issues the real document`() throws {
        let bytes = try Press().render(.sample(Samples.sample), createdAt: Samples.morning)
        let file = try RenderedFile(bytes, name: "sample")
        try file.expectSound()
        let text = try file.flowingText()
        for expected in [
            "CONTOH, BUKAN DOKUMEN RESMI", "KARTU KELUARGA", "KLR-261123-A042-1", "SITI NUR'AINI",
            "Dokumen resmi diterbitkan oleh SIAK/Dukcapil.",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
        #expect(try file.metadata().contains("CONTOH Kartu Keluarga KLR-261123-A042-1"))
    }
}
