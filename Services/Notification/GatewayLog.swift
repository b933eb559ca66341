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

    let path: String

    /// Works on the log while nobody else can; a process that is killed lets go of it.
    func locked<Result>(_ work: (Session) throws -> Result) throws -> Result {
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND)
        try file.lock()
        defer { file.unlock() }
        return try work(Session(file: file))
    }

    /// The log, in this instance's hands alone.
    struct Session {
        fileprivate let file: OpenFile

        /// The last entry that says what became of an effect.
        func last(of effect: UUID) throws(FileTrouble) -> Entry? {
            let decoder = JSONDecoder()
            // A line that was cut off by a crash was never on disk whole, so nothing was sent after it.
            return try file.readAll().split(separator: UInt8(ascii: "\n")).reversed().lazy
                .compactMap { try? decoder.decode(Entry.self, from: Data($0)) }
                .first { $0.effect == effect && ($0.call == .send || $0.call == .failed) }
        }

        /// Writes one line and forces it to disk.
        func append(_ entry: Entry) throws(FileTrouble) {
            var entry = entry
            entry.at = Date().ISO8601Format()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard let line = try? encoder.encode(entry) else { throw FileTrouble("a line for the log", 0) }
            let isCutOff = try file.lastByte().map { $0 != UInt8(ascii: "\n") } ?? false
            try file.write((isCutOff ? [UInt8(ascii: "\n")] : []) + Array(line) + [UInt8(ascii: "\n")])
            try file.sync()
        }
    }
}
