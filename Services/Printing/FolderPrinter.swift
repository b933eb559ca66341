import Casework
import Crypto
import Foundation

/// The embedded printer: a document becomes a PDF in a folder.
///
/// Every call is one line of a log of its own, forced to disk **before** the document is begun; the document
/// appears under its name at once and whole, and is forced to disk before the call returns. So it can tell,
/// whenever it was killed: no line, it never heard; a line and the file that the line describes, it is done; a
/// line without the file, a sheet may have been begun, and it can't tell. The log is locked while a document is
/// made, so that two instances at one folder print one after the other.
final class FolderPrinter: Device {
    private let documents: String
    private let log: PrinterLog
    private let gate: String?
    let place: String

    init(folder: String, gate: String? = nil) throws {
        documents = "\(folder)/documents"
        try FileManager.default.createDirectory(
            atPath: documents, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        log = PrinterLog(path: "\(folder)/printer.log")
        self.gate = gate
        place = try DevicePlace.named(in: "\(folder)/printer.id")
    }

    func perform(_ job: DeviceJob) throws -> DeviceOutcome {
        guard case .document(let pdf) = job.content else {
            return .refused(reason: "this printer prints documents only")
        }
        guard Self.isFileName(job.name) else { return .refused(reason: "\"\(job.name)\" is no name for a file") }
        let file = "\(job.name).pdf"
        let call = PrinterLog.Call(
            effect: job.effect, attempt: job.attempt, number: job.number, file: file, bytes: pdf.count,
            sha256: Self.hex(pdf))
        do {
            return try log.locked { log in
                if let known = try log.last(of: job.effect), isThere(known.file, known.sha256) {
                    // Asked again for what is done: nothing is printed a second time.
                    try log.append(call, as: .again)
                    return .confirmed(reference: known.file)
                }
                try log.append(call, as: .print)
                try write(pdf, to: file)
                return .confirmed(reference: file)
            }
        } catch let error as FileError {
            // The document is there whole or not at all.
            return isThere(file, call.sha256) ? .confirmed(reference: file) : .failed(reason: "\(error)")
        }
    }

    func inquire(_ id: UUID) throws -> DeviceKnowledge {
        guard let call = try log.read().last(where: { $0.effect == id }) else { return .neverHeard }
        if isThere(call.file, call.sha256) { return .done(reference: call.file) }
        return .cannotTell(reason: "the printer was asked for \(call.file) and stopped before it was done")
    }

    private func isThere(_ file: String, _ sha256: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: "\(documents)/\(file)") else { return false }
        return Self.hex(Array(data)) == sha256
    }

    /// Under another name until it is whole and on disk.
    private func write(_ bytes: [UInt8], to name: String) throws {
        let unfinished = "\(documents)/.\(name).part"
        let file = try OpenFile(unfinished, O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
        try file.sync()
        file.close()
        try waitAtGate()
        guard rename(unfinished, "\(documents)/\(name)") == 0 else { throw FileError("\(documents)/\(name)") }
        let folder = try OpenFile(documents, O_RDONLY | O_DIRECTORY)
        try folder.sync()
        folder.close()
    }

    /// Reads the gate to its end: a FIFO that nobody writes to holds the document back.
    private func waitAtGate() throws {
        guard let gate else { return }
        let file = try OpenFile(gate, O_RDONLY)
        while try !file.read(upTo: 4_096).isEmpty {}
        file.close()
    }

    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name.first != "." && name.utf8.count <= 100
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
