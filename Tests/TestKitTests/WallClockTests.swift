import Foundation
import TestKit
import Testing

@Suite struct WallClockTests {
    @Test func `a program's wall clock is moved while its other clocks go on`() throws {
        let clock = try #require(try WallClock(ahead: .seconds(-7_200)))
        clock.jump(by: .seconds(3_600))
        let python = try StartedProgram(
            "/usr/bin/python3", ["-c", "import time; print(time.time(), time.monotonic())"],
            environment: clock.environment)
        #expect(try python.waitForExit() == .status(0))
        let said = python.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        try #require(said.count == 2)
        #expect(abs(said[0] + 3_600 - Date().timeIntervalSince1970) < 600)
        var monotonic = timespec()
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        #expect(abs(said[1] - Double(monotonic.tv_sec)) < 600)
    }

    @Test func `a wait until a time of the wall clock ends with a jump beyond it`() throws {
        let clock = try #require(try WallClock())
        let python = try StartedProgram(
            "/usr/bin/python3",
            [
                "-c",
                """
                import ctypes, time
                class Moment(ctypes.Structure):
                    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]
                until = Moment(int(time.time()) + 3600, 0)
                semaphore = ctypes.create_string_buffer(64)
                libc = ctypes.CDLL(None)
                libc.sem_init(semaphore, 0, 0)
                print("waits", flush=True)
                libc.sem_timedwait(semaphore, ctypes.byref(until))
                """,
            ], environment: clock.environment)
        try python.waitForOutput(containing: "waits")
        clock.jump(by: .seconds(7_200))
        #expect(try python.waitForExit(within: .seconds(60)) == .status(0))
    }
}
