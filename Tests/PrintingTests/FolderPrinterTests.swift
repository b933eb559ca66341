import Casework
import Foundation
import TestKit
import Testing

@testable import Printing

struct FolderPrinterTests {
    private let folder: ScratchFolder
    private let printer: FolderPrinter
    private let job = DeviceJob(
        effect: UUID(), attempt: 1, number: "KLR-261123-A042-1", name: "KLR-261123-A042-1",
        content: .document(pdf: Array("%PDF-1.4".utf8)))

    init() throws {
        folder = try ScratchFolder()
        printer = try FolderPrinter(folder: folder.path)
    }

    private func lines() throws -> [[String]] {
        try String(contentsOfFile: folder.file("printer.log"), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: "\t").map(String.init) }
    }

    @Test func `a document is there whole, and the log says what was asked`() throws {
        #expect(try printer.inquire(job.effect) == .neverHeard)
        #expect(try printer.perform(job) == .confirmed(reference: "KLR-261123-A042-1.pdf"))
        #expect(try printer.inquire(job.effect) == .done(reference: "KLR-261123-A042-1.pdf"))
        let line = try #require(try lines().first)
        #expect(line.count == 8 && line[1] == "print" && line[2] == job.effect.uuidString.lowercased())
        #expect(Array(line[3...6]) == ["1", job.number, "KLR-261123-A042-1.pdf", "8"])
    }

    @Test func `what is done is not done again, whoever asks`() throws {
        _ = try printer.perform(job)
        let path = folder.file("documents/KLR-261123-A042-1.pdf")
        let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64
        #expect(try FolderPrinter(folder: folder.path).perform(job) == .confirmed(reference: "KLR-261123-A042-1.pdf"))
        #expect(try lines().map { $0[1] } == ["print", "again"])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64 == before)
    }

    @Test func `a line without its document can't be told; a line that was cut off was never heard`() throws {
        _ = try printer.perform(job)
        try FileManager.default.removeItem(atPath: folder.file("documents/KLR-261123-A042-1.pdf"))
        guard case .cannotTell = try printer.inquire(job.effect) else { return #expect(Bool(false)) }
        let other = UUID()
        try OpenFile(folder.file("printer.log"), O_WRONLY | O_APPEND)
            .write(Array("2026-11-23T00:00:00Z\tprint\t\(other.uuidString)\t1\tKLR".utf8))
        #expect(try printer.inquire(other) == .neverHeard)
        // The next line is whole all the same.
        _ = try printer.perform(job)
        #expect(try printer.inquire(job.effect) == .done(reference: "KLR-261123-A042-1.pdf"))
        #expect(try lines().count == 3)
    }

    @Test func `a full or vanished folder is a failure that can be tried again, not an unknown print`() throws {
        try FileManager.default.removeItem(atPath: folder.file("documents"))
        guard case .failed = try printer.perform(job) else { return #expect(Bool(false)) }
        try FileManager.default.createDirectory(
            atPath: folder.file("documents"), withIntermediateDirectories: false)
        #expect(try printer.perform(job) == .confirmed(reference: "KLR-261123-A042-1.pdf"))
    }

    @Test func `a name that is none for a file is refused`() throws {
        for name in ["../x", "", ".x", "a/b", "WARGA KLARI"] {
            var job = job
            job.name = name
            guard case .refused = try printer.perform(job) else { return #expect(Bool(false), "\(name)") }
        }
    }

    @Test func `the gate holds a document back until somebody has written to it`() throws {
        let gate = folder.file("gate")
        #expect(mkfifo(gate, 0o600) == 0)
        let gated = try FolderPrinter(folder: folder.path, gate: gate)
        let outcomes = Mailbox<DeviceOutcome>()
        let job = job
        Thread.detachNewThread {
            do { outcomes.put(try gated.perform(job)) } catch { outcomes.put(.unknown(reason: "\(error)")) }
        }
        try eventually("the printer heard of it") {
            guard case .cannotTell = try printer.inquire(job.effect) else { return false }
            return true
        }
        #expect(outcomes.contents.isEmpty)
        _ = try OpenFile(gate, O_WRONLY)
        #expect(try outcomes.take() == .confirmed(reference: "KLR-261123-A042-1.pdf"))
    }
}
