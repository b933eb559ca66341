import ArgumentParser
import Civil
import Foundation

struct CatalogueCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "What the office gives, to whom, against which papers: check it, compare it, publish it.",
        discussion: """
            One YAML file: offices, products with their papers, and the decision that each rests on. It is read whole or not
            at all. None of these needs a site that is up.

            Examples:
              loket catalogue check katalog.yaml
              loket catalogue diff katalog-lama.yaml katalog.yaml
              loket catalogue standard akta-kelahiran --pdf

            Exit codes: 0 done, 1 mistakes, changes or a refusal, 2 not understood, or the file can't be read.
            """,
        subcommands: [CheckCatalogue.self, CompareCatalogues.self, PublishStandard.self])
}

struct CheckCatalogue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read a catalogue file and name every mistake in it with its line.",
        discussion: """
            Needs no site. A file that goes on from another names it under 'base'; mistakes are told by file and line.

            Examples:
              loket catalogue check ops/sample/cisauk.yaml
              loket catalogue check katalog.yaml --json

            JSON: file, version, effective, decision, offices, products, papers, mistakes (file, line, path, problem, fix).

            Exit codes: 0 it can be used, 1 it has mistakes, 2 it can't be read.
            """)

    @Argument(help: "The catalogue's file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            let report = try CatalogueCheckReport(file, NamedCatalogue(file).read())
            screen.show(report)
            if !report.mistakes.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
        }
    }
}

struct CompareCatalogues: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what changes for the people from one catalogue to another.",
        discussion: """
            Not the lines of the files but what they mean: offices, hours, products, and of each product at each office its
            requirements, promise, route. Without --on each is looked at as it comes into force; with it, both as they stand
            on that day. One file with two days, --on and --then, shows what local decisions change between them.

            Examples:
              loket catalogue diff 2026-1.yaml 2026-2.yaml
              loket catalogue diff rasau-jaya.yaml --on 2026-11-19 --then 2026-11-20
              loket catalogue diff 2026-1.yaml 2026-2.yaml --json

            JSON: from, to, changes (office, product, what, before, after).

            Exit codes: 0 nothing changes, 1 something does, 2 a file can't be used.
            """)

    @Argument(help: "The catalogue of before.", completion: .file(extensions: ["yaml", "yml"]))
    var old: String

    @Argument(help: "The catalogue of after (default: the same).", completion: .file(extensions: ["yaml", "yml"]))
    var new: String?

    @Option(help: ArgumentHelp("Look at them as they stand on this day.", valueName: "2026-11-19"))
    var on: String?

    @Option(help: ArgumentHelp("And at the later one as it stands on that day.", valueName: "2026-11-20"))
    var then: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func validate() throws {
        if new == nil, on == nil || then == nil {
            throw ValidationError("Name a second catalogue, or two days of this one with --on and --then.")
        }
    }

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            let before = try NamedCatalogue(old).catalogue()
            let after = try new.map { try NamedCatalogue($0).catalogue() } ?? before
            let days = (try NamedCatalogue.day(on, "--on"), try NamedCatalogue.day(then ?? on, "--then"))
            let report = CatalogueDiffReport(
                from: old, to: new ?? old, CatalogueDifference(from: before, on: days.0, to: after, on: days.1))
            screen.show(report)
            if !report.changes.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
        }
    }
}
