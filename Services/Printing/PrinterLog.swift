import Casework
import Civil
import Foundation

/// The folder printer's own log: a line for every call, outside PostgreSQL.
///
/// Tab between time, `print` or `again`, effect, attempt, number, file, bytes, SHA-256. `again` is a call for what
/// was done already, which printed nothing.
struct PrinterLog: Sendable {
    enum Kind: String {
        case print, again
    }

    struct Call: Equatable {
        var effect: UUID
        var attempt: Int
        /// The case's or run's number.
        var number: String
        var file: String
        var bytes: Int
        var sha256: String

        init(effect: UUID, attempt: Int, number: String, file: String, bytes: Int, sha256: String) {
            self.effect = effect
            self.attempt = attempt
            self.number = number
            self.file = file
            self.bytes = bytes
            self.sha256 = sha256
        }

        /// Nil for a line that was cut off while it was written.
        init?(line: ArraySlice<UInt8>) {
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard fields.count == 8, let effect = UUID(uuidString: fields[2]), let attempt = Int(fields[3]),
                let bytes = Int(fields[6]), fields[7].count == 64
            else { return nil }
            self.init(
                effect: effect, attempt: attempt, number: fields[4], file: fields[5], bytes: bytes, sha256: fields[7])
        }
    }

    private let log: DeviceLog

    init(path: String) {
        log = DeviceLog(path: path) { Call(line: $0)?.effect }
    }

    /// The last call for an effect.
    func last(of effect: UUID) throws(FileTrouble) -> Call? { try log.last(of: effect).flatMap { Call(line: $0[...]) } }

    /// Holds the log against every other instance, through a crash too: the lock ends with its process.
    func locked<Result>(_ work: (Held) throws -> Result) throws -> Result {
        try log.locked { try work(Held(log: $0)) }
    }

    struct Held {
        fileprivate let log: DeviceLog.Held

        func last(of effect: UUID) throws(FileTrouble) -> Call? {
            try log.last(of: effect).flatMap { Call(line: $0[...]) }
        }

        /// On disk when it returns.
        func append(_ call: Call, as kind: Kind) throws(FileTrouble) {
            let now = Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
            let line = [
                now.description, kind.rawValue, call.effect.uuidString.lowercased(), String(call.attempt), call.number,
                call.file, String(call.bytes), call.sha256,
            ].joined(separator: "\t")
            try log.append(Array(line.utf8))
        }
    }
}
