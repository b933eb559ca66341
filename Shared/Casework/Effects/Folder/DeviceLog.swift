import Foundation

/// The log of a device that is a folder: a line for every call, outside PostgreSQL.
///
/// It remembers where the last line of each effect stands and reads only what was written since it last looked, by
/// itself or by another instance; so a job costs the same in a log of ten lines and of a hundred thousand.
package final class DeviceLog: @unchecked Sendable {
    private let path: String
    private let effect: @Sendable (ArraySlice<UInt8>) -> UUID?
    private let lock = NSLock()
    // Under the lock.
    private var identity: [UInt64] = []
    private var seen = 0
    private var places: [UUID: Range<Int>] = [:]

    /// - Parameter effect: what a line is looked for by; nil where it never is, or where it was cut off by a crash.
    package init(path: String, effect: @escaping @Sendable (ArraySlice<UInt8>) -> UUID?) {
        self.path = path
        self.effect = effect
    }

    /// The last line of an effect, while another instance may be writing.
    package func last(of effect: UUID) throws(FileTrouble) -> [UInt8]? {
        let file: OpenFile
        do throws(FileTrouble) {
            file = try OpenFile(path, O_RDONLY)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        return try last(of: effect, in: file)
    }

    /// Works on the log while nobody else can; a process that is killed lets go of it.
    package func locked<Result>(_ work: (Held) throws -> Result) throws -> Result {
        let file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
        try file.lock()
        defer { file.unlock() }
        return try work(Held(log: self, file: file))
    }

    /// The log in this instance's hands alone.
    package struct Held {
        fileprivate let log: DeviceLog
        fileprivate let file: OpenFile

        package func last(of effect: UUID) throws(FileTrouble) -> [UInt8]? { try log.last(of: effect, in: file) }

        /// On disk when it returns.
        package func append(_ line: [UInt8]) throws(FileTrouble) {
            // What a power cut left of the line before must not swallow this one.
            let size = try file.state().size
            let last = try file.read(max(0, size - 1)..<size)
            let isCutOff = !last.isEmpty && last != [DeviceLog.end]
            try file.write((isCutOff ? [DeviceLog.end] : []) + line + [DeviceLog.end])
            try file.sync()
        }
    }

    private static let end = UInt8(ascii: "\n")
    private static let piece = 1 << 20

    private func last(of effect: UUID, in file: OpenFile) throws(FileTrouble) -> [UInt8]? {
        lock.lock()
        defer { lock.unlock() }
        try look(into: file)
        guard let place = places[effect] else { return nil }
        let line = try file.read(place)
        if self.effect(line[...]) == effect { return line }
        // The same file was written over, and nothing that was known of it holds.
        (seen, places) = (0, [:])
        try look(into: file)
        return try places[effect].map { (place) throws(FileTrouble) in try file.read(place) }
    }

    private func look(into file: OpenFile) throws(FileTrouble) {
        let state = try file.state()
        if state.identity != identity || state.size < seen {
            // Another file under this name, as after a restore of the folder.
            (identity, seen, places) = (state.identity, 0, [:])
        }
        var length = Self.piece
        while seen < state.size {
            let part = seen..<min(state.size, seen + length)
            let bytes = try file.read(part)
            guard let last = bytes.lastIndex(of: Self.end) else {
                if part.upperBound < state.size {
                    length *= 2
                    continue
                }
                // No line's end yet: read again when there is more.
                note(bytes[...], at: part.lowerBound)
                return
            }
            for line in bytes[...last].split(separator: Self.end) { note(line, at: part.lowerBound) }
            seen = part.lowerBound + last + 1
        }
    }

    private func note(_ line: ArraySlice<UInt8>, at start: Int) {
        guard let effect = effect(line) else { return }
        places[effect] = start + line.startIndex..<start + line.endIndex
    }
}
