import Foundation
import Processes

/// One of the system's own programs, run to its end.
struct OutsideProgram {
    /// Its path, or its name to be found in `PATH`.
    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Why it failed, as it said itself.
    struct Failure: Error {
        let name: String
        let exit: ChildProcess.Exit?
        let words: String

        /// Its last line, or how it ended where it said nothing.
        var reason: String {
            let last = words.split(separator: "\n").last.map(String.init)
            return "\(name) \(last.map { "says: \($0)" } ?? exit.map { "\($0)" } ?? "doesn't end")"
        }

        /// There was no room for what it writes.
        var isDiskFull: Bool {
            words.contains("No space left on device") || words.contains("File too large")
                || words.contains("Disk quota exceeded") || exit == .signal(SIGXFSZ)
        }
    }

    /// Nothing of this program's own PostgreSQL variables reaches it.
    func run(_ arguments: [String]) throws {
        let pipe = Pipe()
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
            .merging(["LC_ALL": "C.UTF-8"]) { $1 }
        let child = try ChildProcess.start(
            Launch(
                path, arguments, environment: environment,
                output: .descriptor(pipe.fileHandleForWriting.fileDescriptor)))
        try pipe.fileHandleForWriting.close()
        let words = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        let exit = child.waitForExit(within: .seconds(60))
        guard exit?.isSuccess == true else {
            throw Failure(name: (path as NSString).lastPathComponent, exit: exit, words: words)
        }
    }
}
