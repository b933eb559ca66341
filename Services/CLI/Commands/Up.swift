import ArgumentParser
import Foundation

struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring up a whole site: its PostgreSQL, its broker and all services.",
        discussion: """
            Stays in the foreground, restarts what dies, and stops everything in order on Ctrl-C or SIGTERM.
            Prints `ready` and the broker's endpoint as soon as the site serves. A new folder becomes a new site.

            Examples:
              loket up
              loket up --data /srv/klari --office 32.15.05
              loket up --demo --data /tmp/demo
              loket up --data /srv/klari --line tcp://10.8.0.1:5670 --line-key KEY
              loket up --listen tcp://0.0.0.0:5670 --listen-database 0.0.0.0:5432

            A line leads from a kecamatan to its district: what only Dukcapil can do goes there, and waits here while the
            line is down. Make the site's own key with loket key make, and let Dukcapil allow it.

            With --listen other machines join the site: further instances of its services, and other sites. Only keys that
            loket key allow has let in are. With --listen-database those instances reach the database over TLS: each machine
            takes server.crt and its own NAME.pgpass from the folder database of the site.

            After each day it makes an anchor in the folder anchors of the site (loket help anchor).

            Exit codes: 0 after it was asked to stop, 1 when the site could not come up.
            """)

    @Option(help: "The site's folder (LOKET_DATA; default /var/lib/loket for root, else in your data home).")
    var data: String?

    @Option(help: "The broker's endpoint (LOKET_BROKER; default broker.ipc in the site's folder).")
    var broker: String?

    @Option(
        help: ArgumentHelp(
            "Where other machines reach the broker, by keys (LOKET_LISTEN; default: nowhere).",
            valueName: "tcp://0.0.0.0:5670"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Where services on other machines reach the database (LOKET_LISTEN_DATABASE; default: nowhere).",
            valueName: "0.0.0.0:5432"))
    var listenDatabase: String?

    @Option(
        name: .customLong("office"),
        help:
            "An office of a new site, by region code; may be repeated (LOKET_OFFICES; default: the first of its catalogue)."
    )
    var offices: [String] = []

    @Option(
        help: ArgumentHelp(
            "The district's brokers, the preferred first, with commas between them (LOKET_LINE; default: no line).",
            valueName: "tcp://10.8.0.1:5670"))
    var line: String?

    @Option(
        help: ArgumentHelp(
            "The key of the district's broker, as loket key show prints it there (LOKET_LINE_KEY).", valueName: "key"))
    var lineKey: String?

    @Option(
        name: .customLong("reach"),
        help: ArgumentHelp(
            "An office of another site that cases may go to; may be repeated (default: the district's with a line, and "
                + "those of the sites that loket key has allowed).",
            valueName: "office"))
    var reached: [String] = []

    @Option(help: "The catalogue of a new site (default: the sample district's), or a new one for an old site.")
    var catalogue: String?

    @Flag(help: "Make a demo site, for good: its clock stands still until it is advanced.")
    var demo = false

    @Option(help: "When a new demo site's clock begins (default 2026-11-23T07:00:00+07:00).")
    var clock: String?

    @Option(help: "How much the programs log: trace, debug, info, notice, warning or error (LOKET_LOG).")
    var log: String?

    func run() throws {
        do {
            let folder = SiteFolder(data)
            let doors = try SiteDoors(broker: listen, database: listenDatabase)
            let line = try SiteLine(brokers: self.line, key: lineKey)
            let plan = try SitePlan(folder: folder, brokers: broker, doors: doors, logLevel: log).with(line)
            var request = SiteRequest(
                offices: Self.offices(asked: offices), reached: reached.isEmpty ? nil : reached, isDemo: demo,
                clock: try firstMoment(), catalogue: catalogue)
            try folder.refuseUnfinishedRestore()
            try folder.prepare()
            let lock = try SiteLock(folder)
            umask(0o077)
            try folder.makeAttachmentKey()
            try SiteCatalogue(request.catalogue).install(
                in: folder, offices: request.offices.map { $0 + reached } ?? (reached.isEmpty ? nil : reached))
            request.firstOffice = try SiteCatalogue.inUse(in: folder).offices[0].code.text
            let key = try doors.brokerKey(of: plan.keys)
            request.neighbours = try SiteNeighbours(folder, keys: plan.keys, hasLine: line != nil)
            let runner = try SiteRunner(plan, request)
            try runner.run { site in
                tell("ready \(plan.brokers)")
                tell(
                    "\(site.isDemo ? "demo site" : "site") of \(site.offices.joined(separator: ", ")) in \(folder.path)"
                )
                if !site.isCounterOpen {
                    tell(
                        "The counter is closed: the site was restored from a backup. See with loket restore report what "
                            + "was lost, then loket restore open.")
                }
                if let key {
                    tell(
                        "other machines reach the broker at \(doors.broker.joined(separator: ",")), whose key is \(key)"
                    )
                }
                if let door = runner.door {
                    tell(
                        "and the database at \(door.address.host):\(door.address.port), with what is in \(door.folder)")
                }
            }
            withExtendedLifetime(lock) {}
        } catch {
            FileHandle.standardError.write(Data("loket: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    /// The command line before the environment; nil where neither names one.
    static func offices(
        asked: [String], environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String]? {
        if !asked.isEmpty { return asked }
        let written = environment["LOKET_OFFICES"] ?? ""
        let named = written.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return named.isEmpty ? nil : named
    }

    private func firstMoment() throws -> Int64? {
        guard let clock else { return nil }
        guard demo else { throw SiteProblem("--clock is for a demo site only: add --demo, or leave it out.") }
        guard let date = ISO8601DateFormatter().date(from: clock) else {
            throw SiteProblem("--clock \(clock) is no moment: write it like 2026-11-23T07:00:00+07:00.")
        }
        return Int64(date.timeIntervalSince1970 * 1_000_000)
    }

    /// Written at once: whoever waits for it may be a program.
    private func tell(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
