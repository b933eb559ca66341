import Casework
import Civil
import Contracts
import Foundation
import Records

/// The operator entered the application's data in SIAK or in the office's register.
///
/// Touches the case alone; a recorded one goes on to the printer's service, or waits for the centre.
struct RecordDataUseCase {
    private let recording: RecordingService
    private let record: WireRecordData
    private let asking: Asking

    init(_ recording: RecordingService, _ record: WireRecordData, _ asking: Asking) {
        self.recording = recording
        self.record = record
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        Needs(subjects: [try recording.cases.caseID(number: record.caseNumber, office: asking.office)])
    }

    func perform(in fold: Fold) throws -> WireRecordingReply {
        let (id, file) = try recording.cases.held(record.caseNumber, asking, in: fold)
        let context = RecordCase.Context(
            calendar: try recording.calendar(of: file), desk: asking.desk, now: fold.now)
        let event = try RecordCase.data(of: file, reference: record.reference, in: context)
        try fold.append(.caseFile(event), to: id)
        try recording.goOn(id, in: fold)
        return try .with { $0.case = try recording.cases.view(of: id, in: fold) }
    }
}
