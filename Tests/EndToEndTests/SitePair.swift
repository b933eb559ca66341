import Foundation
import Postgres
import TestKit
import Testing

/// Klari and its Dukcapil: two whole sites with keys, and between them a line in the test's hand.
final class SitePair {
    private(set) var klari: DemoSite
    private(set) var dukcapil: DemoSite
    let line: any LineInHand

    /// - Parameters:
    ///   - printedAtDistrict: products whose documents Dukcapil prints for Klari.
    ///   - change: what else is different in the catalogue of both.
    ///   - settings: more of the environment of both.
    ///   - network: each site is in its own; without, a proxy on loopback stands between them.
    init(
        printedAtDistrict: [String], _ condition: SlowLine.Condition = SlowLine.Condition(),
        change: (String) -> String = { $0 }, settings: [String: String] = [:], network: Namespaces? = nil
    ) throws {
        self.network = network
        let listens: String
        let dials: String
        if let network {
            proxy = nil
            line = network
            (listens, dials) = (network.endpoint, network.endpoint)
        } else {
            let port = try SlowLine.freePort()
            let proxy = try SlowLine(to: port, condition)
            self.proxy = proxy
            line = proxy
            (listens, dials) = ("tcp://127.0.0.2:\(port)", "tcp://127.0.0.1:\(proxy.port)")
        }
        let scratch = try ScratchFolder()
        let sample = change(try String(contentsOfFile: KlariDay.catalogue, encoding: .utf8))
        let catalogue = scratch.file("catalogue.yaml")
        let needle = "    district: 32.15\n"
        try #require(sample.contains(needle))
        try sample.replacingOccurrences(
            of: needle, with: needle + "    printed_at_district: [\(printedAtDistrict.joined(separator: ", "))]\n"
        ).write(toFile: catalogue, atomically: true, encoding: .utf8)

        let district = try DemoSite.folder()
        let kecamatan = try DemoSite.folder()
        let districtKey = try Self.key(of: district)
        let klariKey = try Self.key(of: kecamatan)
        try Self.run("key", "allow", klariKey, "--name", "klari", "--site", "32.15.05", "--data", district.path)
        doorOptions = ["--listen", listens]
        dukcapil = try DemoSite(
            settings, district,
            ["--office", "32.15", "--reach", "32.15.05", "--catalogue", catalogue] + doorOptions,
            in: network?.district)
        lineOptions = ["--line", dials, "--line-key", districtKey]
        klari = try DemoSite(
            settings.merging(["LOKET_REPORT_EVERY": "1"]) { $1 }, kecamatan,
            ["--office", "32.15.05", "--reach", "32.15", "--catalogue", catalogue] + lineOptions,
            in: network?.kecamatan)
        self.scratch = scratch
    }

    private let scratch: ScratchFolder
    private let network: Namespaces?
    private let proxy: SlowLine?
    private let doorOptions: [String]
    private let lineOptions: [String]

    /// A third site with a line to Dukcapil, of another kecamatan.
    func startCikampek() throws -> DemoSite {
        let folder = try DemoSite.folder()
        let key = try Self.key(of: folder)
        try Self.run("key", "allow", key, "--name", "cikampek", "--site", "32.15.15", "--data", dukcapil.folder)
        let catalogue = scratch.file("cikampek.yaml")
        try String(contentsOfFile: KlariDay.catalogue, encoding: .utf8)
            .replacing("code: 32.15.05", with: "code: 32.15.15").replacing("short: KLR", with: "short: CKP")
            .write(toFile: catalogue, atomically: true, encoding: .utf8)
        return try DemoSite(
            [:], folder,
            ["--office", "32.15.15", "--reach", "32.15", "--catalogue", catalogue] + lineOptions)
    }

    /// Klari is stopped, and its data are started twice.
    func startKlariTwice() throws -> DemoSite {
        try klari.stop()
        let (same, twin) = (try DemoSite.folder(), try DemoSite.folder())
        for folder in [same, twin] {
            let copy = try StartedProgram("/bin/cp", ["-a", klari.folder, folder.path])
            try #require(try copy.waitForExit(within: .seconds(60)) == .status(0), "\(copy.errorOutput)")
        }
        klari = try DemoSite(["LOKET_REPORT_EVERY": "1"], same, lineOptions, in: network?.kecamatan)
        return try DemoSite(["LOKET_REPORT_EVERY": "1"], twin, lineOptions, in: network?.kecamatan)
    }

    /// Klari lives again from a backup, in another folder; gives what the restore printed.
    func restoreKlari(from backup: String) throws -> String {
        let folder = try DemoSite.folder()
        let printed = try Self.run(["restore", backup, "--data", folder.path] + lineOptions)
        klari = try DemoSite(["LOKET_REPORT_EVERY": "1"], folder, lineOptions, in: network?.kecamatan)
        return printed
    }

    /// Dukcapil lives again from a backup, in another folder; gives what the restore printed.
    func restoreDukcapil(from backup: String) throws -> String {
        let folder = try DemoSite.folder()
        let printed = try Self.run(["restore", backup, "--data", folder.path, "--patience", "60"] + doorOptions)
        dukcapil = try DemoSite([:], folder, doorOptions, in: network?.district)
        return printed
    }

    func waitUntilReady() throws {
        try dukcapil.waitUntilReady()
        try klari.waitUntilReady()
    }

    /// What `loket line` says at Klari: up, and how many messages wait on both sides.
    func lineState() throws -> LineState {
        let command = try klari.loket("line", "--json")
        try command.waitForExit(within: .seconds(30))
        return try LineState(command.output)
    }

    /// Everything that was committed for the other side is there.
    func waitUntilNothingWaits(within limit: Duration) throws {
        for site in [klari, dukcapil] {
            let connection = try site.connect()
            defer { connection.close() }
            let waiting = Statement(
                """
                SELECT (SELECT count(*) FROM casework.outbox)
                    + (SELECT count(*) FROM casework.effect WHERE state IN ('planned', 'started', 'failed'))
                """, name: "waiting")
            try eventually("nothing waits to go", within: limit) { try connection.query(waiting)[0].int64(0) == 0 }
        }
    }

    func stop() throws {
        try klari.stop()
        try dukcapil.stop()
        proxy?.close()
    }

    private static func key(of folder: DemoSite.Folder) throws -> String {
        try run("key", "make", "--data", folder.path)
        return try run("key", "show", "--data", folder.path).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @discardableResult
    private static func run(_ arguments: String...) throws -> String { try run(arguments) }

    private static func run(_ arguments: [String]) throws -> String {
        let command = try StartedProgram("loket", arguments)
        try #require(
            try command.waitForExit(within: .seconds(120)) == .status(0),
            "\(command.output)\(command.errorOutput)")
        return command.output
    }
}

/// What `loket line --json` printed.
struct LineState: Decodable {
    struct Line: Decodable {
        let name: String
        let up: Bool
        let breaks: Int
    }

    struct Waiting: Decodable {
        let office: String
        let messages: Int
    }

    let lines: [Line]
    let waitingHere: [Waiting]
    let waitingThere: [Waiting]?

    init(_ json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(LineState.self, from: Data(json.utf8))
    }

    var isUp: Bool { lines.first { $0.name == "district" }?.up ?? false }
}
