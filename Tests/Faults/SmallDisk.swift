import Foundation
import TestKit

/// A file system in memory, that can be filled: as root only.
final class SmallDisk: Sendable {
    let path: String
    private let duty: Int
    private let megabytes: Int

    init?(at path: String, megabytes: Int) {
        guard geteuid() == 0, mkdir(path, 0o755) == 0,
            Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=755", "loket-faults", path)
        else { return nil }
        (self.path, self.megabytes) = (path, megabytes)
        duty = ProcessEnd.shared.remember { _ = Self.run("umount", "-l", path) }
    }

    func remove() {
        ProcessEnd.shared.forget(duty)
        _ = Self.run("umount", "-l", path)
    }

    /// Takes every byte that is left. What it has is made small first, so that no memory is filled with nothing.
    func fill() throws {
        var all = statvfs()
        if statvfs(path, &all) == 0 {
            let used = (all.f_blocks - all.f_bfree) * all.f_frsize / 1_048_576 + 16
            _ = Self.run("mount", "-o", "remount,size=\(min(Int(used), megabytes))m", path)
        }
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(file) }
        var left = statvfs()
        if fstatvfs(file, &left) == 0 { posix_fallocate(file, 0, off_t(left.f_bavail) * off_t(left.f_bsize)) }
        let page = [UInt8](repeating: 0, count: 4_096)
        while write(file, page, page.count) > 0 {}
    }

    func empty() {
        unlink(ballast)
        _ = Self.run("mount", "-o", "remount,size=\(megabytes)m", path)
    }

    private var ballast: String { "\(path)/ballast" }

    private static func run(_ tool: String, _ arguments: String...) -> Bool {
        let paths = ["/usr/bin/\(tool)", "/bin/\(tool)"]
        guard let found = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }),
            let program = try? StartedProgram(found, arguments)
        else { return false }
        return (try? program.waitForExit()) == .status(0)
    }
}
