import ArgumentParser
import Audit
import Civil
import Documents
import Foundation

struct PrintAnchor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Make a page of an anchor's root, to be signed and filed away.",
        discussion: """
            One sheet A4: office, time, the root in groups of four digits and as a QR code, the root before it, and where
            whoever files it signs. It can be made again at any time; the same anchor is the same page.

            Examples:
              loket anchor print
              loket anchor print latest --to jangkar.pdf
              loket anchor print anchor-2026-11-24-3fa9c1d2.txt --in /mnt/usb/klari

            JSON: file, anchor (file, made_at, life, offices, leaves, root, previous).

            \(AnchorPlace.exitCodes)
            """)

    @Argument(help: ArgumentHelp("The anchor, or latest.", valueName: "file"), completion: .file(extensions: ["txt"]))
    var anchor = "latest"

    @Option(
        help: ArgumentHelp("Where to write it; by default the anchor's name with .pdf, here.", valueName: "file"),
        completion: .file(extensions: ["pdf"]))
    var to: String?

    @OptionGroup
    var place: AnchorPlace

    func run() throws {
        let screen = Screen(isJSON: place.json)
        try screen.telling {
            let file = try place.file(anchor)
            let head = file.anchor.head
            let catalogue = try SiteCatalogue.inUse(in: SiteFolder(place.data))
            guard let office = catalogue.offices.first(where: { $0.code.text == head.offices.first }) else {
                throw SiteProblem(
                    "The anchor's office \(head.offices.first ?? "") is not in the catalogue of "
                        + "\(SiteFolder(place.data).path): name its site's folder with --data.")
            }
            let made = PrintedMoment(
                microsecondsSince1970: head.made.microseconds, zoneHours: head.zone.offsetHours)
            let sheet = AnchorSheet(
                office: catalogue.letterhead(of: office),
                siteOffices: head.offices, made: made, life: head.life, leaves: file.anchor.leaves,
                root: file.anchor.root.bytes, previous: head.previous?.bytes, file: file.name)
            let pdf = try Press().render(.anchorSheet(sheet), createdAt: made)
            let path = to ?? "\((file.name as NSString).deletingPathExtension).pdf"
            try PaperFile.write(pdf, to: path)
            screen.show(PrintedAnchorReport(file: path, anchor: AnchorLine(file)))
        }
    }
}

struct CheckAnchor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Hold anchors against a root that was printed, and see that none is off.",
        discussion: """
            Without --root: whether each can be read, and has the one before it. With it: whether this anchor, or one of
            the folder, has that root. Type it off the page as it stands there; spaces and capitals don't count.

            That a root is there says that the anchor is what was printed. What the anchor says of the site, loket audit
            finds out.

            Examples:
              loket anchor check
              loket anchor check --root "3fa9 c1d2 0b77 …"
              loket anchor check /mnt/usb/klari --root 3fa9c1d2…
              loket anchor check anchors/anchor-2026-11-24-3fa9c1d2.txt --json

            JSON: folder, anchors (file, made_at, life, offices, leaves, root, previous; with --root the one that has it)
            and off.

            \(AnchorPlace.exitCodes)
            """)

    @Argument(help: ArgumentHelp("An anchor, or a folder of them (default: the site's own).", valueName: "file"))
    var what: String?

    @Option(help: ArgumentHelp("The root as it is printed, 64 hexadecimal digits.", valueName: "hex"))
    var root: String?

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func validate() throws {
        if let root, MerkleRoot(copied: root) == nil {
            throw ValidationError(
                "--root is 64 digits from 0 to 9 and a to f, as on the page: look which one is missing.")
        }
    }

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            var found = try contents()
            if let root = root.flatMap(MerkleRoot.init(copied:)) {
                found.files = found.files.filter { $0.anchor.root == root }
                guard !found.files.isEmpty else {
                    throw Complaint(
                        .refused,
                        "no anchor of \(found.folder) has that root: read it again off the page; where it is right, the "
                            + "anchor was removed or changed: keep a copy of it all as it is, and report it")
                }
            }
            let report = AnchorsReport(found)
            screen.show(report)
            if !report.off.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
        }
    }

    private func contents() throws -> AnchorPlace.Contents {
        let path = what ?? SiteFolder(data).anchors
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isThere, !isFolder.boolValue else { return try AnchorPlace.contents(of: AnchorFolder(path)) }
        return AnchorPlace.Contents(
            folder: path, files: [AnchorFolder.File(path: path, anchor: try AnchorFolder.read(path))])
    }
}
