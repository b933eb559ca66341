import Foundation
import TestKit
import Testing
import ZeroMQ

@Suite("Instances on other machines")
struct MemberTests {
    @Test func `one, two and four printing instances join the site by their keys, and each document is printed once`()
        throws
    {
        let site = try ListeningSite()
        #expect(try site.printers() == 1)
        try site.printUrgentCases(3)
        for number in 1...4 {
            try site.join(number)
            guard [1, 2, 4].contains(number) else { continue }
            try eventually("\(number) more print", within: .seconds(60)) { try site.printers() == number + 1 }
            try site.printUrgentCases(5)
        }
        let printed = try site.printed()
        #expect(printed.count == 18)
        #expect(Set(printed).count == 18)
        let audit = try site.loket("audit")
        #expect(audit.status == 0 && audit.output.contains("Clean: "))
    }

    @Test func `whose key isn't allowed never joins, and who is revoked is cut off from broker and database`() throws {
        let site = try ListeningSite()
        let member = try site.join(1)
        try eventually("it prints", within: .seconds(60)) { try site.printers() == 2 }
        let key = try site.key(of: 2)
        let stranger = try site.start(2, login: 1)
        let log = site.site.folder + "/log/broker.log"
        try eventually("the refusal is in the log", within: .seconds(30)) {
            try String(contentsOfFile: log, encoding: .utf8).contains("refused the key \(key)")
        }
        #expect(try site.printers() == 2)
        try stranger.waitForOutput(containing: "the broker doesn't let us in")

        #expect(try site.loket("key", "revoke", "printing-1").status == 0)
        try eventually("it is cut off", within: .seconds(60)) { try site.printers() == 1 }
        let passfile = site.site.folder + "/database/printing-1.pgpass"
        try eventually("its login is gone", within: .seconds(60)) {
            !FileManager.default.fileExists(atPath: passfile)
        }
        try member.waitForOutput(containing: "effects can't be looked at now")
        #expect(member.isRunning)
        try site.printUrgentCases(3)
        let byLocal = try site.printed(in: site.site.folder)
        #expect(byLocal.count == 3)
        #expect(try site.printed() == byLocal)
    }

    @Test func `a site that listens nowhere has no key and no door to its database`() throws {
        let site = try Site("--demo")
        try site.waitUntilReady()
        #expect(!site.up.output.contains("other machines"))
        for name in ["key", "keys.txt", "database"] {
            #expect(!FileManager.default.fileExists(atPath: "\(site.folder)/\(name)"))
        }
        let connection = try site.connect()
        defer { connection.close() }
        let listening = try connection.query(
            .init("SELECT current_setting('listen_addresses')", name: "listening"))[0].text(0)
        #expect(listening == "")
    }
}

/// A demo site that other machines join at an address of its own, and the folders of those machines.
private final class ListeningSite {
    let site: Site
    private let address = LoopbackAddress.fresh()
    private let scratch: ScratchFolder
    private let ownKey: String
    private var members: [StartedProgram] = []
    private var filed = 0

    init() throws {
        scratch = try ScratchFolder()
        site = try Site(
            "--demo", "--listen", "tcp://\(address):5670", "--listen-database", "\(address):5432")
        try site.waitUntilReady()
        try site.up.waitForOutput(containing: "and the database at \(address):5432")
        let shown = try StartedProgram("loket", ["key", "show", "--data", site.folder])
        try shown.waitForExit()
        ownKey = shown.output.trimmingCharacters(in: .newlines)
        #expect(site.up.output.contains("whose key is \(ownKey)"))
    }

    private func folder(_ number: Int) -> String { scratch.file("printing-\(number)") }

    /// The public key of one of the machines, made now where it has none.
    func key(of number: Int) throws -> String {
        try StartedProgram("loket", ["key", "make", "--data", folder(number)]).waitForExit()
        let shown = try StartedProgram("loket", ["key", "show", "--data", folder(number)])
        try shown.waitForExit()
        return shown.output.trimmingCharacters(in: .newlines)
    }

