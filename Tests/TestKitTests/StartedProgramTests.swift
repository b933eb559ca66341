import Foundation
import Processes
import TestKit
import Testing

@Suite struct StartedProgramTests {
    @Test func `what a program prints is kept apart and whole`() throws {
        let program = try StartedProgram(
            "/bin/sh", ["-c", "echo $GREETING; echo oops >&2; exit 3"], environment: ["GREETING": "selamat pagi"])
        #expect(try program.waitForExit() == .status(3))
        #expect(program.output == "selamat pagi\n" && program.errorOutput == "oops\n")
        #expect(!program.isRunning)
    }

    @Test func `a test waits for what a program prints and kills it`() throws {
        let program = try StartedProgram("/bin/sh", ["-c", "echo ready; exec sleep 600"])
        try program.waitForOutput(containing: "ready")
        #expect(program.isRunning)
        try program.killHard()
        #expect(try program.waitForExit() == .signal(SIGKILL))
    }

    @Test func `waiting for what is never printed ends with the program and tells what was printed`() throws {
        let program = try StartedProgram("/bin/sh", ["-c", "echo no config >&2; exit 2"])
        let error = #expect(throws: StartedProgram.Overdue.self) { try program.waitForOutput(containing: "ready") }
        #expect(error?.description.contains("ended with status 2, without “ready”; it printed: no config") == true)
    }

    @Test func `a program ends with the object that stands for it`() throws {
        var program: StartedProgram? = try StartedProgram("/bin/sleep", ["600"])
        let pid = try #require(program?.pid)
        program = nil
        try eventually("the program is gone") { kill(pid, 0) != 0 }
    }

    @Test func `a program that isn't built says how to build it`() throws {
        let error = #expect(throws: Executables.NotBuilt.self) { _ = try StartedProgram("loket-nowhere") }
        #expect(error?.description.contains("run `swift build` first") == true)
    }
}
