import ArgumentParser
import Casework
import Civil
import Foundation

struct RestoreCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a site from a backup, and bring it from there to where the office stands.",
        discussion: """
            Nobody knows what the site did after its backup. So it comes back in its next life (KLR2-…), with its
            counter closed: every open case is held until a person has looked at the paper, and what was at the printer
            or the gateway is unknown. Nothing is printed, sent or numbered a second time.

            The way: restore into a new folder, loket up, restore report (what was lost), restore open (people are
            served again), restore review and restore release (case by case), loket unknown.

            Examples:
              loket restore /mnt/usb/klari.backup --data /srv/klari-2
              loket restore /mnt/usb/klari.backup --data /srv/klari-2 --devices /srv/klari
              loket restore open --data /srv/klari-2
              loket restore review --data /srv/klari-2

            Exit codes: 0 done, 1 not done (nothing half is left), 2 not understood.
            """,
        subcommands: [
            MakeRestoredSite.self, ReportRestoredSite.self, OpenRestoredSite.self, ReviewRestoredCases.self,
            ReleaseRestoredCases.self,
        ], defaultSubcommand: MakeRestoredSite.self)
}

struct MakeRestoredSite: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Make a site in a new folder from a backup.",
        discussion: """
            The dead site must stay dead: two lives at once would each serve the same office. Every site that is made
            gets a life of its own, noted beside the backup in a file such as 32.15.05.lives. Where that note can't lie,
            or there are copies of backups elsewhere, say with --incarnation a number that no life of this site had.

            The letters' register passes over 500 numbers for each day since the backup, so that no letter has the number
            of another that the lost hours numbered.

            A site with a line asks its neighbours first: what they know of its cases comes back as they know it. Whoever
            can't be reached is waited for, then nothing is restored. With --without-neighbours it goes on without them;
            where one of them knows more of a case than the backup, that case stops with two histories (loket forks).

            Examples:
              loket restore /mnt/usb/klari.backup --data /srv/klari-2
              loket restore /mnt/usb/klari.backup --data /srv/klari-2 --line tcp://10.8.0.1:5670 --line-key KEY
              loket restore /mnt/usb/klari.backup --data /srv/klari-2 --devices /srv/klari --json

            JSON: folder, offices, incarnation, restored_from, cases_came_back, cases_held, prints_unknown,
            messages_unknown, runs_ended, devices, neighbours_asked, neighbours_silent, not_taken, findings.

            Exit codes: 0 done, 1 not done (nothing half is left), 2 not understood, 5 done, and the audit found \
            something.
            """)

    @Argument(help: "The backup.", completion: .file())
    var file: String

    @Option(help: "The folder of the site to make: new, or empty.")
    var data: String

    @Option(
        help: ArgumentHelp(
            "Where printer.log and gateway.log of the dead site lie, if they outlived it: its devices are asked then.",
            valueName: "folder"))
    var devices: String?

    @Option(
        help: ArgumentHelp(
            "The district's brokers, as for loket up (LOKET_LINE).", valueName: "tcp://10.8.0.1:5670"))
    var line: String?

    @Option(help: ArgumentHelp("The key of the district's broker (LOKET_LINE_KEY).", valueName: "key"))
    var lineKey: String?

    @Option(
        help: ArgumentHelp(
            "Where the sites of its kecamatan dial in, as for loket up (LOKET_LISTEN).", valueName: "tcp://0.0.0.0:5670"
        ))
    var listen: String?

    @Option(help: ArgumentHelp("How long to wait for the neighbours' answers.", valueName: "seconds"))
    var patience = 120

    @Flag(help: "Go on without the neighbours that don't answer.")
    var withoutNeighbours = false

    @Option(help: ArgumentHelp("The life of the site, which none had before (default: the next).", valueName: "number"))
    var incarnation: Int?

    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp(
            "Who restores it, for the journal (LOKET_OPERATOR; default: your account).", valueName: "name"))
    var operatorName: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func validate() throws {
        if !(1...86_400).contains(patience) { throw ValidationError("--patience is from 1 to 86400 seconds.") }
    }

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            umask(0o077)
            let folder = SiteFolder(data)
            let way = NeighboursAsked.Way(
                line: try SiteLine(brokers: line, key: lineKey), doors: try SiteDoors(broker: listen, database: nil),
                patience: .seconds(patience), goesOnWithout: withoutNeighbours)
            let restored = try SiteRestore(
                backup: BackupFile(file), folder: folder, incarnation: incarnation, devices: devices, way: way,
                operatorName: OperatorName(operatorName).text
            ).run()
            let office = try restored.manifest.office(in: folder.catalogue)
            screen.show(try RestoredReport(restored, folder: folder, office))
            if restored.findings > 0 { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }
}

