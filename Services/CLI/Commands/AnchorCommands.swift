import ArgumentParser
import Audit
import Civil
import Foundation

struct AnchorCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor",
        abstract: "Keep a hash of every history outside the database, on paper too, so that nothing goes unseen.",
        discussion: """
            Whoever can write to the database past Loket can take the last entries of a case away with every trace of
            them, or write a history anew so that all of its hashes fit. An anchor shows it: a text file with the last
            hash of each history that went on since the anchor before it, and one root over all of them (a Merkle tree
            as in RFC 9162). loket audit holds every anchor against the site. An anchor has numbers of cases and
            visits, and no name and no NIK.

            loket up makes one after each day, in the folder anchors of the site. That folder lies on the same machine,
            so print the root and file the page away, or keep a second chain on a medium of its own with --to.

            Examples:
              loket anchor make
              loket anchor make --to /mnt/usb/klari
              loket anchor print latest --to jangkar.pdf
              loket anchor check --root "3fa9 c1d2 …"

            \(AnchorPlace.exitCodes)
            """,
        subcommands: [MakeAnchor.self, ListAnchors.self, PrintAnchor.self, CheckAnchor.self],
        defaultSubcommand: ListAnchors.self)
}

struct MakeAnchor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make the next anchor, whether the site is up or not.",
        discussion: """
            The first anchor of a folder has every history, each later one what went on since. Where nothing did, none is
            made. It is written whole or not at all, and never over another.

            Examples:
              loket anchor make
              loket anchor make --data /srv/klari --to /mnt/usb/klari --json

            JSON: made (false where nothing went on), anchor (file, made_at, life, offices, leaves, root, previous) and
            not_read (files of the folder that can't be read: what they had is in this one again).

            \(AnchorPlace.exitCodes)
            """)

    @Option(
        help: ArgumentHelp(
            "Another folder than the site's own, which must be there: a chain of its own begins in it.",
            valueName: "folder"), completion: .directory)
    var to: String?

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            umask(0o077)
            let site = SiteFolder(data)
            let server = try SiteServer(site)
            defer { server.stop() }
            let folder = AnchorFolder(to ?? site.anchors)
            if to == nil { try folder.make() }
            let (outcome, unreadable) = try AnchorMaking(database: server.auditorConninfo, folder: folder) { offices in
                try SiteCatalogue.firstOffice(of: offices, in: site).zone
            }.make()
            screen.show(MadeAnchorReport(outcome, unreadable))
        }
    }
}

struct ListAnchors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the anchors of a folder, in the order of their making.",
        discussion: """
            Each is read to its end: what is damaged, or has lost the one before it, is said below.

            Examples:
              loket anchor list
              loket anchor list --in /mnt/usb/klari --json

            JSON: folder, anchors (file, made_at, life, offices, leaves, root, previous) and off (file, what).

            \(AnchorPlace.exitCodes)
            """)

    @OptionGroup
    var place: AnchorPlace

    func run() throws {
        let screen = Screen(isJSON: place.json)
        try screen.telling {
            let report = AnchorsReport(try place.contents())
            screen.show(report)
            if !report.off.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
        }
    }
}

/// Which folder of anchors is meant.
struct AnchorPlace: ParsableArguments {
    static let exitCodes = """
        Exit codes: 0 done, 1 not done, or an anchor is off or has another root, 2 not understood.
        """

    @Option(
        name: .customLong("in"), help: ArgumentHelp("Another folder than the site's own.", valueName: "folder"),
        completion: .directory)
    var place: String?

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    var folder: AnchorFolder { AnchorFolder(place ?? SiteFolder(data).anchors) }

    struct Contents {
        let folder: String
        var files: [AnchorFolder.File] = []
        var off: [AnchorProblem] = []
    }

    /// A site that has made no anchor yet has no folder of them.
    func contents() throws -> Contents {
        guard place != nil || FileManager.default.fileExists(atPath: folder.path) else {
            return Contents(folder: folder.path)
        }
        return try Self.contents(of: folder)
    }

    static func contents(of folder: AnchorFolder) throws -> Contents {
        let (files, unreadable) = try folder.read()
        return Contents(folder: folder.path, files: files, off: unreadable + AnchorFolder.broken(files))
    }

    /// The path of an anchor that somebody names: `latest`, its name in the folder, or a path.
    func file(_ named: String) throws -> AnchorFolder.File {
        if named == "latest" {
            guard let latest = try contents().files.latest else {
                throw SiteProblem("No anchor is in \(folder.path): make one with loket anchor make.")
            }
            return latest
        }
        let inFolder = "\(folder.path)/\(named)"
        let path = FileManager.default.fileExists(atPath: named) ? named : inFolder
        return AnchorFolder.File(path: path, anchor: try AnchorFolder.read(path))
    }
}
