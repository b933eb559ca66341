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
        init?(line: Substring) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 8, let effect = UUID(uuidString: fields[2]), let attempt = Int(fields[3]),
                let bytes = Int(fields[6]), fields[7].count == 64
            else { return nil }
            self.init(
                effect: effect, attempt: attempt, number: fields[4], file: fields[5], bytes: bytes, sha256: fields[7])
        }
    }

    private let path: String

    init(path: String) {
        self.path = path
    }

    /// Every call so far, in order.
    func read() throws -> [Call] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let file = try OpenFile(path, O_RDONLY)
        defer { file.close() }
        return try Self.calls(in: file)
    }

    /// Holds the log against every other instance, through a crash too: the lock ends with its process.
    func locked<Result>(_ work: (Held) throws -> Result) throws -> Result {
        let file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
        defer { file.close() }
        try file.lock()
        return try work(Held(file: file))
    }

    struct Held {
        fileprivate let file: OpenFile

        func last(of effect: UUID) throws -> Call? { try PrinterLog.calls(in: file).last { $0.effect == effect } }

        /// On disk when it returns.
        func append(_ call: Call, as kind: Kind) throws {
            let now = Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
            let line = [
                now.description, kind.rawValue, call.effect.uuidString.lowercased(), String(call.attempt), call.number,
                call.file, String(call.bytes), call.sha256,
            ].joined(separator: "\t")
            // What a power cut left of the line before must not swallow this one.
            let start = try file.endsWithinLine() ? "\n" : ""
            try file.write(Array("\(start)\(line)\n".utf8))
            try file.sync()
        }
    }

    private static func calls(in file: OpenFile) throws -> [Call] {
        try String(decoding: file.contents(), as: UTF8.self).split(separator: "\n").compactMap { Call(line: $0) }
    }
}
