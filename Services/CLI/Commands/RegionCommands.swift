import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct RegionCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "region",
        abstract: "Kemendagri's list of provinces, kabupaten and kota, kecamatan, desa and kelurahan.",
        discussion: """
            The list is the operator's to import, and the site works without one. With it, loket check tells whether a code
            is anybody's today. BPS has other codes; they are refused.

            Examples:
              loket region import wilayah.sql
              loket region show 32.15.05 --children
              loket region show karawang

            \(ExitStatus.help)
            """,
        subcommands: [ImportRegions.self, ShowRegion.self])
}

struct ImportRegions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a list of regions in, and put it in use in place of the one before.",
        discussion: """
            Read are the public list's own form, a MySQL dump with INSERT INTO wilayah (https://github.com/cahyadsn/wilayah,
            MIT), and a table with the header kode,nama. Every code must be well-formed, there once, and lie in a place of the
            file. With one bad row the whole file is refused, each bad row is named with its line, and the list before stays
            in use; so it does until the last row has come. What was broken off goes on where it was, with the same command.

            Examples:
              loket region import wilayah.sql
              loket region import ops/sample/wilayah.sql --fewer

            JSON: list (name, rows, hash, file_hash, imported_by), counts (of provinsi, kabupaten and kota, kecamatan, desa
            and kelurahan), was_in_use, seconds and peak_mib, the most memory that this command had.

            \(ExitStatus.help)
            """)

    @Argument(help: "The list.", completion: .file())
    var file: String

    @Flag(help: "It may have much fewer places than the list in use.")
    var fewer = false

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        let began = ContinuousClock.now
        let upload: RegionUpload
        do throws(Complaint) {
            upload = try RegionUpload(NamedFile(file))
        } catch {
            throw Screen(isJSON: site.json).complain(error)
        }
        try await Counter.open(site, patience: 60) { counter in
            let outcome = try await upload.send(to: counter.anyOffice(), by: counter, fewer: fewer)
            counter.screen.show(
                RegionImportReport(
                    list: RegionEdition(outcome.used.edition), counts: outcome.used.counts.map(Int.init),
                    wasInUse: outcome.wasInUse, seconds: (ContinuousClock.now - began) / .seconds(1),
                    peakMib: Self.peak))
        }
    }

    /// The most memory that this process ever had, as Linux counts it. A figure beside the work: where the system doesn't
    /// give it, the import is none the worse.
    private static var peak: Double? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return kilobytes / 1024
    }
}

struct ShowRegion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Find a place by its code, or places by their name or a part of it.",
        discussion: """
            By name neither capitals nor apostrophes count; what is named so comes first, then what begins so, then what has
            it in its name.

            Examples:
              loket region show 32.15.05
              loket region show 32.15.05 --children
              loket region show kab karawang
              loket region show "ma'rang" --limit 50 --json

            JSON, by code: list and region (code, name, kind, above, count_below, below). By name: list, regions and more.

            \(ExitStatus.help)
            """)

    @Argument(help: ArgumentHelp("Kemendagri's dotted code, or a name.", valueName: "code or name"))
    var words: [String]

    @Flag(help: "With a code: those one level down too.")
    var children = false

    @Option(help: "How many to list.")
    var limit = 20

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if !(1...1_000).contains(limit) { throw ValidationError("--limit is from 1 to 1000.") }
    }

    func run() async throws {
        let text = words.joined(separator: " ")
        let isCode = text.utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
        try await Counter.open(site) { counter in
            let office = try counter.anyOffice()
            let show = WireShowRegion.with {
                if isCode { $0.code = text } else { $0.name = text }
                $0.limit = Int32(limit)
                $0.children = children
            }
            let reply = try await counter.ask(IntakeDialect.self, office, .showRegion(show))
            guard case .regions(let found) = reply else { throw counter.unreadable("intake", office) }
            guard found.hasEdition else {
                throw Complaint(.refused, "this site has no list of regions: loket region import FILE")
            }
            let list = RegionEdition(found.edition)
            guard let first = found.regions.first else {
                throw Complaint(
                    .refused,
                    isCode
                        ? "no place has the code \(text) in \(list.inWords): look for its name with loket region show NAME"
                        : "no place has \(Rejection.quoted(text)) in its name in \(list.inWords): write less of it")
            }
            if isCode {
                counter.screen.show(RegionReport(list: list, region: RegionPlace(first)))
            } else {
                counter.screen.show(
                    RegionsReport(list: list, regions: found.regions.map(RegionPlace.init), more: found.more))
            }
        }
    }
}

extension Counter {
    /// An office of the site for what is the whole site's: the one that was asked for, or any.
    fileprivate func anyOffice() throws -> String {
        if options.officeAsked == nil, let first = directory.entries.first { return first.code }
        return try office()
    }
}
