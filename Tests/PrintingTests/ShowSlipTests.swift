import Civil
import Contracts
import Foundation
import TestKit
import Testing

@testable import Printing

struct ShowSlipTests {
    private func slip(_ rig: PrintingRig, _ number: String) throws -> WireSlip {
        try rig.show(.showSlip(.with { $0.number = number })).slip
    }

    /// What a program of the system reads in a PDF.
    private func read(_ pdf: Data, with program: String, _ arguments: [String], in folder: ScratchFolder) throws
        -> String
    {
        let file = folder.file("slip.pdf")
        try pdf.write(to: URL(fileURLWithPath: file))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
        process.arguments = arguments.map { $0 == "FILE" ? file : $0 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    @Test func `the receipt of a case tells its tracking code and when to come, and no NIK`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        let filed = try await rig.file("kk-perubahan")
        let slip = try slip(rig, filed.number)
        #expect(slip.kind == "receipt")
        #expect(slip.number == filed.number)
        let text = try read(slip.pdf, with: "pdftotext", ["-layout", "FILE", "-"], in: rig.folder)
        for part in [filed.trackingCode, "WARGA KLARI", "Selasa, 24 November 2026", "GRATIS"] {
            #expect(text.contains(part), "\(part) is missing in \(text)")
        }
        #expect(!text.contains("3215051708"))
        _ = try read(
            slip.pdf, with: "pdftoppm", ["-r", "150", "-png", "FILE", rig.folder.file("slip")], in: rig.folder)
        let codes = try read(slip.pdf, with: "zbarimg", ["-q", "--raw", rig.folder.file("slip-1.png")], in: rig.folder)
        #expect(codes.contains(filed.trackingCode))
    }

    @Test func `the ticket of a visit tells its number, its lane and what the person came for`() async throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        let filed = try await rig.file("kk-perubahan", need: "childbirth")
        let ticket = String(filed.number.dropLast(2))
        let slip = try slip(rig, ticket)
        #expect(slip.kind == "ticket")
        let text = try read(slip.pdf, with: "pdftotext", ["-layout", "FILE", "-"], in: rig.folder)
        for part in [String(ticket.suffix(4)), "Perubahan Kartu Keluarga", "MENDESAK"] {
            #expect(text.contains(part), "\(part) is missing in \(text)")
        }
        #expect(!text.contains("3215051708") && !text.contains("WARGA"))
    }

    @Test func `a number that nobody has is refused with what it should look like`() throws {
        let rig = try PrintingRig()
        defer { rig.stop() }
        for number in ["KLR-261123-A999", "KLR-261123-A999-1", "nonsense", ""] {
            let refusal = #expect(throws: Rejection.self) { try slip(rig, number) }
            #expect(refusal?.code == .unknownNumber)
        }
    }
}
