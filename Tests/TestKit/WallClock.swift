import Foundation

/// A wall clock of its own for the programs that are started with it, which a test moves while they run.
///
/// A library that they are started with adds what stands in a file to every reading of the machine's wall clock, and has
/// a wait until some time of that clock look again where it is. Clocks that only count go on as they are.
public final class WallClock: Sendable {
    /// What a program is to be started with.
    public let environment: [String: String]
    private let scratch: ScratchFolder
    private let file: Int32

    /// Nil where it can't be had: without a C compiler, or where programs don't take the library.
    public init?(ahead: Duration = .zero) throws {
        scratch = try ScratchFolder()
        guard let library = Self.library(in: scratch) else { return nil }
        let path = scratch.file("ahead")
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        environment = ["LD_PRELOAD": library, "LOKET_TEST_CLOCK": path]
        set(ahead: ahead)
        guard try isSeen() else { return nil }
    }

    deinit { close(file) }

    /// How far it is ahead of the machine's.
    public var ahead: Duration {
        var nanoseconds: Int64 = 0
        pread(file, &nanoseconds, MemoryLayout<Int64>.size, 0)
        return .nanoseconds(nanoseconds)
    }

    /// Jumps there, for all its programs at once.
    public func set(ahead: Duration) {
        let (seconds, attoseconds) = ahead.components
        var nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        pwrite(file, &nanoseconds, MemoryLayout<Int64>.size, 0)
    }

    public func jump(by step: Duration) { set(ahead: ahead + step) }

    /// A program that is started with it says another time than we do.
    private func isSeen() throws -> Bool {
        let before = ahead
        defer { set(ahead: before) }
        set(ahead: .seconds(-86_400))
        let date = try StartedProgram("/bin/date", ["+%s"], environment: environment)
        guard try date.waitForExit() == .status(0), let said = TimeInterval(date.output.dropLast()) else {
            return false
        }
        return abs(Date().timeIntervalSince1970 - 86_400 - said) < 3_600
    }

    private static func library(in scratch: ScratchFolder) -> String? {
        let (source, library) = (scratch.file("wall-clock.c"), scratch.file("wall-clock.so"))
        guard (try? wallClockSource.write(toFile: source, atomically: true, encoding: .utf8)) != nil,
            let cc = ["/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang"].first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            }),
            let run = try? StartedProgram(cc, ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]),
            (try? run.waitForExit(within: .seconds(120))) == .status(0)
        else { return nil }
        // A server under an account of its own reads it too.
        chmod(library, 0o755)
        return library
    }
}
