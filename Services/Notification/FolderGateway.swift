import Casework
import Civil
import Foundation

/// The embedded gateway: a message becomes a file in a folder.
///
/// Every call is one line of a log of its own, on disk **before** the message is begun; the message appears under its
/// name at once and whole, and is on disk before the call returns. So it can tell, whenever it was killed: no line,
/// it never heard; a line and its file, it is done; a line without its file, it may have been on its way to the
/// phone, and it can't tell. The log is locked while a message is made, so that two instances at one folder send one
/// after the other, and what is done is never sent again.
final class FolderGateway: Device {
    private let messages: DeviceFolder
    private let log: GatewayLog
    let place: String

    init(folder: String, gate: String? = nil) throws {
        messages = try DeviceFolder("\(folder)/messages", gate: gate)
        log = GatewayLog(path: "\(folder)/gateway.log")
        place = try DevicePlace.named(in: "\(folder)/gateway.id")
    }

    func perform(_ job: DeviceJob) throws -> DeviceOutcome {
        guard case .message(let written, let text) = job.content else {
            return .refused(reason: "this gateway sends messages only")
        }
        guard DeviceFolder.isFileName(job.name) else {
            return .refused(reason: "\"\(job.name)\" is no name for a file")
        }
        let phone: PhoneNumber
        do throws(Rejection) {
            phone = try PhoneNumber(written)
        } catch {
            return .refused(reason: error.problem)
        }
        let content = Array("To: \(phone.e164)\nNumber: \(job.number)\n\n\(text)\n".utf8)
        var entry = GatewayLog.Entry(call: .send, effect: job.effect)
        entry.attempt = job.attempt
        entry.number = job.number
        entry.to = phone.masked
        entry.file = "\(job.name).txt"
        entry.sha256 = DeviceFolder.digest(content)
        return try send(entry, content)
    }

    private func send(_ entry: GatewayLog.Entry, _ content: [UInt8]) throws -> DeviceOutcome {
        var isAsked = false
        do {
            return try log.locked { session in
                if let known = try session.last(of: entry.effect), known.call == .send, try isThere(known) {
                    try session.append(entry.as(.again))
                    return .confirmed(reference: known.file)
                }
                try session.append(entry)
                isAsked = true
                return try write(content, as: entry, session)
            }
        } catch let error as FileTrouble where !isAsked {
            return .failed(reason: "\(error)")
        }
    }

    private func write(
        _ content: [UInt8], as entry: GatewayLog.Entry, _ session: GatewayLog.Session
    ) throws -> DeviceOutcome {
        do {
            try messages.prepare(content, as: entry.file)
        } catch {
            // Nothing has left for the phone, and a later inquiry is to know that.
            try session.append(entry.as(.failed))
            return .failed(reason: "\(error)")
        }
        try messages.finish(entry.file)
        return .confirmed(reference: entry.file)
    }

    func inquire(_ id: UUID) throws -> DeviceKnowledge {
        // Waits for an instance that is still sending.
        try log.locked { session in
            try session.append(GatewayLog.Entry(call: .inquire, effect: id))
            guard let known = try session.last(of: id), known.call == .send else { return .neverHeard }
            if try isThere(known) { return .done(reference: known.file) }
            return .cannotTell(reason: "the gateway was asked for \(known.number) and stopped before it was done")
        }
    }

    private func isThere(_ entry: GatewayLog.Entry) throws(FileTrouble) -> Bool {
        try messages.holds(entry.file, digest: entry.sha256)
    }
}
