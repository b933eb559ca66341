import Testing

@testable import Documents

@Suite struct AnchorSheetTests {
    private static let root = (0..<32).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    private static let previous = (0..<32).map { UInt8(truncatingIfNeeded: $0 * 91 + 200) }

    private func sheet(root: [UInt8] = root, previous: [UInt8]? = previous) -> AnchorSheet {
        AnchorSheet(
            office: Samples.office, siteOffices: ["32.15.05"], made: Samples.morning, life: 1, leaves: 541, root: root,
            previous: previous, file: "anchor-2026-11-23-0b305579.txt")
    }

    private func file(_ sheet: AnchorSheet) throws -> RenderedFile {
        try RenderedFile(Press().render(.anchorSheet(sheet), createdAt: Samples.morning), name: "anchor-sheet")
    }

    private func groups(_ bytes: [UInt8]) -> [String] {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return (0..<16).map { String(Array(digits)[4 * $0..<4 * $0 + 4]) }
    }

    @Test func `an anchor is one sheet with its root in groups of four digits and room to sign`() throws {
        let file = try file(sheet())
        try file.expectSound()
        try file.expectInsideMargins(points: 40)
        #expect(try file.pageCount() == 1)
        let size = try file.pageSize()
        #expect(abs(size.width - 595.3) < 0.5 && abs(size.height - 841.9) < 0.5)
        let text = try file.flowingText()
        for expected in [
            "PEMERINTAH KABUPATEN KARAWANG", "KECAMATAN KLARI", "LEMBAR JANGKAR", "32.15.05",
            "Senin, 23 November 2026, 08.04 WIB", "ke-1", "541", "anchor-2026-11-23-0b305579.txt",
            "Akar jangkar sebelumnya", "Nama yang menyimpan", "Tanggal", "Tanda tangan",
        ] + groups(Self.root) + groups(Self.previous) {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
        #expect(try file.metadata().contains("Lembar jangkar 23 November 2026"))
    }

    @Test func `its QR code is the root`() throws {
        #expect(try file(sheet()).scannedCodes() == [groups(Self.root).joined()])
    }

    @Test func `a root of digits only is no NIK, and stands there whole`() throws {
        let digits = [0x32, 0x15, 0x05, 0x17, 0x08, 0x93, 0x00, 0x01] as [UInt8]
        // Sixteen digits between letters in the code, sixteen groups of digits on the page.
        let root = digits + [0xAA] + digits + digits + [0xBB] + digits.dropLast(2)
        let file = try file(sheet(root: root, previous: digits + digits + digits + digits))
        #expect(try file.scannedCodes() == [groups(root).joined()])
        #expect(!(try file.text().contains("•")))
    }

    @Test func `the first anchor says that there is none before it`() throws {
        #expect(try file(sheet(previous: nil)).flowingText().contains("tidak ada: ini yang pertama"))
    }
}
