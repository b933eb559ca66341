import Civil
import Contracts
import Foundation

extension Effect {
    /// The one message of a notice, in the order in which they were asked for.
    public static func message(about id: UUID, _ notice: Notice, at now: Moment) -> Effect {
        var position: [UInt8] = []
        withUnsafeBytes(of: now.microseconds.bigEndian) { position.append(contentsOf: $0) }
        return Effect(
            id: Notice.effectID(of: id), subject: id, office: notice.office, kind: "message",
            number: notice.caseNumber, position: position + Array(notice.caseNumber.utf8), request: [])
    }
}

extension Fold {
    /// Tells the holder of the case what became of the message about it: a fact for its history.
    public func tell(_ outcome: EffectOutcome, reference: String, of id: UUID, _ notice: Notice) {
        guard let word = SendNotice.word(for: outcome) else { return }
        let parts = notice.replyTo.split(separator: "@", maxSplits: 1)
        let command = WireCaseCommand.with {
            $0.noteNotice.caseID = Data(notice.file.bytes)
            $0.noteNotice.outcome = word
            $0.noteNotice.reference = reference
        }
        send(
            to: parts.first.map(String.init) ?? notice.replyTo,
            office: parts.count == 2 ? String(parts[1]) : notice.office, about: id, body: CaseDesk.body(command))
    }
}