    /// Allows a machine's key, waits for its login, and starts loket-printing there.
    @discardableResult
    func join(_ number: Int) throws -> StartedProgram {
        let allowed = try loket("key", "allow", try key(of: number), "--name", "printing-\(number)", "--member")
        #expect(allowed.status == 0, "\(allowed.errors)")
        try eventually("the database has a login for it", within: .seconds(30)) {
            FileManager.default.fileExists(atPath: "\(site.folder)/database/printing-\(number).pgpass")
        }
        return try start(number, login: number)
    }

    func start(_ number: Int, login: Int) throws -> StartedProgram {
        let door = site.folder + "/database"
        let program = try StartedProgram(
            "loket-printing",
            environment: [
                "LOKET_BROKER": "tcp://\(address):5670", "LOKET_BROKER_KEY": ownKey, "LOKET_KEY": "",
                "LOKET_DATA": folder(number), "LOKET_INSTANCE": "printing-\(number)", "LOKET_OFFICES": "32.15.05",
                "LOKET_CATALOGUE": site.folder + "/catalogue.yaml", "LOKET_LOG": "info",
                "LOKET_DATABASE":
                    "host=\(address) port=5432 dbname=loket user=member_printing-\(login) "
                    + "options='-c role=loket_printing' sslmode=verify-ca sslrootcert=\(door)/server.crt "
                    + "passfile=\(door)/printing-\(login).pgpass",
            ])
        members.append(program)
        return program
    }

    func loket(_ arguments: String...) throws -> StaffedSite.Ended {
        let program = try StartedProgram(
            "loket", arguments,
            environment: Site.environment.merging(["LOKET_DATA": site.folder, "LOKET_OPERATOR": "dewi"]) { $1 })
        guard case .status(let status) = try program.waitForExit(within: .seconds(60)) else {
            return .init(status: -1, output: program.output, errors: program.errorOutput)
        }
        return .init(status: status, output: program.output, errors: program.errorOutput)
    }

    /// How many instances print, as `loket services` shows it.
    func printers() throws -> Int {
        let shown = try loket("services", "--json").output
        let line = shown.firstMatch(
            of: /"name":"printing@32.15.05","outstanding":[0-9]+,"queued":[0-9]+,"workers":([0-9]+)/)
        return line.flatMap { Int($0.1) } ?? 0
    }

    /// Files urgent cases, has them recorded, and waits until they are printed.
    func printUrgentCases(_ count: Int) throws {
        let lines = (filed + 1...filed + count).map { visitLine($0, need: "childbirth") }
        let file = scratch.file("visits.jsonl")
        try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let answer = try loket("file", "--from", file)
        #expect(answer.status == 0, "\(answer.errors)")
        let numbers = (filed + 1...filed + count).map { "KLR-261123-B\(String(1_000 + $0).suffix(3))-1" }
        filed += count
        for number in numbers {
            let recorded = try loket("record", "data", number, "--reference", "SIAK-\(number)")
            #expect(recorded.status == 0, "\(recorded.errors)")
        }
        for number in numbers {
            try eventually("\(number) is printed", within: .seconds(60)) {
                try loket("status", number, "--json").output.contains(#""stage":"ready""#)
            }
        }
    }

    /// The numbers of all documents that all printers together have printed, in order.
    func printed() throws -> [String] {
        try ([site.folder] + (1...members.count + 1).map(folder)).flatMap { try printed(in: $0) }.sorted()
    }

    func printed(in folder: String) throws -> [String] {
        let log = folder + "/printer.log"
        guard FileManager.default.fileExists(atPath: log) else { return [] }
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        let calls = lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        return calls.filter { $0.count > 4 && $0[1] == "print" }.map { $0[4] }.sorted()
    }
}
