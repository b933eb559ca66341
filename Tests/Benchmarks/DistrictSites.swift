import Foundation
import Logging
import Majordomo
import Postgres
import TestKit

/// A district on one machine: Dukcapil and some kecamatan, each a site of its own with a line, as `loket up` makes them.
final class DistrictSites {
    struct Site {
        let office: String
        let folder: String
        let program: StartedProgram

        var endpoint: String { "ipc://\(folder)/broker.ipc" }
    }

    static let dukcapil = "32.15"

    let district: Site
    let kecamatan: [Site]
    private let scratch: ScratchFolder

    init(_ count: Int, progress: (String) -> Void) throws {
        let scratch = try ScratchFolder()
        self.scratch = scratch
        let offices = (1...count).map { "32.15." + String(format: "%02d", $0) }
        let catalogue = scratch.file("catalogue.yaml")
        try Self.catalogueText(offices).write(toFile: catalogue, atomically: true, encoding: .utf8)
        let port = try SlowLine.freePort()
        let up = scratch.file("d")
        let key = try Self.key(of: up)
        var keys: [String: String] = [:]
        for office in offices {
            keys[office] = try Self.key(of: scratch.file(office))
            _ = try Self.run(
                "key", "allow", keys[office] ?? "", "--name", "k\(office.suffix(2))", "--site", office, "--data", up)
        }
        let start = { (office: String, folder: String, more: [String]) in
            Site(
                office: office, folder: folder,
                program: try StartedProgram(
                    "loket",
                    ["up", "--demo", "--catalogue", catalogue, "--data", folder, "--office", office] + more,
                    environment: [
                        "LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICES": "", "LOKET_LOG": "warning",
                    ]))
        }
        district = try start(Self.dukcapil, up, ["--listen", "tcp://127.0.0.2:\(port)"])
        try district.program.waitForOutput(containing: "ready ", within: .seconds(120))
        kecamatan = try offices.map { office in
            progress("bringing up \(office)")
            let site = try start(
                office, scratch.file(office), ["--line", "tcp://127.0.0.2:\(port)", "--line-key", key])
            try site.program.waitForOutput(containing: "ready ", within: .seconds(120))
            return site
        }
        try eventually("every line is up", within: .seconds(60)) {
            let lines = try Self.run("line", "--json", "--data", up)
            return lines.components(separatedBy: #""up":true"#).count - 1 == count
        }
    }

    func stop() throws {
        for site in kecamatan + [district] { site.program.signal(SIGTERM) }
        for site in kecamatan + [district] { try site.program.waitForExit(within: .seconds(120)) }
    }

    func connectToDistrict() throws -> Connection {
        try Connection(
            "host=\(district.folder)/postgres dbname=loket user=postgres", applicationName: "bench", planning: .free)
    }

    private static func key(of folder: String) throws -> String {
        _ = try run("key", "make", "--data", folder)
        return try run("key", "show", "--data", folder).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func run(_ arguments: String...) throws -> String {
        let command = try StartedProgram("loket", arguments)
        guard try command.waitForExit(within: .seconds(60)) == .status(0) else {
            throw CountsDiffer(what: command.errorOutput)
        }
        return command.output
    }

    /// The sample district with as many kecamatan, each like Klari.
    static func catalogueText(_ offices: [String]) throws -> String {
        let root = ProcessInfo.processInfo.environment["LOKET_ROOT"] ?? "."
        let text = try String(contentsOfFile: "\(root)/ops/sample/catalogue.yaml", encoding: .utf8)
        guard let begin = text.range(of: "  - code: 32.15.05\n"), let end = text.range(of: "  - code: 32.15\n") else {
            throw CountsDiffer(what: "the sample catalogue has no Klari before its Dukcapil")
        }
        let klari = String(text[begin.lowerBound..<end.lowerBound])
        let blocks = offices.enumerated().map { index, office in
            let letters = [index / 26, index % 26].map { String(UnicodeScalar(UInt8(65 + $0))) }.joined()
            return klari.replacing("32.15.05", with: office).replacing("short: KLR", with: "short: K\(letters)")
        }
        return text.replacing(klari, with: blocks.joined())
    }
}
