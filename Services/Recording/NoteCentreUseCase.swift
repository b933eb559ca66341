import Casework
import Civil
import Contracts
import Foundation
import Records

/// A status that somebody saw at the national data centre.
///
/// Touches the case alone: it goes on to the printer's service, back to the recording desk, is held for a person, or
/// goes on waiting. What is known already changes nothing.
struct NoteCentreUseCase {
    private let recording: RecordingService
    private let note: WireNoteCentre
    private let asking: Asking

    init(_ recording: RecordingService, _ note: WireNoteCentre, _ asking: Asking) {
        self.recording = recording
        self.note = note
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(subjects: [try recording.cases.caseID(number: note.caseNumber, office: asking.office)])
    }

    func perform(in fold: Fold) throws -> WireRecordingReply {
        let (id, file) = try recording.cases.held(note.caseNumber, asking, in: fold)
        // Where nothing is said, whoever noted it is the source.
        let source = note.source.isEmpty ? asking.actor : note.source
        let events = try NoteCentre.decide(
            file, status: note.status, source: source,
            seenAt: note.seenAt == 0 ? nil : Moment(microseconds: note.seenAt), at: fold.now)
        for event in events { try fold.append(.caseFile(event), to: id) }
        try recording.goOn(id, in: fold)
        return try .with { $0.case = try recording.cases.view(of: id, in: fold) }
    }
}
