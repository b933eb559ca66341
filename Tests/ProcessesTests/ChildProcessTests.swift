import Foundation
import Processes
import Synchronization
import Testing

@Suite struct ChildProcessTests {
    @Test func `a child's exit status arrives`() throws {
        let child = try ChildProcess.start(Launch("sh", ["-c", "exit 7"]))
        #expect(child.waitForExit(within: .seconds(60)) == .status(7))
        #expect(child.exit == .status(7))
    }

    @Test func `a signal ends a child once and is refused afterwards`() throws {
        let child = try ChildProcess.start(Launch("sleep", ["600"]))
        #expect(child.exit == nil)
        #expect(child.waitForExit(within: .milliseconds(1)) == nil)
        #expect(child.send(SIGTERM))
        #expect(child.waitForExit(within: .seconds(60)) == .signal(SIGTERM))
        #expect(!child.send(SIGTERM))
    }

    @Test func `each line that a child writes arrives, an unfinished last one too`() async throws {
        let lines = await withCheckedContinuation { continuation in
            let seen = Mutex<[String]>([])
            let launch = Launch(
                "sh", ["-c", "echo one; echo two >&2; printf three"],
                output: .lines { line in
                    let all = seen.withLock { seen in
                        seen.append(line)
                        return seen
                    }
                    if all.count == 3 { continuation.resume(returning: all) }
                })
            #expect(throws: Never.self) { try ChildProcess.start(launch) }
        }
        #expect(lines == ["one", "two", "three"])
    }

    /// What a program without a shell around it writes.
    private func output(of program: String, _ arguments: String...) throws -> [Substring] {
        let file = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(file) }
        let child = try ChildProcess.start(Launch(program, arguments, output: .file(file)))
        #expect(child.waitForExit(within: .seconds(60)) == .status(0))
        return try String(contentsOfFile: file, encoding: .utf8).split { $0 == "\n" || $0 == " " || $0 == "\t" }
    }

    @Test func `a child has a process group of its own, no open file of ours and no blocked signal`() throws {
        let mine = open("/dev/null", O_RDONLY)
        defer { close(mine) }
        // The fourth is the folder that ls is reading.
        #expect(try output(of: "ls", "/proc/self/fd") == ["0", "1", "2", "3"])
        let stat = try output(of: "cat", "/proc/self/stat")
        #expect(stat[4] == stat[0])
        #expect(try output(of: "grep", "SigBlk", "/proc/self/status") == ["SigBlk:", "0000000000000000"])
    }

    @Test func `a program that is not there ends with the shell's status for it`() throws {
        let child = try ChildProcess.start(Launch("/nowhere/program", output: .discarded))
        #expect(child.waitForExit(within: .seconds(60)) == .status(127))
    }

    @Test func `whoever waits for the end is told on the child's own thread`() async throws {
        let exit = try await withCheckedThrowingContinuation { continuation in
            do {
                _ = try ChildProcess.start(Launch("true")) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        #expect(exit.isSuccess)
    }
}
