import Foundation
import Postgres
import TestKit
import Testing

/// A whole site in a folder of its own, as an operator brings it up.
final class Site {
    let folder: String
    private let scratch: ScratchFolder
    private(set) var up: StartedProgram

    init(_ arguments: String...) throws {
        scratch = try ScratchFolder()
        folder = scratch.file("s")
        up = try StartedProgram("loket", ["up", "--data", folder] + arguments, environment: Self.environment)
    }

    /// Nothing that is set where the tests run may reach a site.
    static let environment = ["LOKET_BROKER": "", "LOKET_DATA": "", "LOKET_LOG": "info"]

    var endpoint: String { "ipc://\(folder)/broker.ipc" }

    func waitUntilReady() throws {
        try up.waitForOutput(containing: "ready \(endpoint)\n", within: .seconds(60))
    }

    func bringUpAgain(_ arguments: String...) throws {
        up = try StartedProgram("loket", ["up", "--data", folder] + arguments, environment: Self.environment)
    }

    func connect() throws -> Connection {
        try Connection(
            "host=\(folder)/postgres dbname=loket user=postgres", applicationName: "test", planning: .free)
    }

    /// The processes whose parent is the site's first one, by the name of their program.
    func children() throws -> [String: pid_t] {
        var found: [String: pid_t] = [:]
        for id in try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap({ pid_t($0) }) {
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")"), let begin = stat.firstIndex(of: "(")
            else { continue }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            guard fields[1] == "\(up.pid)", fields[0] != "Z" else { continue }
            found[String(stat[stat.index(after: begin)..<end])] = id
        }
        return found
    }

    /// Whether a process is there and not only waiting to be reaped.
    static func isAlive(_ id: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return false }
        return stat[stat.index(after: end)...].split(separator: " ").first != "Z"
    }
}

@Suite struct SiteTests {
    private func count(_ site: Site) throws -> Int64 {
        let connection = try site.connect()
        defer { connection.close() }
        return try connection.query(Statement("SELECT count(*) FROM casework.site", name: "count"))[0].int64(0)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a site comes up in an empty folder and stops in order`(_ signal: Int32) throws {
        let site = try Site()
        try site.waitUntilReady()
        let children = try site.children()
        #expect(Set(children.keys).isSuperset(of: ["postgres", "loket-broker", "loket-intake"]))
        #expect(try count(site) == 1)
        site.up.signal(signal)
        #expect(try site.up.waitForExit(within: .seconds(30)) == .status(0))
        #expect(!children.values.contains(where: Site.isAlive))
        #expect(site.up.errorOutput == "")
        let log = try String(contentsOfFile: site.folder + "/postgres/log", encoding: .utf8)
        #expect(log.contains("database system is shut down"))
        try site.bringUpAgain()
        try site.waitUntilReady()
        #expect(try count(site) == 1)
    }

    @Test func `only the site's own user may open its socket`() throws {
        let site = try Site()
        try site.waitUntilReady()
        let mode = { (path: String) in
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(site.folder) == (geteuid() == 0 ? 0o710 : 0o700))
        #expect(try mode(site.folder + "/broker.ipc") == 0o700)
        #expect(try mode(site.folder + "/postgres") == 0o700)
    }

    @Test func `a second one in the same folder is told in one sentence`() throws {
        let site = try Site()
        try site.waitUntilReady()
        let second = try StartedProgram("loket", ["up", "--data", site.folder], environment: Site.environment)
        #expect(try second.waitForExit() == .status(1))
        #expect(
            second.errorOutput
                == "loket: The site in \(site.folder) is already up (process \(site.up.pid)): use it, stop it, or choose "
                + "another folder with --data.\n")
        #expect(site.up.isRunning)
    }

    @Test(arguments: ["postgres", "loket-broker", "loket-intake"])
    func `what is killed hard while the site is up is started again`(_ program: String) throws {
        let site = try Site()
        try site.waitUntilReady()
        let victim = try #require(try site.children()[program])
        kill(victim, SIGKILL)
        try eventually("\(program) runs again", within: .seconds(30)) {
            try site.children()[program].map { $0 != victim } ?? false
        }
        let connection = try #require(try connectWithin(.seconds(30), site))
        connection.close()
        site.up.signal(SIGTERM)
        #expect(try site.up.waitForExit(within: .seconds(60)) == .status(0))
    }

    private func connectWithin(_ limit: Duration, _ site: Site) throws -> Connection? {
        var connection: Connection?
        try eventually("PostgreSQL takes connections", within: limit) {
            connection = try? site.connect()
            return connection != nil
        }
        return connection
    }

    @Test func `when the site's first process is killed hard, all go with it and the next one comes up`() throws {
        let site = try Site()
        try site.waitUntilReady()
        let children = try site.children().values
        #expect(children.count > 2)
        try site.up.killHard()
        try eventually("all its children are gone", within: .seconds(60)) { !children.contains(where: Site.isAlive) }
        try site.bringUpAgain()
        try site.waitUntilReady()
        #expect(try count(site) == 1)
    }

    @Test func `everything killed hard at once is brought up again`() throws {
        let site = try Site()
        try site.waitUntilReady()
        for child in try site.children().values { kill(child, SIGKILL) }
        try site.up.killHard()
        try site.bringUpAgain()
        try site.waitUntilReady()
        #expect(try count(site) == 1)
    }

    @Test func `a site is a demo site from its creation on or never`() throws {
        let site = try Site("--demo", "--clock", "2026-11-24T08:00:00+07:00")
        try site.waitUntilReady()
        let connection = try site.connect()
        let now = try connection.query(Statement("SELECT casework.site_now()", name: "now"))[0].timestamp(0)
        #expect(now == 1_795_482_000_000_000)
        connection.close()
        site.up.signal(SIGTERM)
        try site.up.waitForExit()

        let real = try Site()
        try real.waitUntilReady()
        real.up.signal(SIGTERM)
        try real.up.waitForExit()
        try real.bringUpAgain("--demo")
        #expect(try real.up.waitForExit() == .status(1))
        #expect(real.up.errorOutput.contains("was not made as a demo site"))
    }

    @Test func `a site keeps the offices of other sites that it was told it can reach`() throws {
        let site = try Site("--reach", "32.15")
        try site.waitUntilReady()
        #expect(try reachable(site) == ["32.15"])
        site.up.signal(SIGTERM)
        try site.up.waitForExit()
        try site.bringUpAgain()
        try site.waitUntilReady()
        #expect(try reachable(site) == ["32.15"])
        site.up.signal(SIGTERM)
        try site.up.waitForExit()
        try site.bringUpAgain("--reach", "32.15.05")
        #expect(try site.up.waitForExit() == .status(1))
        #expect(site.up.errorOutput.contains("--reach 32.15.05 is an office of this site"))
    }

    private func reachable(_ site: Site) throws -> [String] {
        let connection = try site.connect()
        defer { connection.close() }
        return try connection.query(Statement("SELECT reachable FROM casework.site", name: "reachable"))[0].texts(0)
    }

    @Test func `a service that can't start ends the attempt with its own words, and nothing stays behind`() throws {
        let site = try Site("--log", "loud")
        #expect(try site.up.waitForExit(within: .seconds(60)) == .status(1))
        #expect(site.up.errorOutput.contains("LOKET_LOG is \"loud\""))
        #expect(try site.children().isEmpty)
    }
}
