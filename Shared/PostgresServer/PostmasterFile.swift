import Foundation

/// The file `postmaster.pid` that a server keeps in its data folder.
struct PostmasterFile {
    let pid: pid_t
    private let status: String

    /// Reads it; `nil` when there is none, or one that is still being written.
    init?(of data: String) {
        guard let text = try? String(contentsOfFile: Self.path(of: data), encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = pid_t(first) else { return nil }
        self.pid = pid
        status = lines.count > 7 ? lines[7].trimmingCharacters(in: .whitespaces) : ""
    }

    static func path(of data: String) -> String { data + "/postmaster.pid" }

    /// Whether the server with that id takes connections.
    func isReady(_ expected: pid_t) -> Bool {
        pid == expected && status == "ready"
    }
}
