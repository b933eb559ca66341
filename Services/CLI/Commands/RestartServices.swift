import ArgumentParser
import Foundation

struct RestartServices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Replace the programs of a running site one after the other, while it serves.",
        discussion: """
            For programs that were installed anew, or that shall begin afresh. A second process of each service is started,
            and only when it serves the first one is told to end: it takes nothing new, answers what it has, finishes the
            sheet that is in the printer, and ends by itself. The broker, which comes last, is away for a moment: whoever
            asks then asks again without knowing it.

            Nothing else is replaced: PostgreSQL goes on, and the process of loket up, which looks after all of them, is of
            the installed version after its next start. Where the new programs need a newer schema, run loket migrate
            before (loket help migrate). The names are intake, recording, printing, notification and broker.

            Examples:
              loket restart
              loket restart printing
              loket restart intake recording --data /srv/klari --json

            JSON: restarted (program, old_process, new_process, seconds), seconds and failed (program, why), which is null
            where all went well.

            Exit codes: 0 done, 1 not done and the old process serves on, 2 not understood, 3 no site is up there or a
            restart is under way, 4 the site went away meanwhile, 5 done in part: one did not come up, those after it were
            not touched.
            """)

    @Argument(help: ArgumentHelp("What to replace (default: all).", valueName: "program"))
    var programs: [String] = []

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func validate() throws {
        for program in programs where !Self.names.contains(program) {
            let why =
                program.lowercased() == "postgresql" || program == "postgres"
                ? "PostgreSQL isn't replaced while a site serves: stop loket up and start it again"
                : "\"\(program)\" is no program of a site: name some of \(Self.names.joined(separator: ", "))"
            throw ValidationError("\(why).")
        }
    }

    static let names = SitePlan.services + ["broker"]

    func run() throws {
        let screen = Screen(isJSON: json)
        do {
            try follow(screen)
        } catch let complaint as Complaint {
            throw screen.complain(complaint)
        }
    }

    private func follow(_ screen: Screen) throws {
        let folder = SiteFolder(data)
        guard let site = LocalSocket.connected(to: folder.restartSocket) else { throw Self.nobody(in: folder) }
        let order = try JSONEncoder().encode(RestartOrder(restart: programs))
        site.say(String(decoding: order, as: UTF8.self))
        var report = RestartReport()
        while let line = site.line() {
            guard let news = try? JSONDecoder().decode(RestartNews.self, from: Data(line.utf8)) else {
                // Of a newer loket up, which tells more.
                continue
            }
            report.take(news)
            if !json, let progress = report.progress(of: news) { screen.write(progress) }
            switch news.step {
            case .starting, .serving, .makingRoom, .ended: continue
            case .refused: throw Complaint(.unavailable, "nothing was restarted: \(news.why)")
            case .finished: return screen.show(report)
            case .failed:
                if json { screen.show(report) }
                FileHandle.standardError.write(Data("loket: \(report.failure)\n".utf8))
                throw ExitCode((report.restarted.isEmpty ? ExitStatus.refused : .partial).rawValue)
            }
        }
        throw Complaint(
            .unknown, "the site in \(folder.path) went away before it was done: look at loket services, then ask again")
    }

    private static func nobody(in folder: SiteFolder) -> Complaint {
        if errno == EACCES {
            return Complaint(.unavailable, "the site in \(folder.path) belongs to another account: run as that one")
        }
        guard (try? SiteLock(folder)) == nil, FileManager.default.fileExists(atPath: folder.lock) else {
            return Complaint(
                .unavailable,
                "no site is up in \(folder.path): bring it up with loket up, or name its folder with --data")
        }
        return Complaint(
            .unavailable,
            "the loket up in \(folder.path) takes no orders, as an older one: stop it and bring the site up again")
    }
}
