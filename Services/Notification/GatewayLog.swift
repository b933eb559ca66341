import Casework
import Foundation

/// Every call that the folder gateway got, one JSON object a line, outside PostgreSQL: what it answers inquiries
/// from, and what an office counts when it doubts the rest. Phone numbers are masked in it.
struct GatewayLog: Sendable {
    struct Entry: Codable, Equatable, Sendable {
        enum Call: String, Codable, Sendable {
            /// Asked to send; the message's file follows.
            case send
            /// Asked again for what is done: nothing was sent.
            case again
            /// What the send before it surely came to nothing.
            case failed
            case inquire
        }

        var call: Call
        var effect: UUID
        var attempt = 0
        var number = ""
        var to = ""
        var file = ""
        var sha256 = ""
        /// By the machine's clock.
        var at = ""

        init(call: Call, effect: UUID) {
            self.call = call
            self.effect = effect
        }

        func `as`(_ call: Call) -> Entry {
            var entry = self
            entry.call = call
            return entry
        }
    }

    private let log: DeviceLog

    init(path: String) {
        log = DeviceLog(path: path) { line in
            guard let entry = Self.entry(line), [.send, .failed].contains(entry.call) else { return nil }
            return entry.effect
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
        // What can't be read was cut off by a crash: it was never on disk whole, so nothing was sent after it. An error
        // would stop every other message because of it.
        try? JSONDecoder().decode(Entry.self, from: Data(line))
    }

    /// Works on the log while nobody else can; a process that is killed lets go of it.
    func locked<Result>(_ work: (Session) throws -> Result) throws -> Result {
        try log.locked { try work(Session(log: $0)) }
    }

    /// The log, in this instance's hands alone.
    struct Session {
        fileprivate let log: DeviceLog.Held

        /// The last entry that says what became of an effect.
        func last(of effect: UUID) throws(FileTrouble) -> Entry? {
            try log.last(of: effect).flatMap { GatewayLog.entry($0[...]) }
        }

        /// Writes one line and forces it to disk.
        func append(_ entry: Entry) throws {
            var entry = entry
            entry.at = Date().ISO8601Format()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try log.append(Array(encoder.encode(entry)))
        }
    }
}
