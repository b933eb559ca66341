import Casework
import Foundation

/// The embedded printer: a document becomes a PDF in a folder.
///
/// Every call is one line of a log of its own, forced to disk **before** the document is begun; the document
/// appears under its name at once and whole, and is forced to disk before the call returns. So it can tell,
/// whenever it was killed: no line, it never heard; a line and the file that the line describes, it is done; a
/// line without the file, a sheet may have been begun, and it can't tell. The log is locked while a document is
/// made, so that two instances at one folder print one after the other.
final class FolderPrinter: Device {
    private let documents: DeviceFolder
    private let log: PrinterLog
    let place: String

    init(folder: String, gate: String? = nil) throws {
        documents = try DeviceFolder("\(folder)/documents", gate: gate)
        log = PrinterLog(path: "\(folder)/printer.log")
        place = try DevicePlace.named(in: "\(folder)/printer.id")
    }

    func perform(_ job: DeviceJob) throws -> DeviceOutcome {
        guard case .document(let pdf) = job.content else {
            return .refused(reason: "this printer prints documents only")
        }
        guard DeviceFolder.isFileName(job.name) else {
            return .refused(reason: "\"\(job.name)\" is no name for a file")
        }
        let call = PrinterLog.Call(
            effect: job.effect, attempt: job.attempt, number: job.number, file: "\(job.name).pdf", bytes: pdf.count,
            sha256: DeviceFolder.digest(pdf))
        do {
            return try log.locked { log in
                if let known = try log.last(of: job.effect), try isThere(known) {
                    // Asked again for what is done: nothing is printed a second time.
                    try log.append(call, as: .again)
                    return .confirmed(reference: known.file)
                }
                try log.append(call, as: .print)
                try documents.prepare(pdf, as: call.file)
                try documents.finish(call.file)
                return .confirmed(reference: call.file)
            }
        } catch let error as FileTrouble {
            // The document is there whole or not at all.
            return try isThere(call) ? .confirmed(reference: call.file) : .failed(reason: "\(error)")
        }
    }

    func inquire(_ id: UUID) throws -> DeviceKnowledge {
        guard let call = try log.last(of: id) else { return .neverHeard }
        if try isThere(call) { return .done(reference: call.file) }
        return .cannotTell(reason: "the printer was asked for \(call.file) and stopped before it was done")
    }

    private func isThere(_ call: PrinterLog.Call) throws(FileTrouble) -> Bool {
        try documents.holds(call.file, digest: call.sha256)
    }
}
