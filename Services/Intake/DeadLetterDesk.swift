import Casework
import Civil
import Contracts
import Foundation
import Records

/// Dead letters of the site, whichever service kept them: shown with a cause that people understand, sent again, or put
/// away for good. What a person decided about a letter stands in the journal of its case.
struct DeadLetterDesk {
    private let asking: Asking

    init(_ asking: Asking) {
        self.asking = asking
    }

    func show(_ show: WireShowDead, from archive: Archive) throws -> WireIntakeReply {
        if !show.id.isEmpty {
            let letter = try one(show.id, archive)
            return .with {
                $0.dead.letters = [view(letter)]
                $0.dead.total = 1
            }
        }
        let (letters, total) = try archive.deadLetters(
            most: show.limit > 0 ? Int(show.limit) : 100, closedToo: show.closed)
        return .with {
            $0.dead.total = Int32(clamping: total)
            $0.dead.letters = letters.map(view)
        }
    }

    /// May be asked again: what is closed as it was asked for is shown as it is.
    func close(_ close: WireCloseDead, in archive: Archive) throws -> WireIntakeReply {
        let letter = try one(close.id, archive)
        let closing: DeadLetter.Closing = close.replay ? .replayed : .discarded
        let reason = close.replay && close.reason.isEmpty ? "" : try CaseRules.reason(close.reason)
        if letter.closing == nil {
            if close.replay, let obstacle = letter.obstacle {
                throw Rejection(
                    .unknownNumber, field: "id", problem: "it can't be sent again from here: \(obstacle)",
                    fix: "discard it with a reason once that is settled")
            }
            var messages: [Archive.Resent] = []
            if close.replay {
                messages.append(
                    Archive.Resent(
                        sender: letter.sender, destination: letter.destination, body: letter.body,
                        version: letter.version ?? letter.subjectVersion, carries: true))
            }
            if let remark = try remark(letter, closing, reason) { messages.append(remark) }
            guard
                try archive.close(letter, closing, by: asking.actor, reason: reason, sending: messages)
            else { return try self.close(close, in: archive) }
        } else if letter.closing != closing {
            throw Rejection(
                .unknownNumber, field: "id",
                problem: "it was \(letter.closing?.rawValue ?? "closed") before, by \(letter.closedBy)",
                fix: "look at it with loket dead show; if it came back as a letter of its own, close that one")
        }
        return try show(.with { $0.id = letter.id.uuidString }, from: archive)
    }

    /// For the journal of the case, by whoever holds it.
    private func remark(
        _ letter: DeadLetter, _ closing: DeadLetter.Closing, _ reason: String
    ) throws(Rejection) -> Archive.Resent? {
        guard let id = letter.subject, let file = letter.file, !letter.isRemark else { return nil }
        // A NIP is as long as a NIK, and whoever decided stands with the letter too.
        let who = Rejection.holdsPersonalNumber(asking.actor) ? "an operator" : String(asking.actor.prefix(60))
        let text = try CaseRules.remark(
            "a message that could not be carried out (\(letter.words)) was "
                + (closing == .replayed ? "sent again" : "discarded") + " by \(who)"
                + (reason.isEmpty ? "" : ": \(reason)"))
        let command = WireCaseCommand.with {
            $0.noteRemark.caseID = Data(id.bytes)
            $0.noteRemark.caseVersion = letter.subjectVersion
            $0.noteRemark.text = text
        }
        return Archive.Resent(
            sender: "intake", destination: "\(file.service)@\(file.office)", body: CaseDesk.body(command),
            version: letter.subjectVersion)
    }

    private func one(_ id: String, _ archive: Archive) throws -> DeadLetter {
        let known = Set("0123456789abcdef-")
        guard id.count >= 4, id.lowercased().allSatisfy(known.contains) else {
            throw Rejection(
                .unknownNumber, field: "id", problem: "\(Rejection.quoted(id)) is no id of a dead letter",
                fix: "give the id that loket dead lists, or its first letters, four at least")
        }
        let found = try archive.deadLetters(beginning: id)
        guard let letter = found.first else {
            throw Rejection(
                .unknownNumber, field: "id", problem: "there is no dead letter \(id)",
                fix: "see what there is: loket dead")
        }
        guard found.count == 1 else {
            throw Rejection(
                .unknownNumber, field: "id", problem: "several dead letters begin with \(id)",
                fix: "give more of the id")
        }
        return letter
    }

    private func view(_ letter: DeadLetter) -> WireDeadLetter {
        .with {
            $0.id = Data(letter.id.bytes)
            $0.service = letter.service
            $0.sender = letter.sender.isEmpty ? letter.principal : letter.sender
            $0.office = letter.office
            $0.subjectID = letter.subject.map { Data($0.bytes) } ?? Data()
            $0.sqlstate = letter.sqlstate
            $0.cause = letter.cause
            $0.at = letter.at.microseconds
            $0.bytes = Int32(clamping: letter.body.count)
            $0.destination = letter.destination.isEmpty ? "\(letter.service)@\(letter.office)" : letter.destination
            $0.what = letter.words
            $0.number = letter.file?.filing.number ?? ""
            $0.plainCause = letter.plainCause
            $0.obstacle = letter.obstacle ?? ""
            $0.closing = letter.closing?.rawValue ?? ""
            $0.closedAt = letter.closedAt?.microseconds ?? 0
            $0.closedBy = letter.closedBy
            $0.reason = letter.reason
        }
    }
}
