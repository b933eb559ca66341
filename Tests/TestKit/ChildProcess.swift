import Foundation

/// A process that a test started, with everything it prints; killed with this object or with the test process.
public final class ChildProcess: Sendable {
    public enum Exit: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)
    }

    public struct Overdue: Error, CustomStringConvertible {
        public let description: String
    }

    public let pid: pid_t
    public let name: String
    private let life = ProcessLife()

    /// Starts `path` with nothing on its stdin; `environment` is added to this process's own.
    public init(_ path: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        name = path.split(separator: "/").last.map(String.init) ?? path
        let output = try Spawn.pipe()
        let errors = try Spawn.pipe()
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        do {
            defer {
                close(output.writing)
                close(errors.writing)
            }
            pid = try Spawn.process(
                path, arguments, environment: all,
                descriptors: .init(input: nil, output: output.writing, error: errors.writing))
        } catch {
            close(output.reading)
            close(errors.reading)
            throw error
        }
        Watchdog.shared.watch(process: pid)
        life.follow(pid: pid, output: output.reading, error: errors.reading)
    }

    /// Everything printed on stdout until now.
    public var output: String { life.output }
    /// Everything printed on stderr until now.
    public var errorOutput: String { life.errorOutput }
    public var isRunning: Bool { life.exit == nil }

    /// Sends a signal, unless the process has ended.
    public func signal(_ number: Int32) { life.signal(pid, number) }

    /// `kill -9`, and waits until the process is gone.
    public func killHard() throws {
        signal(SIGKILL)
        try waitForExit(within: .seconds(10))
    }

    /// Waits for the end of the process.
    @discardableResult
    public func waitForExit(within limit: Duration = .seconds(30)) throws -> Exit {
        guard let exit = life.wait(within: limit, { $0.exit }) else { throw overdue(limit, "its end") }
        return exit
    }

    /// Waits until stdout or stderr holds `text`; fails at once when the process ends without it.
    public func waitForOutput(containing text: String, within limit: Duration = .seconds(30)) throws {
        let needle = [UInt8](text.utf8)
        let found = life.wait(within: limit) { life -> Bool? in
            let isThere = life.printed.contains { $0.firstRange(of: needle) != nil }
            return isThere ? true : life.exit == nil ? nil : false
        }
        guard found == true else { throw overdue(limit, "“\(text)”") }
    }

    deinit { signal(SIGKILL) }

    private func overdue(_ limit: Duration, _ what: String) -> Overdue {
        let text = (output.suffix(2000) + errorOutput.suffix(2000))
        let state = life.exit.map { "ended with \($0)" } ?? "still runs after \(limit)"
        return Overdue(
            description:
                "\(name) (process \(pid)) \(state), without \(what); it printed: \(text.isEmpty ? "nothing" : text)")
    }
}
