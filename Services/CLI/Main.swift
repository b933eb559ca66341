import ArgumentParser

/// `loket`: everything that a person at an office does from a terminal.
@main
struct Loket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loket",
        abstract:
            "The service counter of an office: brings a site up, files, calls, prints, and answers where a case is.",
        subcommands: [Up.self, Migrate.self])
}
