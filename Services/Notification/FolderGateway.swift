import Casework
import Civil
import Crypto
import Foundation

/// The embedded gateway: a message becomes a file in a folder.
///
/// Every call is one line of a log of its own, on disk **before** the message is begun; the message appears under its
/// name at once and whole, and is on disk before the call returns. So it can tell, whenever it was killed: no line,
/// it never heard; a line and its file, it is done; a line without its file, it may have been on its way to the
/// phone, and it can't tell. The log is locked while a message is made, so that two instances at one folder send one
/// after the other, and what is done is never sent again.
final class FolderGateway: Device {
    private let messages: String
    private let log: GatewayLog
    private let gate: String?
    let place: String

    init(folder: String, gate: String? = nil) throws {
        messages = "\(folder)/messages"
        try FileManager.default.createDirectory(
            atPath: messages, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        log = GatewayLog(path: "\(folder)/gateway.log")
        self.gate = gate
        place = try DevicePlace.named(in: "\(folder)/gateway.id")
    }

    func perform(_ job: DeviceJob) throws -> DeviceOutcome {
        guard case .message(let written, let text) = job.content else {
            return .refused(reason: "this gateway sends messages only")
        }
        guard Self.isFileName(job.name) else { return .refused(reason: "\"\(job.name)\" is no name for a file") }
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
        entry.sha256 = Self.hex(content)
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

    /// Under another name until it is whole and on disk.
    private func write(
        _ content: [UInt8], as entry: GatewayLog.Entry, _ session: GatewayLog.Session
    ) throws -> DeviceOutcome {
        let unfinished = "\(messages)/.\(entry.file).part"
        do {
            let file = try OpenFile(unfinished, O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(content)
            try file.sync()
        } catch {
            // Nothing has left for the phone, and a later inquiry is to know that.
            try session.append(entry.as(.failed))
            return .failed(reason: "\(error)")
        }
        try waitAtGate()
        try OpenFile.rename(unfinished, to: "\(messages)/\(entry.file)")
        try OpenFile(messages, O_RDONLY | O_DIRECTORY).sync()
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

    /// The very message, not an earlier one under the same name.
    private func isThere(_ entry: GatewayLog.Entry) throws -> Bool {
        let path = "\(messages)/\(entry.file)"
        guard FileManager.default.fileExists(atPath: path) else { return false }
        return Self.hex(try OpenFile(path, O_RDONLY).readAll()) == entry.sha256
    }

    /// Reads the gate to its end: a FIFO that nobody writes to holds the message back.
    private func waitAtGate() throws {
        guard let gate else { return }
        _ = try OpenFile(gate, O_RDONLY).readAll()
    }

    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name.first != "." && name.utf8.count <= 100
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
