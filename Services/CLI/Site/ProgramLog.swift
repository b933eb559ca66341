import Foundation

/// What a program of the site writes, from one start on.
struct ProgramLog: Sendable {
    let path: String
    private let began: UInt64

    init(path: String) {
        self.path = path
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64
        began = size ?? 0
    }

    /// The last line since then; `nil` when it wrote none.
    var lastWords: String? {
        guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd() else { return nil }
        let from = max(began, end > 4096 ? end - 4096 : 0)
        guard (try? file.seek(toOffset: from)) != nil else { return nil }
        let text = String(decoding: file.availableData, as: UTF8.self)
        return text.split(separator: "\n").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
