import ArgumentParser
import Civil
import Contracts
import Foundation
import ServiceClient

struct RecordCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record a case: its data, or photo, fingerprints, iris and signature.",
        discussion: """
            Examples:
              loket record list
              loket record data KLR-261123-B007-1 --reference SIAK-88231
              loket record capture KLR-261123-A042-1 --photo 85 --fingerprints 62 --iris 90 --signature --desk 2

            JSON: the case, as in loket status; a refused capture has case, attempt and reasons; list gives step,
            count and cases.

            \(ExitStatus.help) Here 1 also means a capture that is not good enough.
            """,
        subcommands: [ListToRecord.self, RecordData.self, RecordCapture.self])
}

struct ListToRecord: AsyncParsableCommand {
    enum Step: String, ExpressibleByArgument, CaseIterable {
        case toRecord = "to-record"
        case awaitingCentre = "awaiting-centre"
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List who waits for the recording desk, or for the data centre.",
        discussion: """
            Examples:
              loket record list
              loket record list --step awaiting-centre --limit 10

            \(ExitStatus.help)
            """)

    @Option(help: "The step: to-record or awaiting-centre.")
    var step = Step.toRecord

    @Option(help: "How many to list.")
    var limit = 50

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000.") }
    }

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office()
            let show = WireShowWaiting.with {
                $0.step = step.rawValue
                $0.limit = Int32(limit)
            }
            guard case .waiting(let list) = try await counter.ask(RecordingDialect.self, office, .showWaiting(show))
            else { throw counter.unreadable("recording", office) }
            counter.screen.show(WaitingReport(list, counter.directory))
        }
    }
}

struct RecordData: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Say that the application's data stand in SIAK.",
        discussion: """
            Examples:
              loket record data KLR-261123-B007-1
              loket record data KLR-261123-B007-1 --reference SIAK-88231 --desk 3

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "SIAK's own number, where it gave one.")
    var reference = ""

    @Option(help: ArgumentHelp("The desk (LOKET_DESK).", valueName: "id"))
    var desk: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site, desk: site.setting(desk, "LOKET_DESK") ?? "") { counter in
            let office = try counter.office(ofNumber: number)
            let data = WireRecordData.with {
                $0.caseNumber = number
                $0.reference = reference
            }
            let reply = try await counter.ask(RecordingDialect.self, office, .recordData(data), id: action.requestID)
            guard case .case(let view) = reply else { throw counter.unreadable("recording", office) }
            counter.screen.show(CaseReport(view, counter.directory))
        }
    }
}

struct RecordCapture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "One attempt at photo, fingerprints, iris and signature; a bad one is refused with its reasons.",
        discussion: """
            Examples:
              loket record capture KLR-261123-A042-1 --photo 85 --fingerprints 62 --iris 90 --signature --desk 2
              loket record capture KLR-261123-A042-1 --photo 85 --fingerprints 62 --iris 90 --file capture.bin

            With --file the capture's file goes first, in pieces of 32 KiB, and is kept encrypted in the site's store: at
            most 16 MiB. A transfer that broke goes on where it was when the same command is given again.

            \(ExitStatus.help) Here 1 also means a capture that is not good enough.
            """)

    @Argument(help: "The case.")
    var number: String

    @Option(help: "The photo's quality, 0–100.")
    var photo: Int

    @Option(help: "The fingerprints' quality, 0–100.")
    var fingerprints: Int

    @Option(help: "The iris's quality, 0–100.")
    var iris: Int

    @Flag(help: "The applicant has signed.")
    var signature = false

    @Option(
        help: ArgumentHelp("The capture's file, which goes into the site's store.", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("The desk (LOKET_DESK).", valueName: "id"))
    var desk: String?

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func validate() throws {
        for quality in [photo, fingerprints, iris] where !(0...100).contains(quality) {
            throw ValidationError("A quality is from 0 to 100.")
        }
    }

    func run() async throws {
        try await Counter.open(site, desk: site.setting(desk, "LOKET_DESK") ?? "") { counter in
            let office = try counter.office(ofNumber: number)
            var capture = WireRecordCapture.with {
                $0.caseNumber = number
                $0.photoQuality = Int32(photo)
                $0.fingerprintQuality = Int32(fingerprints)
                $0.irisQuality = Int32(iris)
                $0.signature = signature
            }
            if let file {
                let upload = try AttachmentUpload(NamedFile(file))
                try await upload.send(to: office, by: counter)
                capture.attachmentHash = Data(upload.pieces.hash)
                capture.attachmentBytes = upload.pieces.bytes
            }
            let reply = try await counter.ask(
                RecordingDialect.self, office, .recordCapture(capture), id: action.requestID)
            switch reply {
            case .case(let view): counter.screen.show(CaseReport(view, counter.directory))
            case .captureRefused(let refused):
                counter.screen.show(RefusedCaptureReport(refused, counter.directory))
                throw ExitCode(ExitStatus.refused.rawValue)
            default: throw counter.unreadable("recording", office)
            }
        }
    }
}

struct NoteCentre: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "centre",
        abstract: "Note a status that the national data centre shows for a case.",
        discussion: """
            Seen there and mirrored here; what it means for the case follows from it.

            Examples:
              loket centre KLR-261123-A042-1 SENT_FOR_ENROLLMENT
              loket centre KLR-261123-A042-1 PRINT_READY_RECORD --source "SIAK monitor"

            JSON: the case, as in loket status.

            \(ExitStatus.help)
            """)

    @Argument(help: "The case.")
    var number: String

    @Argument(help: "The status, as the centre writes it.")
    var status: String

    @Option(help: "Where it was seen.")
    var source = ""

    @OptionGroup(title: "Site options")
    var site: SiteOptions

    @OptionGroup(title: "After a lost answer")
    var action: ActionOptions

    func run() async throws {
        try await Counter.open(site) { counter in
            let office = try counter.office(ofNumber: number)
            let note = WireNoteCentre.with {
                $0.caseNumber = number
                $0.status = status.uppercased()
                $0.source = source
            }
            let reply = try await counter.ask(RecordingDialect.self, office, .noteCentre(note), id: action.requestID)
            guard case .case(let view) = reply else { throw counter.unreadable("recording", office) }
            counter.screen.show(CaseReport(view, counter.directory))
        }
    }
}
