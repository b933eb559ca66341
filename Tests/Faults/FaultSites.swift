import Foundation
import Postgres
import ServiceClient
import TestKit

/// Klari and its Dukcapil as `loket up` makes them, a line between them that can fail, and a disk of their own where the
/// machine lets one be made.
final class FaultSites: Sendable {
    struct Site {
        let office: String
        let folder: String
        let program: StartedProgram
        let client: SiteClient

        var failPoints: String { "\(folder)-fail-points" }

        func connect() throws -> Connection {
            try Connection(
                "host=\(folder)/postgres dbname=loket user=postgres", applicationName: "faults", planning: .free)
        }
    }

    static let (klariOffice, dukcapilOffice) = ("32.15.05", "32.15")

    let line: SlowLine
    let klari: Site
    let dukcapil: Site
    let disk: SmallDisk?
    private let scratch: ScratchFolder

    init(catalogue: String) throws {
        let scratch = try ScratchFolder()
        self.scratch = scratch
        disk = SmallDisk(at: scratch.file("disk"))
        let root = disk?.path ?? scratch.path
        let port = try SlowLine.freePort()
        let line = try SlowLine(to: port)
        self.line = line
        let (up, down) = ("\(root)/d", "\(root)/k")
        let keys = try [up, down].map { folder in
            _ = try Self.loket("key", "make", "--data", folder)
            return try Self.loket("key", "show", "--data", folder).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        _ = try Self.loket("key", "allow", keys[1], "--name", "klari", "--site", Self.klariOffice, "--data", up)
        let asker = Asker(operatorName: "faults")
        let start = { (office: String, folder: String, more: [String]) throws -> Site in
            try FileManager.default.createDirectory(atPath: "\(folder)-fail-points", withIntermediateDirectories: true)
            let environment = [
                "LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICES": "", "LOKET_LOG": "info", "LOKET_LEASE": "2",
                "LOKET_FAIL_POINTS": "\(folder)-fail-points",
            ]
            return Site(
                office: office, folder: folder,
                program: try StartedProgram(
                    "loket", ["up", "--demo", "--catalogue", catalogue, "--data", folder, "--office", office] + more,
                    environment: environment),
                client: try SiteClient(brokers: ["ipc://\(folder)/broker.ipc"], asker: asker))
        }
        dukcapil = try start(
            Self.dukcapilOffice, up, ["--reach", Self.klariOffice, "--listen", "tcp://127.0.0.2:\(port)"])
        klari = try start(
            Self.klariOffice, down,
            ["--reach", Self.dukcapilOffice, "--line", "tcp://127.0.0.1:\(line.port)", "--line-key", keys[0]])
        for site in [dukcapil, klari] {
            try site.program.waitForOutput(containing: "ready ", within: .seconds(120))
        }
    }

    var both: [Site] { [klari, dukcapil] }

    subscript(_ site: Fault.Site) -> Site { site == .klari ? klari : dukcapil }

    func stop() throws {
        for site in both { site.client.stop() }
        for site in both {
            site.program.signal(SIGTERM)
            try site.program.waitForExit(within: .seconds(90))
        }
        line.close()
        disk?.remove()
    }

    /// Runs a command of an operator that must succeed; gives what it printed.
    @discardableResult
    static func loket(_ arguments: String...) throws -> String {
        let command = try StartedProgram("loket", arguments)
        let exit = try command.waitForExit(within: .seconds(120))
        guard exit == .status(0) else {
            throw CommandFailed(
                description: "loket \(arguments.joined(separator: " ")) ended with \(exit): "
                    + command.output + command.errorOutput)
        }
        return command.output
    }

    struct CommandFailed: Error, CustomStringConvertible {
        let description: String
    }
}

extension FaultSites.Site {
    /// The process of one of its programs, a child of `loket up`.
    func process(_ program: Fault.Program) -> pid_t? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for id in names.compactMap({ pid_t($0) }) {
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let begin = stat.firstIndex(of: "("), let end = stat.lastIndex(of: ")")
            else { continue }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            // The kernel keeps fifteen letters of a name.
            let name = stat[stat.index(after: begin)..<end]
            if fields.count > 1, fields[1] == "\(self.program.pid)", fields[0] != "Z",
                name == program.rawValue.prefix(15)
            {
                return id
            }
        }
        return nil
    }

    func waitForProcess(_ program: Fault.Program, other than: pid_t? = nil) throws -> pid_t {
        var found: pid_t = 0
        try eventually("\(program.rawValue) of \(office) runs", within: .seconds(120)) {
            guard let id = process(program), id != than else { return false }
            found = id
            return true
        }
        return found
    }
}

/// A file system in memory, small enough to be filled: as root only.
final class SmallDisk: Sendable {
    let path: String
    private let duty: Int
    private static let megabytes = 900

    init?(at path: String) {
        guard geteuid() == 0, mkdir(path, 0o755) == 0,
            Self.run("mount", "-t", "tmpfs", "-o", "size=\(Self.megabytes)m,mode=755", "loket-faults", path)
        else { return nil }
        self.path = path
        duty = ProcessEnd.shared.remember { _ = Self.run("umount", "-l", path) }
    }

    func remove() {
        ProcessEnd.shared.forget(duty)
        _ = Self.run("umount", "-l", path)
    }

    /// Takes every byte that is left.
    func fill() throws {
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(file) }
        var left = statvfs()
        if fstatvfs(file, &left) == 0 { posix_fallocate(file, 0, off_t(left.f_bavail) * off_t(left.f_bsize)) }
        let page = [UInt8](repeating: 0, count: 4_096)
        while write(file, page, page.count) > 0 {}
    }

    func empty() { unlink(ballast) }

    private var ballast: String { "\(path)/ballast" }

    private static func run(_ tool: String, _ arguments: String...) -> Bool {
        let paths = ["/usr/bin/\(tool)", "/bin/\(tool)"]
        guard let found = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }),
            let program = try? StartedProgram(found, arguments)
        else { return false }
        return (try? program.waitForExit()) == .status(0)
    }
}
