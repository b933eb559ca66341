import ArgumentParser
import Foundation

/// `loket`: everything that a person at an office does from a terminal.
@main
struct Loket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loket",
        abstract:
            "The service counter of an office: brings a site up, files, calls, prints, and answers where a case is.",
        discussion: """
            Every command has --help with examples, and --json for programs. A NIK is shown masked everywhere.

            Completion for a shell: loket --generate-completion-script bash > /etc/bash_completion.d/loket
            (zsh and fish are known too).
            """,
        subcommands: [Migrate.self],
        groupedSubcommands: [
            CommandGroup(
                name: "At the counter",
                subcommands: [
                    ShowStatus.self, ShowQueue.self, CallVisit.self, FileVisits.self, AddDocuments.self,
                    MakeSlip.self, WithdrawCase.self, RefuseCase.self, ReleaseCase.self, HandBackCase.self,
                    NoteArrival.self, CollectCase.self, RecordCommands.self, NoteCentre.self,
                    AttachmentCommands.self, CheckValue.self,
                ]),
            CommandGroup(
                name: "What the office gives", subcommands: [ShowRequirements.self, CatalogueCommands.self]),
            CommandGroup(
                name: "Printing",
                subcommands: [
                    PrintRunCommands.self, PrintCase.self, TakeInDocument.self,
                ]),
            CommandGroup(
                name: "The day",
                subcommands: [
                    ShowClosing.self, CloseDay.self, PaperFormCommands.self, PlayDay.self,
                ]),
            CommandGroup(
                name: "The site",
                subcommands: [
                    Up.self, RestartServices.self, KeyCommands.self, ShowServices.self, ShowLine.self,
                    ShowDistrict.self, RegionCommands.self,
                    UnknownCommands.self, DeadCommands.self, ForkCommands.self, DuplicateCommands.self, SiteClock.self,
                    AuditJournal.self, AnchorCommands.self,
                    BackupCommands.self, RestoreCommands.self,
                ]),
        ])

    /// Runs the command; what can't be understood exits with 2 and says how it is written.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data("\(fullMessage(for: error))\n".utf8))
            exit(withError: ExitCode(ExitStatus.usage.rawValue))
        }
    }
}
