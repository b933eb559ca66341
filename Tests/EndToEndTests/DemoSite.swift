import Foundation
import Postgres
import TestKit
import Testing

/// A demo site in a folder of its own, brought up as a person would: `loket up --demo`.
final class DemoSite {
    /// The programs that a site consists of, by the names of their executables.
    enum Program: String, CaseIterable {
        case broker = "loket-broker"
        case intake = "loket-intake"
        case recording = "loket-recording"
        case printing = "loket-printing"
        case notification = "loket-notification"
        case store = "postgres"
    }

    let folder: String
    let up: StartedProgram
    let printerGate: DeviceGate
    let gatewayGate: DeviceGate
    private let scratch: ScratchFolder
    private let environment: [String: String]

    /// The folder of a site that isn't up yet.
    struct Folder {
        fileprivate let scratch: ScratchFolder
        var path: String { scratch.file("s") }
    }

    static func folder() throws -> Folder { Folder(scratch: try ScratchFolder()) }

    /// - Parameters:
    ///   - namespace: the network that its programs are in; its sockets in files are reached from everywhere.
    ///   - program: another `loket` to bring it up.
    init(
        _ settings: [String: String] = [:], _ folder: Folder? = nil, _ arguments: [String] = [],
        in namespace: String? = nil, by program: String = "loket"
    ) throws {
        scratch = try folder?.scratch ?? ScratchFolder()
        self.folder = scratch.file("s")
        printerGate = try DeviceGate(scratch, "printer.gate")
        gatewayGate = try DeviceGate(scratch, "gateway.gate")
        environment = [
            "LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICE": "", "LOKET_LOG": "info",
            "LOKET_PRINTER_GATE": printerGate.path, "LOKET_GATEWAY_GATE": gatewayGate.path,
        ].merging(settings) { $1 }
        let options = ["up", "--demo", "--data", self.folder] + arguments
        if let namespace, let tool = Namespaces.tool {
            up = try StartedProgram(
                tool, ["netns", "exec", namespace, Executables.path(of: "loket")] + options, environment: environment)
        } else {
            up = try StartedProgram(program, options, environment: environment)
        }
    }

    func waitUntilReady() throws {
        try up.waitForOutput(containing: "ready ipc://\(folder)/broker.ipc\n", within: .seconds(60))
    }

    /// Starts a command of an operator at this site.
    func loket(_ arguments: String...) throws -> StartedProgram { try loket(arguments) }

    func loket(_ arguments: [String]) throws -> StartedProgram {
        try StartedProgram("loket", arguments + ["--data", folder], environment: environment)
    }

    func stop() throws {
        up.signal(SIGTERM)
        try up.waitForExit(within: .seconds(60))
    }

    /// As the database's owner; waits while PostgreSQL is being started again.
    func connect() throws -> Connection {
        var connection: Connection?
        try eventually("PostgreSQL takes connections", within: .seconds(30)) {
            connection = try? Connection(
                "host=\(folder)/postgres dbname=loket user=postgres", applicationName: "test", planning: .free)
            return connection != nil
        }
        return try #require(connection)
    }

    /// The time on the site's clock, in microseconds since 1970.
    func clock() throws -> Int64 {
        let connection = try connect()
        defer { connection.close() }
        return try connection.query(Statement("SELECT casework.site_now()", name: "now"))[0].timestamp(0)
    }

    /// The running process of a program of this site, a child of `loket up`.
    func process(_ program: Program) throws -> pid_t? {
        for id in try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap({ pid_t($0) }) {
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")"), let begin = stat.firstIndex(of: "(")
            else { continue }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            // The kernel keeps fifteen letters of a name.
            let name = stat[stat.index(after: begin)..<end]
            guard fields[1] == "\(up.pid)", fields[0] != "Z", name == program.rawValue.prefix(15) else { continue }
            return id
        }
        return nil
    }

    /// Every file of the site outside PostgreSQL's own folder.
    func files() throws -> [String] {
        let everything = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return everything.filter { path in
            guard !path.hasPrefix("postgres/") else { return false }
            // Sockets aren't read, and what is gone again isn't there.
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }
    }

    /// What a device wrote down; empty where it was never asked for anything.
    func logOfDevice(_ name: String) throws -> Data {
        FileManager.default.fileExists(atPath: "\(folder)/\(name)") ? try read(name) : Data()
    }

    func read(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")) }
}
