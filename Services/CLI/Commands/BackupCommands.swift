import ArgumentParser
import Civil
import Foundation
import PostgresServer
import Schema

struct BackupCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Put all that a site can't do without into one file, and check such a file.",
        discussion: """
            The site may be up or not; it goes on working meanwhile. In the file are its database as one moment of it,
            its catalogue, its keys where it has some, and a manifest with the hash of each. It holds what the citizens
            told the office, and is not encrypted: keep it where the registers are kept, and not on the same disk.

            Examples:
              loket backup --to /mnt/usb/klari.backup
              loket backup --data /srv/klari --to /mnt/usb/klari.backup --json
              loket backup check /mnt/usb/klari.backup

            JSON: file, bytes, offices, incarnation, taken_at, site_time, journal_entries, schema.

            Exit codes: 0 done, 1 not done (nothing half is left; a backup that was there stays), 2 not understood.
            """,
        subcommands: [TakeBackup.self, CheckBackup.self], defaultSubcommand: TakeBackup.self)
}

struct TakeBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Take a backup of a site; what --to names is replaced at once and whole.",
        discussion: """
            Examples:
              loket backup --to /mnt/usb/klari.backup
              loket backup take --data /srv/klari --to /mnt/usb/klari.backup

            Exit codes: 0 done, 1 not done (nothing half is left; a backup that was there stays), 2 not understood.
            """)

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
    var to: String

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            umask(0o077)
            let folder = SiteFolder(data)
            let manifest = try SiteBackup(folder: folder).take(to: to)
            screen.show(try BackupReport(to, manifest, zone: manifest.office(in: folder.catalogue).zone))
        }
    }
}

struct CheckBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold every part of a backup against its hash, and see that it can be read back.",
        discussion: """
            Example:
              loket backup check /mnt/usb/klari.backup

            Exit codes: 0 whole, 1 damaged or no backup, 2 not understood.
            """)

    @Argument(help: "The backup.", completion: .file())
    var file: String

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            umask(0o077)
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("loket-check-\(UUID())").path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            // Nobody else may enter it, and the system clears its temporary folder.
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let backup = BackupFile(file)
            let manifest = try backup.manifest(unpackingInto: folder)
            try manifest.check(knownSchema: Migrations.all.last?.number ?? 0)
            try backup.unpack(manifest, into: folder)
            do {
                try OutsideProgram(EmbeddedPostgres.program("pg_restore")).run([
                    "--list", "--file=/dev/null", "\(folder)/\(BackupManifest.database)",
                ])
            } catch let failure as OutsideProgram.Failure {
                throw SiteProblem("\(file) can't be read back: \(failure.reason).")
            }
            let office = try manifest.office(in: "\(folder)/\(BackupManifest.catalogue)")
            screen.show(try BackupReport(file, manifest, zone: office.zone))
        }
    }
}

extension BackupManifest {
    /// The site's first office, on whose clock its times are shown.
    func office(in catalogue: String) throws -> Office {
        let known = try Catalogue(yaml: String(contentsOfFile: catalogue, encoding: .utf8)).offices
        guard let office = known.first(where: { $0.code.text == offices.first }) else {
            throw SiteProblem("The site's office \(offices.first ?? "") is not in its catalogue \(catalogue).")
        }
        return office
    }
}

/// A backup in a few words.
private struct BackupReport: Report {
    let file: String
    let bytes: Int64
    let offices: [String]
    let incarnation: Int
    let takenAt: OfficeTime
    let siteTime: OfficeTime
    let journalEntries: Int64
    let schema: Int

    init(_ file: String, _ manifest: BackupManifest, zone: OfficeZone) throws {
        self.file = file
        bytes = manifest.parts.reduce(0) { $0 + $1.bytes }
        offices = manifest.offices
        incarnation = manifest.incarnation
        takenAt = OfficeTime(try manifest.moment(manifest.takenAt), zone)
        siteTime = OfficeTime(try manifest.moment(manifest.siteTime), zone)
        journalEntries = manifest.journalEntries
        schema = manifest.schema
    }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Shows", "the site of \(offices.joined(separator: ", ")) as it was at \(siteTime.full)")
        if takenAt.moment != siteTime.moment { facts.add("Taken", takenAt.full) }
        facts.add("Holds", "\(journalEntries) entries of the journal, \((bytes + 1023) / 1024) KiB")
        if incarnation > 1 { facts.add("Life", "\(incarnation)") }
        return ["\(screen.strong(file)) is whole"] + facts.lines(on: screen)
    }
}

extension Screen {
    /// Does a work of the site's owner; what went wrong is told in one sentence and exit code 1.
    func telling(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let exit as ExitCode {
            throw exit
        } catch let complaint as Complaint {
            throw complain(complaint)
        } catch let no as Rejection {
            throw complain(Complaint(.refused, "\(no.problem): \(no.fix) [\(no.code.rawValue)]"))
        } catch {
            throw complain(Complaint(.refused, "\(error)"))
        }
    }
}
