import Foundation
import Postgres
import TestKit

/// Sites of one office in folders of their own, brought up, killed and restored as an operator does it.
final class RestorableOffice {
    let scratch: ScratchFolder
    private static let environment = [
        "LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_OFFICE": "", "LOKET_LOG": "info", "LOKET_OPERATOR": "budi",
        // What a killed instance had on its way is sent again soon.
        "LOKET_LEASE": "1",
    ]

    init() throws { scratch = try ScratchFolder() }

    func up(_ site: String, demo: Bool = false) throws -> StartedProgram {
        let program = try StartedProgram(
            "loket", ["up", "--data", scratch.file(site)] + (demo ? ["--demo"] : []), environment: Self.environment)
        try program.waitForOutput(containing: "ready ipc://\(scratch.file(site))/broker.ipc\n", within: .seconds(90))
        return program
    }

    struct Ended {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs a command of an operator to its end, whatever that is.
    @discardableResult
    func loket(_ site: String, _ arguments: String...) throws -> Ended {
        try run(arguments + ["--data", scratch.file(site)])
    }

    func run(_ arguments: [String]) throws -> Ended {
        let program = try StartedProgram("loket", arguments, environment: Self.environment)
        let exit = try program.waitForExit(within: .seconds(120))
        let status: Int32 = if case .status(let status) = exit { status } else { -1 }
        return Ended(status: status, output: program.output, errors: program.errorOutput)
    }

    /// Files one visit with one application and gives its case's number.
    func file(_ site: String, _ number: Int, _ product: String, need: String = "") throws -> String {
        let papers =
            product == "sktm" ? #""surat-desa", "ktp", "kk""# : #""f-1.02", "f-1.06", "kk-lama", "bukti-perubahan""#
        let nik = "321505170893" + String(String(10_000 + number).suffix(4))
        let line = """
            {"id": "line-\(number)", "office": "32.15.05", "visitor": {"name": "WARGA KLARI", "nik": "\(nik)", \
            "phone": "0812345678\(String(100 + number).suffix(2))"}, "applications": [{"product": "\(product)", \
            "family_card": "3215050102150001", "documents": [\(papers)], "need": "\(need)"}]}
            """
        let path = scratch.file("line-\(number).jsonl")
        try (line + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let filed = try loket(site, "file", "--from", path, "--json")
        guard filed.status == 0, let found = filed.output.firstMatch(of: /"number":"([A-Z0-9-]+)"/) else {
            throw NotDone(what: "file \(number)", ended: filed)
        }
        return String(found.output.1)
    }

    /// Runs a command that must be done.
    @discardableResult
    func must(_ site: String, _ arguments: String...) throws -> String {
        let ended = try run(arguments + ["--data", scratch.file(site)])
        guard ended.status == 0 else { throw NotDone(what: arguments.joined(separator: " "), ended: ended) }
        return ended.output
    }

    struct NotDone: Error, CustomStringConvertible {
        let what: String
        let ended: Ended

        var description: String { "\(what) ended with \(ended.status): \(ended.output)\(ended.errors)" }
    }

    /// Waits until a case is at a step.
    func wait(_ site: String, _ number: String, _ step: String) throws {
        try eventually("\(number) is \(step)", within: .seconds(60)) {
            try loket(site, "status", number, "--json").output.contains(#""stage":"\#(step)""#)
        }
    }
}

/// Everything that a site gave to the outside: what no other life of it may give again.
struct Issued {
    var tickets: Set<String> = []
    var cases: Set<String> = []
    var runs: Set<String> = []
    var letters: Set<String> = []
    /// Of the printer's log and the gateway's.
    var documents: Set<String> = []
    var messages: Set<String> = []

    init(_ office: RestorableOffice, _ site: String) throws { try self.init(folder: office.scratch.file(site)) }

    init(folder: String) throws {
        let connection = try Connection(
            "host=\(folder)/postgres dbname=loket user=postgres", applicationName: "test", planning: .free)
        defer { connection.close() }
        let subjects = try connection.query(
            Statement("SELECT kind, state FROM casework.subject WHERE version > 0", name: "subjects"))
        for row in subjects { try take(row) }
        for line in try Self.lines(of: "\(folder)/printer.log") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields[1] == "print" { documents.insert(String(fields[5])) }
        }
        for line in try Self.lines(of: "\(folder)/gateway.log") where line.contains(#""call":"send""#) {
            guard let found = line.firstMatch(of: /"number":"([^"]+)"/) else { continue }
            messages.insert(String(found.output.1))
        }
    }

    /// None where the device was never asked for anything.
    private static func lines(of path: String) throws -> [Substring] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    }
}
