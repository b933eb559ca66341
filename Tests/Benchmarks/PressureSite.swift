import Foundation
import Logging
import Majordomo
import Postgres
import TestKit

/// A site of several offices and their Dukcapil as `loket up` makes it, and a second instance of each service beside its own.
final class PressureSite {
    struct Program {
        let name: String
        let pid: pid_t
    }

    static let services = ["intake", "recording", "printing", "notification"]

    let offices: [String]
    let folder: String
    let client: ClientPort
    /// The broker, and of each service its own instance and the second.
    let programs: [Program]
    private let up: StartedProgram
    private let seconds: [StartedProgram]
    private let scratch: ScratchFolder

    init(offices count: Int, progress: (String) -> Void) throws {
        scratch = try ScratchFolder()
        offices = (1...count).map { "32.15." + String(format: "%02d", $0) }
        let all = offices + [DistrictSites.dukcapil]
        let folder = scratch.file("s")
        self.folder = folder
        let catalogue = scratch.file("catalogue.yaml")
        try DistrictSites.catalogueText(offices).write(toFile: catalogue, atomically: true, encoding: .utf8)
        progress("bringing up a site of \(count) offices, with two instances of each service")
        let up = try StartedProgram(
            "loket",
            ["up", "--demo", "--catalogue", catalogue, "--data", folder] + all.flatMap { ["--office", $0] },
            environment: ["LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICES": "", "LOKET_LOG": "warning"])
        self.up = up
        try up.waitForOutput(containing: "ready ", within: .seconds(120))
        let (endpoint, served) = ("ipc://\(folder)/broker.ipc", all.joined(separator: ","))
        seconds = try Self.services.map { service in
            try StartedProgram(
                "loket-\(service)",
                environment: [
                    "LOKET_BROKER": endpoint, "LOKET_DATA": folder, "LOKET_OFFICES": served, "LOKET_LOG": "warning",
                    "LOKET_DATABASE": "host=\(folder)/postgres dbname=loket user=loket_\(service)",
                    "LOKET_CATALOGUE": folder + "/catalogue.yaml",
                    "LOKET_ATTACHMENT_KEY": folder + "/attachments.key",
                ])
        }
        let children = children(of: up.pid)
        programs =
            (["broker"] + Self.services).compactMap { name in
                children["loket-\(name)".prefix(15).description].map { Program(name: name, pid: $0) }
            } + zip(Self.services, seconds).map { Program(name: "\($0), second", pid: $1.pid) }
        client = try ClientPort(endpoints: [endpoint], logger: Logger(label: "bench"))
        try eventually("two of each serve", within: .seconds(60)) {
            try status().services.count { $0.workers == 2 } == Self.services.count * all.count
        }
    }

    func stop() throws {
        client.stop()
        for program in seconds + [up] { program.signal(SIGTERM) }
        for program in seconds + [up] { try program.waitForExit(within: .seconds(120)) }
    }

    /// Stops or wakes both instances of a service.
    func signal(_ number: Int32, to service: String) {
        for program in programs where program.name.hasPrefix(service) { kill(program.pid, number) }
    }

    func connect() throws -> Connection {
        try Connection(
            "host=\(folder)/postgres dbname=loket user=postgres", applicationName: "bench", planning: .free)
    }

    func audit() throws -> String {
        let audit = try StartedProgram("loket", ["audit", "--data", folder])
        let exit = try audit.waitForExit(within: .seconds(1_800))
        guard exit == .status(0) else { throw CountsDiffer(what: audit.output + audit.errorOutput) }
        return String(audit.output.split(separator: "\n").last ?? "")
    }
}
