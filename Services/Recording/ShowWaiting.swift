import Casework
import Civil
import Contracts
import Foundation
import Records

/// The cases that wait for the recording desk or for the centre, in their order.
struct ShowWaiting {
    private let recording: RecordingService
    private let asking: Asking

    init(_ recording: RecordingService, _ asking: Asking) {
        self.recording = recording
        self.asking = asking
    }

    func answer(_ show: WireShowWaiting, from archive: Archive) throws -> WireRecordingReply {
        let office = try recording.catalogue.office(written: asking.office)
        let stages: [CaseFile.Stage] = [.toRecord, .awaitingCentre]
        guard let stage = stages.first(where: { $0.word == show.step }) else {
            throw Rejection(
                .notOnList, field: "step", problem: "\(Rejection.quoted(show.step)) is no step of recording",
                fix: "use one of: \(stages.map(\.word).joined(separator: ", "))")
        }
        let queue = CaseFile.queue(office: office.code.text, stage: stage)
        let now = try archive.site().now
        let found = try archive.waiting(in: queue, most: show.limit > 0 ? Int(show.limit) : 50)
        let count = try archive.counts(of: [queue])[queue] ?? 0
        return .with { reply in
            reply.waiting.step = stage.word
            reply.waiting.count = Int32(count)
            reply.waiting.cases = found.compactMap { found in
                guard case .caseFile(let file) = found.subject else { return nil }
                return WireCaseView(
                    file, id: found.id, version: found.version, catalogue: recording.catalogue, now: now)
            }
        }
    }
}