struct OpenRestoredSite: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the counter of a restored site.",
        discussion: """
            Where the neighbours were not asked at the restore, it takes a reason. Cases stay held until each is
            released.

            Examples:
              loket restore open
              loket restore open --without-neighbours --reason "Dukcapil's line is down since yesterday"

            JSON: opened_by, without_neighbours (why; empty where they were asked, or there are none).

            Exit codes: 0 open, 1 refused, 2 not understood.
            """)

    @Flag(help: "Open it although the neighbours were not asked; needs --reason.")
    var withoutNeighbours = false

    @Option(help: "Why; it stands in the site's row.")
    var reason: String?

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp("Who opens it (LOKET_OPERATOR; default: your account).", valueName: "name"))
    var operatorName: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func validate() throws {
        if withoutNeighbours != (reason != nil) {
            throw ValidationError("--without-neighbours and --reason go together.")
        }
    }

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            let server = try SiteServer(SiteFolder(data))
            defer { server.stop() }
            let connection = try server.connect(as: "loket-restore")
            defer { connection.close() }
            let name = OperatorName(operatorName).text
            try RestoredCounter(connection).open(by: name, withoutNeighbours: reason)
            let cases = try HeldCases(connection).all().count
            screen.show(OpenedReport(openedBy: name, withoutNeighbours: reason ?? "", casesHeld: cases))
        }
    }
}

/// Who works as the site's owner.
struct OperatorName {
    let text: String

    init(_ given: String?) {
        let environment = ProcessInfo.processInfo.environment["LOKET_OPERATOR"].flatMap { $0.isEmpty ? nil : $0 }
        text = given ?? environment ?? NSUserName()
    }
}

private struct OpenedReport: Report {
    let openedBy: String
    let withoutNeighbours: String
    let casesHeld: Int

    func lines(on screen: Screen) -> [String] {
        ["The counter is open."]
            + (casesHeld == 0
                ? [] : ["\(casesHeld) cases are held until somebody has looked at the paper: loket restore review"])
    }
}

/// A site that was made from a backup.
private struct RestoredReport: Report {
    let folder: String
    let offices: [String]
    let incarnation: Int
    let restoredFrom: OfficeTime
    let casesCameBack: Int
    let casesHeld: Int
    let printsUnknown: Int
    let messagesUnknown: Int
    let runsEnded: Int
    let devices: [String]
    let neighboursAsked: [String]
    let neighboursSilent: [String]
    let notTaken: [String]
    let findings: Int
    private let shortCode: String
    private let isUnnoted: Bool

    private enum CodingKeys: CodingKey {
        case folder, offices, incarnation, restoredFrom, casesCameBack, casesHeld, printsUnknown, messagesUnknown
        case runsEnded, devices, neighboursAsked, neighboursSilent, notTaken, findings
    }

    init(_ restored: SiteRestore.Restored, folder: SiteFolder, _ office: Office) throws {
        self.folder = folder.path
        offices = restored.manifest.offices
        incarnation = restored.incarnation
        restoredFrom = OfficeTime(try restored.manifest.moment(restored.manifest.siteTime), office.zone)
        casesCameBack = restored.waiting.cameBack
        casesHeld = restored.waiting.cases
        printsUnknown = restored.waiting.prints
        messagesUnknown = restored.waiting.messages
        runsEnded = restored.waiting.runs
        devices = restored.devices.map(\.log)
        neighboursAsked = restored.asked
        neighboursSilent = restored.silent
        notTaken = restored.waiting.notTaken
        findings = restored.findings
        shortCode = office.shortCode
        isUnnoted = restored.isUnnoted
    }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("As it was", restoredFrom.full)
        facts.add("Life", "\(incarnation): its tickets and runs begin with \(shortCode)\(incarnation)-")
        facts.add(
            "Came back",
            neighboursAsked.isEmpty
                ? "" : "\(casesCameBack) cases, of which \(neighboursAsked.joined(separator: ", ")) knew more")
        facts.add("Not taken in", each: notTaken)
        facts.add(
            "Not asked",
            neighboursSilent.isEmpty
                ? ""
                : "\(neighboursSilent.joined(separator: ", ")): where they know more of a case, it stops with two "
                    + "histories (loket forks)")
        facts.add("Held", "\(casesHeld) open cases, until somebody has looked at the paper")
        facts.add(
            "Unknown",
            printsUnknown + messagesUnknown == 0 ? "" : "\(printsUnknown) prints and \(messagesUnknown) messages")
        facts.add("Ended", runsEnded == 0 ? "" : "\(runsEnded) print runs that no paper was printed for by then")
        facts.add("Asked", devices.isEmpty ? "" : "the devices themselves, from \(devices.joined(separator: ", "))")
        facts.add(
            "Take care",
            isUnnoted
                ? "the life could not be noted beside the backup: a further restore of it needs --incarnation "
                    + "\(incarnation + 1) or more" : "")
        facts.add("Audit", findings == 0 ? "clean" : "\(findings) findings: see loket audit --data \(folder)")
        return ["\(screen.strong("Restored")) into \(folder), with its counter closed"] + facts.lines(on: screen) + [
            "", "Next: loket up --data \(folder), then loket restore report, then loket restore open",
        ]
    }
}
