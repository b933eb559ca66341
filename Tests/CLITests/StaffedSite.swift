import Civil
import Foundation
import TestKit

/// A demo site with a broker and services as processes of their own, and the operators' command beside them.
/// Its clock stands at 07.30 of Monday 23 November 2026 at Klari.
final class StaffedSite {
    static let opening = OfficeZone.wib.moment(
        Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0), ClockTime("07.30") ?? .midnight)

    let database: TestDatabase
    let scratch: ScratchFolder
    private(set) var broker: StartedProgram
    private(set) var services: [String: StartedProgram] = [:]

    init(_ names: String...) throws {
        database = try TestDatabase()
        try database.makeSite(clock: Self.opening.microseconds)
        scratch = try ScratchFolder()
        broker = try Self.broker(scratch)
        for name in names { try start(name) }
    }

    private static func broker(_ scratch: ScratchFolder) throws -> StartedProgram {
        let broker = try StartedProgram(
            "loket-broker", environment: ["LOKET_BROKER": "ipc://\(scratch.file("broker.ipc"))", "LOKET_LOG": "error"])
        try broker.waitForOutput(containing: "ready")
        return broker
    }

    func killBroker() throws { try broker.killHard() }

    func startBroker() throws { broker = try Self.broker(scratch) }

    var endpoint: String { "ipc://\(scratch.file("broker.ipc"))" }

    /// Starts a service, or starts it again, and waits until the broker knows it.
    func start(_ name: String) throws {
        services[name] = try started(name, office: "32.15.05", database, Self.catalogue, data: scratch.file("data"))
    }

    /// A service of an office with a store, a catalogue and a folder of its own, at the same broker.
    func started(
        _ name: String, office: String, _ database: TestDatabase, _ catalogue: String, data: String
    ) throws -> StartedProgram {
        let program = try StartedProgram(
            "loket-\(name)",
            environment: [
                "LOKET_BROKER": endpoint, "LOKET_DATABASE": database.conninfo(role: "loket_\(name)"),
                "LOKET_CATALOGUE": catalogue, "LOKET_OFFICES": office, "LOKET_DATA": data, "LOKET_LOG": "error",
            ])
        try eventually("the broker knows \(name)", within: .seconds(30)) {
            try run("services", "--json").output.contains(#""name":"\#(name)@\#(office)""#)
        }
        return program
    }

    static var catalogue: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("ops/sample/catalogue.yaml").path
    }

    struct Ended {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Starts the operators' command.
    func loket(_ arguments: [String]) throws -> StartedProgram {
        try StartedProgram(
            "loket", arguments,
            environment: [
                "LOKET_BROKER": endpoint, "LOKET_DATA": "", "LOKET_OFFICE": "", "LOKET_DESK": "",
                "LOKET_OPERATOR": "dewi",
            ])
    }

    /// Runs the operators' command to its end.
    @discardableResult
    func run(_ arguments: String...) throws -> Ended {
        let program = try loket(arguments)
        guard case .status(let status) = try program.waitForExit(within: .seconds(60)) else {
            return Ended(status: -1, output: program.output, errors: program.errorOutput)
        }
        return Ended(status: status, output: program.output, errors: program.errorOutput)
    }

    /// Writes a file of visits and gives its path.
    func file(_ lines: [String]) throws -> String {
        let path = scratch.file("visits-\(UUID().uuidString).jsonl")
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    var visits: Int { get throws { try database.count("SELECT count(*) FROM casework.subject WHERE kind = 2") } }
}

/// A line with one complete application for a changed KK, by a citizen of its own.
func visitLine(
    _ number: Int, id: String? = nil, office: String = "32.15.05", nik: String? = nil, product: String = "kk-perubahan",
    documents: [String] = ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"], need: String? = nil,
    ground: String? = nil
) -> String {
    let nik = nik ?? "321505170893" + String(String(10_000 + number).suffix(4))
    let papers = documents.map { "\"\($0)\"" }.joined(separator: ", ")
    let need = need.map { ", \"need\": \"\($0)\"" } ?? ""
    let ground = ground.map { ", \"details\": {\"ground\": \"\($0)\"}" } ?? ""
    return """
        {"id": "\(id ?? "line-\(number)")", "office": "\(office)", "visitor": {"name": "SITI AMINAH", "nik": "\(nik)", \
        "phone": "081234567802"}, "applications": [{"product": "\(product)", "documents": [\(papers)]\(need)\(ground)}]}
        """
}
