import Foundation
import Logging
import Majordomo
import Postgres
import TestKit

/// Klari and its Dukcapil as `loket up` brings them up, each with a PostgreSQL that syncs, and between them a line.
///
/// Captures wait for the centre at Dukcapil and changed family cards are printed there, so both go up.
final class LineSites {
    static let klari = "32.15.05"
    static let dukcapil = "32.15"

    let line: SlowLine
    let client: ClientPort
    private let scratch: ScratchFolder
    private let programs: [StartedProgram]
    private let here: Connection
    private let there: Connection

    init(_ condition: SlowLine.Condition) throws {
        let scratch = try ScratchFolder()
        self.scratch = scratch
        let port = try SlowLine.freePort()
        line = try SlowLine(to: port, condition)
        let catalogue = scratch.file("catalogue.yaml")
        try Self.catalogueText().write(toFile: catalogue, atomically: true, encoding: .utf8)
        let (up, down) = (scratch.file("d"), scratch.file("k"))
        for folder in [up, down] { _ = try Self.run("key", "make", "--data", folder) }
        let key = try Self.run("key", "show", "--data", up).trimmingCharacters(in: .whitespacesAndNewlines)
        let klariKey = try Self.run("key", "show", "--data", down).trimmingCharacters(in: .whitespacesAndNewlines)
        _ = try Self.run("key", "allow", klariKey, "--name", "klari", "--site", Self.klari, "--data", up)
        let environment = ["LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICES": "", "LOKET_LOG": "warning"]
        let common = ["up", "--demo", "--catalogue", catalogue]
        let district = try StartedProgram(
            "loket",
            common + [
                "--data", up, "--office", Self.dukcapil, "--reach", Self.klari, "--listen", "tcp://127.0.0.2:\(port)",
            ], environment: environment)
        let kecamatan = try StartedProgram(
            "loket",
            common + [
                "--data", down, "--office", Self.klari, "--reach", Self.dukcapil, "--line",
                "tcp://127.0.0.1:\(line.port)", "--line-key", key,
            ], environment: environment)
        programs = [kecamatan, district]
        for program in programs { try program.waitForOutput(containing: "ready ", within: .seconds(120)) }
        client = try ClientPort(endpoints: ["ipc://\(down)/broker.ipc"], logger: Logger(label: "bench"))
        here = try Connection(
            "host=\(down)/postgres dbname=loket user=postgres", applicationName: "bench", planning: .free)
        there = try Connection(
            "host=\(up)/postgres dbname=loket user=postgres", applicationName: "bench", planning: .free)
    }

    func stop() throws {
        client.stop()
        here.close()
        there.close()
        for program in programs {
            program.signal(SIGTERM)
            try program.waitForExit(within: .seconds(90))
        }
        line.close()
    }

    /// Messages for Dukcapil that were not taken there yet.
    func waitingToGoUp() throws -> Int {
        Int(
            try here.query(
                Statement(
                    "SELECT count(*) FROM casework.outbox WHERE split_part(destination, '@', 2) = '32.15'",
                    name: "waiting_up"))[0].int64(0))
    }

    func filesAtDukcapil() throws -> Int {
        Int(
            try there.query(
                Statement(
                    "SELECT count(*) FROM recording.attachment WHERE completed_at IS NOT NULL", name: "files"))[0]
                .int64(0))
    }

    func piecesAtDukcapil() throws -> Int {
        Int(
            try there.query(Statement("SELECT count(*) FROM recording.attachment_piece", name: "pieces"))[0].int64(0))
    }

    private static func run(_ arguments: String...) throws -> String {
        let command = try StartedProgram("loket", arguments)
        guard try command.waitForExit(within: .seconds(60)) == .status(0) else {
            throw CountsDiffer(what: command.errorOutput)
        }
        return command.output
    }

    private static func catalogueText() throws -> String {
        let root = ProcessInfo.processInfo.environment["LOKET_ROOT"] ?? "."
        let text = try String(contentsOfFile: "\(root)/ops/sample/catalogue.yaml", encoding: .utf8)
        let changes = [
            ("      - await_centre\n", "      - {step: await_centre, office: district}\n"),
            ("    district: 32.15\n", "    district: 32.15\n    printed_at_district: [kk-perubahan]\n"),
        ]
        return try changes.reduce(text) { text, change in
            guard text.contains(change.0) else { throw CountsDiffer(what: "the sample catalogue has no \(change.0)") }
            return text.replacing(change.0, with: change.1)
        }
    }
}
