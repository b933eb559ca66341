import Casework
import Civil
import Contracts
import Foundation
import Postgres
import Records

/// Recording's map: from each request to its use case.
package struct RecordingService: Department {
    let catalogue: Catalogue
    let cases: CaseDesk
    /// What attachments are sealed with; nil at an instance that takes none in and gives none out.
    let key: AttachmentKey?

    package init(catalogue: Catalogue, key: AttachmentKey? = nil) {
        self.catalogue = catalogue
        self.key = key
        cases = CaseDesk(service: "recording", catalogue: catalogue)
    }

    package let service = "recording"

    /// The files that are whole here.
    package var kept: Statement? { AttachmentRows.kept }

    package enum Command: Sendable {
        case anyCase(WireCaseCommand)
        case recordData(WireRecordData)
        case recordCapture(WireRecordCapture)
        case noteCentre(WireNoteCentre)
    }

    package enum Question: Sendable {
        case showWaiting(WireShowWaiting)
        case putPiece(WirePutPiece)
        case fetchPiece(WireFetchPiece)
        case showAttachments(WireShowAttachments)
    }

    package func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Question> {
        guard let message = try? WireRecordingCommand(serializedBytes: body) else {
            throw UnreadableRequest(
                problem: "the body is no loket.v1.RecordingCommand",
                fix: "send the protobuf message of recording.proto")
        }
        switch message.command {
        case .case(let command): return .command(.anyCase(try cases.known(command)))
        case .recordData(let record): return .command(.recordData(record))
        case .recordCapture(let record): return .command(.recordCapture(record))
        case .noteCentre(let note): return .command(.noteCentre(note))
        case .showWaiting(let show): return .question(.showWaiting(show))
        case .putPiece(let put): return .question(.putPiece(put))
        case .fetchPiece(let fetch): return .question(.fetchPiece(fetch))
        case .showAttachments(let show): return .question(.showAttachments(show))
        case nil: throw .unknownCommand(to: service)
        }
    }

    /// Another site hands cases over, tells facts about them and fetches their files; which case may be meant, the case
    /// itself says.
    package func admit(_ asked: Asked<Command, Question>, speakingFor offices: Set<String>) throws(Rejection) {
        switch asked {
        case .command(.anyCase), .question(.fetchPiece): return
        default: throw .notForOthers
        }
    }

    package func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs {
        switch command {
        case .anyCase(let command): try cases.needs(of: command, office: asking.office)
        case .recordData(let record): try RecordDataUseCase(self, record, asking).needs()
        case .recordCapture(let record): try RecordCaptureUseCase(self, record, asking).needs()
        case .noteCentre(let note): try NoteCentreUseCase(self, note, asking).needs()
        }
    }

    package func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8] {
        let reply: WireRecordingReply
        switch command {
        case .anyCase(let command):
            let id = try cases.perform(command, asking: asking, in: fold)
            // What was released can be ready for the printer by now.
            try goOn(id, in: fold)
            reply = try .with { $0.case = try cases.view(of: id, in: fold) }
        case .recordData(let record): reply = try RecordDataUseCase(self, record, asking).perform(in: fold)
        case .recordCapture(let record): reply = try RecordCaptureUseCase(self, record, asking).perform(in: fold)
        case .noteCentre(let note): reply = try NoteCentreUseCase(self, note, asking).perform(in: fold)
        }
        return written(reply)
    }

    package func answer(_ question: Question, asking: Asking, from archive: Archive) throws -> [UInt8] {
        let reply: WireRecordingReply =
            switch question {
            case .showWaiting(let show): try ShowWaiting(self, asking).answer(show, from: archive)
            case .putPiece(let put): try AttachmentQuestions(self, asking).put(put, in: archive)
            case .fetchPiece(let fetch): try AttachmentQuestions(self, asking).fetch(fetch, from: archive)
            case .showAttachments(let show): try AttachmentQuestions(self, asking).show(show, from: archive)
            }
        return written(reply)
    }

    /// Hands a case on once its next step is somebody else's, or another office's: not while it is held.
    func goOn(_ id: UUID, in fold: Fold) throws {
        guard let file = fold.caseFile(id), file.service == service, fold.offices.contains(file.office),
            !file.inTransit, file.held.isEmpty
        else { return }
        if file.stage == .toPrint, let recordedAt = file.recordedAt {
            // Recorded in time for one run, and answered or released after its list was closed: the next one.
            let plan = try calendar(of: file).plan(file.plan, recordedAt: recordedAt, printableAt: fold.now)
            if plan != file.plan { try fold.append(.caseFile(.queuedForPrint(plan, awaits: .nothing)), to: id) }
        }
        try cases.handOn(id, in: fold)
    }

    /// The offices that must know of a case, wherever it is.
    package func concerned(by file: CaseFile) -> [String] { cases.concerned(by: file) }

    /// The hours and runs of the office that took the case.
    func calendar(of file: CaseFile) throws -> OfficeCalendar {
        let office = try catalogue.office(written: file.filing.office)
        guard let calendar = catalogue.calendar(of: office.code) else {
            throw RetryLater("the catalogue has no calendar for \(office.name)")
        }
        return calendar
    }
}
