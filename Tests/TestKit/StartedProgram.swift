import Foundation
import Processes

/// A program that a test started, with everything it prints; killed with this object or with the test process.
public final class StartedProgram: Sendable {
    public struct Overdue: Error, CustomStringConvertible {
        public let description: String
    }

    public let name: String
    private let child: ChildProcess
    private let change: Condition
    private let stdout: CapturedStream
    private let stderr: CapturedStream

    /// Starts a program of this package by its name (`loket-broker`), or any other by its path.
    ///
    /// `environment` is added to this process's own.
    public init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        name = program
        let path = program.contains("/") ? program : try Executables.path(of: program)
        let change = Condition()
        let (stdout, stderr) = (try CapturedStream(change), try CapturedStream(change))
        var launch = Launch(
            path, arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            output: .descriptor(stdout.writing))
        launch.errorDescriptor = stderr.writing
        defer {
            stdout.closeWriting()
            stderr.closeWriting()
        }
        child = try ChildProcess.start(launch) { _ in change.signal() }
        (self.change, self.stdout, self.stderr) = (change, stdout, stderr)
    }

    public var pid: pid_t { child.pid }
    public var isRunning: Bool { child.exit == nil }
    /// Everything printed on stdout until now.
    public var output: String { stdout.text }
    /// Everything printed on stderr until now.
    public var errorOutput: String { stderr.text }

    /// Sends a signal, unless the program has ended.
    public func signal(_ number: Int32) { child.send(number) }

    /// `kill -9`, and waits until the program is gone.
    public func killHard() throws {
        signal(SIGKILL)
        try waitForExit(within: .seconds(60))
    }

    /// Waits for the end of the program and of what it prints.
    @discardableResult
    public func waitForExit(within limit: Duration = .seconds(30)) throws -> ChildProcess.Exit {
        guard change.wait(within: limit, { child.exit != nil && stdout.isAtEnd && stderr.isAtEnd }),
            let exit = child.exit
        else { throw overdue(limit, "its end") }
        return exit
    }

    /// Waits until stdout or stderr holds `text`; fails at once when the program ends without it.
    public func waitForOutput(containing text: String, within limit: Duration = .seconds(30)) throws {
        let needle = [UInt8](text.utf8)
        let isFound = { self.stdout.contains(needle) || self.stderr.contains(needle) }
        let isOver = change.wait(within: limit) {
            isFound() || (child.exit != nil && stdout.isAtEnd && stderr.isAtEnd)
        }
        guard isOver, isFound() else { throw overdue(limit, "“\(text)”") }
    }

    deinit { child.send(SIGKILL) }

    private func overdue(_ limit: Duration, _ what: String) -> Overdue {
        let printed = output.suffix(2000) + errorOutput.suffix(2000)
        let state = child.exit.map { "\($0)" } ?? "still runs after \(limit)"
        return Overdue(
            description: "\(name) (process \(pid)) \(state), without \(what); it printed: "
                + (printed.isEmpty ? "nothing" : printed))
    }
}
