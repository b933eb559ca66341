import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct AttachmentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attachment",
        abstract: "The files of a case's captures: where they are, who was given one, and getting one.",
        discussion: """
            A file is a citizen's photo, prints, iris and signature. It is given only to somebody who says what for, and
            that is kept.

            Examples:
              loket attachment list KLR-261123-A042-1
              loket attachment get KLR-261123-A042-1 --to capture.bin --purpose "the centre asks for it again"
              loket attachment log KLR-261123-A042-1

            \(ExitStatus.help)
            """,
        subcommands: [ListAttachments.self, GetAttachment.self, ShowAttachmentLog.self])
}

struct ListAttachments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The captures of a case and where their files are.",
        discussion: """
            Example:
              loket attachment list KLR-261123-A042-1

            JSON: case and attachments (attempt, accepted, at, hash, size, office, here, pieces_here, pieces, wanted,
            failures, problem).

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            counter.screen.show(
                AttachmentsReport(try await counter.attachments(of: number), counter.directory))
        }
    }
}

struct ShowAttachmentLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Who was given a file of a case, when and what for, as this site knows it.",
        discussion: """
            Example:
              loket attachment log KLR-261123-A042-1

            JSON: case and uses (at, who, principal, office, purpose, hash, pieces).

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            counter.screen.show(
                AttachmentLogReport(try await counter.attachments(of: number), counter.directory))
        }
    }
}

struct GetAttachment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Write the file of a capture, from this site or from the one that took it.",
        discussion: """
            It comes in pieces of 32 KiB and is written once it is what its hash says, readable by its owner alone. What
            --to names is replaced. Who asked, when and what for is kept where the file was.

            Examples:
              loket attachment get KLR-261123-A042-1 --to capture.bin --purpose "the centre asks for it again"
              loket attachment get KLR-261123-A042-1 --attempt 1 --to first.bin --purpose "complaint of 24 November"

            JSON: case, attempt, hash, size, office and path.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: ArgumentHelp("Which capture (default: the one that was accepted, else the last).", valueName: "n"))
    var attempt: Int?

    @Option(help: ArgumentHelp("Where to write it.", valueName: "file"), completion: .file())
    var to: String

    @Option(help: "What it is needed for; kept with your name.")
    var purpose: String

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        do throws(Rejection) {
            _ = try AttachmentUse.purpose(purpose)
        } catch {
            throw ValidationError("--purpose: \(error.problem); \(error.fix).")
        }
    }

    func run() async throws {
        try await Counter.open(site, purpose: purpose) { counter in
            let all = try await counter.attachments(of: number)
            let view = try chosen(from: all.attachments)
            let own = try counter.office(ofNumber: number)
            let office = view.here ? own : view.office
            let bytes = try await AttachmentDownload(number: number, view: view, office: office).bytes(by: counter)
            try PrivateCopy(path: to).write(bytes)
            counter.screen.show(FetchedAttachmentReport(number, view, from: office, path: to, counter.directory))
        }
    }

    private func chosen(from views: [WireAttachmentView]) throws(Complaint) -> WireAttachmentView {
        let found =
            if let attempt { views.first { $0.attempt == Int32(clamping: attempt) } } else {
                views.last { $0.accepted && !$0.hash.isEmpty } ?? views.last { !$0.hash.isEmpty }
            }
        guard let found, !found.hash.isEmpty else {
            throw Complaint(
                .refused,
                "\(number) has no \(attempt.map { "file of capture \($0)" } ?? "capture with a file"): look with loket "
                    + "attachment list \(number)")
        }
        return found
    }
}

extension Counter {
    fileprivate func attachments(of number: String) async throws -> WireAttachments {
        let office = try office(ofNumber: number)
        let show = WireShowAttachments.with { $0.caseNumber = number }
        guard case .attachments(let list) = try await ask(RecordingDialect.self, office, .showAttachments(show)) else {
            throw unreadable("recording", office)
        }
        return list
    }
}
