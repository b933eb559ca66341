import Foundation
import Testing

@testable import Documents

@Suite struct PDFIntakeTests {
    private let sample: [UInt8]

    init() throws {
        sample = try Press().render(.sample(Samples.sample), createdAt: Samples.morning)
    }

    /// The sample after qpdf rewrote it.
    private func rewritten(_ options: String...) throws -> [UInt8] {
        let source = try RenderedFile(sample, name: "intake")
        let target = "\(NSTemporaryDirectory())/intake-\(UUID().uuidString).pdf"
        defer { unlink(target) }
        let run = try OutsideTool.qpdf.run(options + [source.path, target])
        #expect(run.status == 0, "\(run.output)")
        return try [UInt8](Data(contentsOf: URL(fileURLWithPath: target)))
    }

    @Test func `a whole PDF is accepted with its version and size`() throws {
        let facts = try PDFIntake.inspect(sample)
        #expect(facts.version == "1.5")
        #expect(facts.byteCount == sample.count)
        #expect(facts.hasVisiblePages)
    }

    @Test func `other writers' PDFs are accepted: linearized, with object streams, old tables`() throws {
        #expect(try PDFIntake.inspect(rewritten("--linearize")).hasVisiblePages)
        #expect(try PDFIntake.inspect(rewritten("--object-streams=disable")).hasVisiblePages)
        #expect(try !PDFIntake.inspect(rewritten("--object-streams=generate")).hasVisiblePages)
    }

    @Test func `a signature's incremental update behind the end is accepted`() throws {
        let plain = try rewritten("--object-streams=disable")
        let text = String(decoding: plain, as: UTF8.self)
        let previous = try #require(text.components(separatedBy: "startxref\n").last?.split(separator: "\n").first)
        let update =
            "xref\n0 0\ntrailer << /Size 9 /Root 1 0 R /Prev \(previous) >>\nstartxref\n\(plain.count)\n%%EOF\n"
        #expect(try PDFIntake.inspect(plain + Array(update.utf8)).hasVisiblePages)
    }

    @Test func `a PDF with a password is refused, whatever its kind of table`() throws {
        for streams in ["generate", "disable"] {
            let locked = try rewritten("--encrypt", "user", "owner", "256", "--", "--object-streams=\(streams)")
            #expect(throws: PDFRejection.encrypted) { try PDFIntake.inspect(locked) }
        }
    }

    @Test func `what is no whole PDF is refused with its reason`() throws {
        #expect(throws: PDFRejection.empty) { try PDFIntake.inspect([]) }
        #expect(throws: PDFRejection.notPDF) { try PDFIntake.inspect(Array("<html>login SIAK</html>".utf8)) }
        #expect(throws: PDFRejection.notPDF) { try PDFIntake.inspect(Array("%PDF-".utf8)) }
        #expect(throws: PDFRejection.notPDF) { try PDFIntake.inspect([0x0A] + sample) }
        #expect(throws: PDFRejection.cutOff) { try PDFIntake.inspect(Array(sample.dropLast(2000))) }
        #expect(throws: PDFRejection.indexBroken) {
            try PDFIntake.inspect(Array("%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF".utf8))
        }
        #expect(throws: PDFRejection.tooLarge(byteCount: sample.count, limit: 100)) {
            try PDFIntake.inspect(sample, largestByteCount: 100)
        }
    }

    @Test func `a PDF without a page is refused`() throws {
        let body =
            "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Count 0 >> endobj\n"
        let end = "xref\n0 3\ntrailer << /Root 1 0 R /Size 3 >>\nstartxref\n\(body.utf8.count)\n%%EOF\n"
        #expect(throws: PDFRejection.noPages) { try PDFIntake.inspect(Array((body + end).utf8)) }
    }

    @Test func `no cut and no flipped byte makes it crash`() throws {
        for length in stride(from: 0, to: sample.count, by: 97) {
            _ = try? PDFIntake.inspect(Array(sample.prefix(length)))
        }
        for position in stride(from: sample.count - 900, to: sample.count, by: 1) {
            var broken = sample
            broken[position] ^= 0x55
            _ = try? PDFIntake.inspect(broken)
        }
    }
}
