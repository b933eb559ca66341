import Civil
import Contracts
import Foundation

/// How a case passes from one service to the next, and what comes by message for whoever holds it.
struct CasePassage {
    private let desk: CaseDesk
    private let asking: Asking
    private let fold: Fold

    init(_ desk: CaseDesk, _ asking: Asking, _ fold: Fold) {
        self.desk = desk
        self.asking = asking
        self.fold = fold
    }

    /// Takes a case over that was handed to this service, always: what it can't serve it hands back with the reason.
    func takeCustody(_ take: WireTakeCustody) throws -> UUID {
        guard let id = UUID(checking: take.caseID) else { throw Rejection.malformed("take_custody.case_id") }
        // What isn't here yet comes in the order of versions: ask again.
        guard let file = fold.caseFile(id), fold.version(of: id) >= take.version else {
            throw RetryLater("an earlier entry of the case is still on its way")
        }
        if fold.version(of: id) == take.version, fold.head(of: id) != Array(take.head) {
            throw ImpossibleEntry(id: id, why: "its history differs from the sender's: a fork")
        }
        // Otherwise taken before, by a message with another id.
        guard file.inTransit, file.service == desk.service, fold.version(of: id) == take.version else { return id }
        guard file.office == asking.office else {
            throw ImpossibleEntry(id: id, why: "it was handed to \(file.holder) and came to \(asking.office)")
        }
        try fold.append(.caseFile(.custodyTaken(from: sender(of: file), by: desk.service)), to: id)
        guard let from = file.cameFrom else { return id }
        if !file.handedBack.isEmpty {
            try fold.append(
                .caseFile(.held(reason: "handed back by \(from): \(file.handedBack)", at: fold.now)), to: id)
        } else if !fold.offices.contains(from.office), let obstacle = obstacle(to: file) {
            try desk.handOver(id, to: from.service, office: from.office, reason: obstacle, in: fold)
        }
        return id
    }

    private func sender(of file: CaseFile) -> String {
        if let from = file.cameFrom, from.office != file.office { return from.description }
        return if case .relay(let service) = asking.source { service } else { "site" }
    }

    /// Why this service can't serve a case of another site; nil where it can.
    private func obstacle(to file: CaseFile) -> String? {
        let catalogue = desk.catalogue
        if catalogue.product(file.filing.product) == nil {
            return "the catalogue there has no product \(file.filing.product)"
        }
        for office in [file.office, file.filing.office]
        where !catalogue.offices.contains(where: { $0.code.text == office }) {
            return "the catalogue there has no office \(office)"
        }
        guard let next = CaseRules.next(file, district: desk.district(of: file)) else { return nil }
        let due = CaseHolder(service: next.service, office: next.office)
        return due == file.holder ? nil : "by the catalogue there its next step is \(due)'s"
    }

    // MARK: Facts for the holder

    func note(_ note: WireNoteNotice) throws -> UUID {
        guard let id = UUID(checking: note.caseID) else { throw Rejection.malformed("note_notice.case_id") }
        if try isHere(id, asFarAs: note.caseVersion) {
            try fold.append(
                .caseFile(.notified(outcome: note.outcome, reference: note.reference, at: fold.now)), to: id)
        } else {
            forward(id) { command, version in
                command.noteNotice = note
                command.noteNotice.caseVersion = version
            }
        }
        return id
    }

    /// Another site has another history: the case stops.
    func note(_ note: WireNoteFork) throws -> UUID {
        guard let id = UUID(checking: note.caseID) else { throw Rejection.malformed("note_fork.case_id") }
        // What is on its way comes back where it is refused for the same reason.
        if fold.caseFile(id)?.inTransit == true { throw RetryLater("the case is on its way", after: .seconds(1)) }
        if try isHere(id, asFarAs: note.caseVersion) {
            guard let file = fold.caseFile(id), !file.stage.isClosed, file.held.isEmpty else { return id }
            try fold.append(.caseFile(.held(reason: note.reason, at: fold.now)), to: id)
        } else {
            forward(id) { command, version in
                command.noteFork = note
                command.noteFork.caseVersion = version
            }
        }
        return id
    }

    /// The same person's same product was filed elsewhere before: the case waits until a person has joined both.
    func note(_ note: WireNoteTwin) throws -> UUID {
        guard let id = UUID(checking: note.caseID) else { throw Rejection.malformed("note_twin.case_id") }
        guard let first = UUID(checking: note.firstID) else { throw Rejection.malformed("note_twin.first_id") }
        guard CaseNumber(note.firstNumber) != nil else {
            throw Rejection(
                .unknownNumber, field: "note_twin.first_number", problem: "it is no case number",
                fix: "send the number of the case that was filed before")
        }
        _ = try RegionCode(note.firstOffice)
        if fold.caseFile(id)?.inTransit == true { throw RetryLater("the case is on its way", after: .seconds(1)) }
        if try isHere(id, asFarAs: note.caseVersion) {
            guard let file = fold.caseFile(id), !file.stage.isClosed else { return id }
            fold.keepTwins(later: id, file.filing.number, first: first, note.firstNumber, at: note.firstOffice)
            let reason = Twins.reason(first: note.firstNumber, at: note.firstOffice)
            guard !file.held.contains(reason) else { return id }
            try fold.append(
                .caseFile(.held(reason: file.held.isEmpty ? reason : "\(file.held); \(reason)", at: fold.now)), to: id)
        } else {
            forward(id) { command, version in
                command.noteTwin = note
                command.noteTwin.caseVersion = version
            }
        }
        return id
    }

    /// What a person decided about the case elsewhere.
    func note(_ note: WireNoteRemark) throws -> UUID {
        guard let id = UUID(checking: note.caseID) else { throw Rejection.malformed("note_remark.case_id") }
        let text = try CaseRules.remark(note.text)
        if try isHere(id, asFarAs: note.caseVersion) {
            try fold.append(.caseFile(.remarked(text, at: fold.now)), to: id)
        } else {
            forward(id) { command, version in
                command.noteRemark = note
                command.noteRemark.caseVersion = version
            }
        }
        return id
    }

    /// Entries of the holder's, which came along and are taken in already.
    func note(_ copy: WireNoteCopy) throws -> UUID {
        guard let id = UUID(checking: copy.caseID) else { throw Rejection.malformed("note_copy.case_id") }
        guard fold.caseFile(id) != nil, fold.version(of: id) >= copy.version else {
            throw RetryLater("an earlier entry of the case is still on its way", carryFrom: fold.version(of: id) + 1)
        }
        return id
    }

    /// Whether this service holds the case; false where it has gone on. What is about to be taken over, or to become
    /// known, is waited for.
    private func isHere(_ id: UUID, asFarAs version: Int64) throws -> Bool {
        guard let file = fold.caseFile(id), fold.version(of: id) >= version else {
            throw RetryLater("the case is not here yet", after: version == 0 ? .milliseconds(50) : .seconds(1))
        }
        if desk.isHere(file, in: fold) { return true }
        if file.inTransit, file.service == desk.service, fold.offices.contains(file.office) {
            throw RetryLater("the case is about to be taken over")
        }
        return false
    }

    /// The case has gone on: whoever has it now is told.
    private func forward(_ id: UUID, _ fill: (inout WireCaseCommand, _ version: Int64) -> Void) {
        guard let file = fold.caseFile(id) else { return }
        let command = WireCaseCommand.with { fill(&$0, fold.version(of: id)) }
        fold.send(
            to: file.service, office: file.office, about: id, body: CaseDesk.body(command),
            named: ["forward", asking.id.digits])
    }
}
