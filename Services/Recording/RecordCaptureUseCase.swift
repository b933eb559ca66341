import Casework
import Civil
import Contracts
import Foundation
import Records

/// One attempt at photo, fingerprints, iris and signature.
///
/// Touches the case alone, and looks whether its file is whole in the store. A bad capture is stored as a refused attempt and answered with everything that is wrong
/// with it: the applicant tries again, with a request of its own.
struct RecordCaptureUseCase {
    private let recording: RecordingService
    private let record: WireRecordCapture
    private let asking: Asking

    init(_ recording: RecordingService, _ record: WireRecordCapture, _ asking: Asking) {
        self.recording = recording
        self.record = record
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        var needs = Needs(subjects: [try recording.cases.caseID(number: record.caseNumber, office: asking.office)])
        if !record.attachmentHash.isEmpty { needs.kept = [Array(record.attachmentHash)] }
        return needs
    }

    func perform(in fold: Fold) throws -> WireRecordingReply {
        let (id, file) = try recording.cases.held(record.caseNumber, asking, in: fold)
        let context = RecordCase.Context(
            calendar: try recording.calendar(of: file), desk: asking.desk,
            storedBytes: fold.bytesKept(under: Array(record.attachmentHash)), now: fold.now)
        let event = try RecordCase.capture(capture, of: file, in: context)
        try fold.append(.caseFile(event), to: id)
        try recording.goOn(id, in: fold)
        let view = try recording.cases.view(of: id, in: fold)
        guard case .captureRefused(let reasons, _, _) = event else { return .with { $0.case = view } }
        return .with {
            $0.captureRefused.reasons = reasons
            $0.captureRefused.attempt = Int32(fold.caseFile(id)?.captureAttempts ?? 0)
            $0.captureRefused.case = view
        }
    }

    private var capture: Capture {
        Capture(
            photo: Int(record.photoQuality), fingerprints: Int(record.fingerprintQuality),
            iris: Int(record.irisQuality), signature: record.signature,
            attachmentHash: Array(record.attachmentHash), attachmentBytes: record.attachmentBytes)
    }
}
