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
        /// Its own wall clock, where it has one: then it is no demo site.
        let clock: SiteClock?

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

    /// - Parameter morning: minutes of the Monday on which the sites' own clocks begin.
    init(catalogue: String, morning: Int, megabytes: Int = 900) throws {
        let scratch = try ScratchFolder()
        self.scratch = scratch
        disk = SmallDisk(at: scratch.file("disk"), megabytes: megabytes)
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
            let clock = try SiteClock(morning: morning)
            let environment = [
                "LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICES": "", "LOKET_LOG": "info", "LOKET_LEASE": "2",
                "LOKET_FAIL_POINTS": "\(folder)-fail-points",
            ].merging(clock?.environment ?? [:]) { $1 }
            let kind = clock == nil ? ["--demo"] : []
            return Site(
                office: office, folder: folder,
                program: try StartedProgram(
                    "loket", ["up", "--catalogue", catalogue, "--data", folder, "--office", office] + kind + more,
                    environment: environment),
                client: try SiteClient(brokers: ["ipc://\(folder)/broker.ipc"], asker: asker), clock: clock)
        }
        dukcapil = try start(
            Self.dukcapilOffice, up, ["--reach", Self.klariOffice, "--listen", "tcp://127.0.0.2:\(port)"])
        klari = try start(
            Self.klariOffice, down,
            ["--reach", Self.dukcapilOffice, "--line", "tcp://127.0.0.1:\(line.port)", "--line-key", keys[0]])
        for site in [dukcapil, klari] {
            try site.program.waitForOutput(containing: "ready ", within: .seconds(120))
            try site.checkClock()
        }
    }

    var both: [Site] { [klari, dukcapil] }

    subscript(_ site: Fault.Site) -> Site { site == .klari ? klari : dukcapil }

    /// How far each site's clock was moved; empty where none can be.
    var hoursAhead: [Fault.Site: Int] {
        var hours: [Fault.Site: Int] = [:]
        for site in Fault.Site.allCases { hours[site] = self[site].clock?.hoursAhead }
        return hours
    }

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
        let exit = try command.waitForExit(within: .seconds(900))
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
        children(of: self.program.pid)[String(program.rawValue.prefix(15))]
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
