import Civil
import Contracts
import Foundation
import Records

/// What every service does with a case that it holds: taking it over, and what anybody may ask of its holder.
public struct CaseDesk: Sendable {
    public let service: String
    public let catalogue: Catalogue

    public init(service: String, catalogue: Catalogue) {
        self.service = service
        self.catalogue = catalogue
    }

    /// The id of the case that a command names.
    public func caseID(number text: String, office: String) throws(Rejection) -> UUID {
        guard let number = CaseNumber(text) else {
            throw Rejection(
                .unknownNumber, field: "case_number", problem: "\(Rejection.quoted(text)) is no case number",
                fix: "write it like KLR-261123-A042-1")
        }
        _ = try catalogue.office(written: office)
        guard let owner = catalogue.offices.first(where: { $0.shortCode == number.ticket.shortCode }) else {
            throw Rejection(
                .unknownNumber, field: "case_number",
                problem: "no office of ours begins its numbers like \(number.text)",
                fix: "read the number again from the receipt")
        }
        return number.caseID(office: owner.code.text)
    }

    /// Checks that a number belongs to the office that the request is for.
    public func office(of ticket: TicketNumber, asked office: String) throws(Rejection) -> String {
        let known = try catalogue.office(written: office)
        guard known.shortCode == ticket.shortCode else {
            let owner = catalogue.offices.first { $0.shortCode == ticket.shortCode }
            throw Rejection(
                .wrongOffice, field: "office", problem: "\(ticket.text) is not of \(known.name)",
                fix: owner.map { "ask for office \($0.code)" } ?? "read the number again from the ticket")
        }
        return office
    }

    public func needs(of command: WireCaseCommand, office: String) throws(Rejection) -> Needs {
        switch command.command {
        case .takeCustody(let take): Needs(subjects: UUID(checking: take.caseID).map { [$0] } ?? [])
        case .noteNotice(let note): Needs(subjects: UUID(checking: note.caseID).map { [$0] } ?? [])
        case .withdraw(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case .releaseHold(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case .refuse(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case nil: Needs()
        }
    }

    /// Carries a command out and gives the case that it was about.
    public func perform(_ command: WireCaseCommand, asking: Asking, in fold: Fold) throws -> UUID {
        switch command.command {
        case .takeCustody(let take): return try takeCustody(take, in: fold)
        case .noteNotice(let note): return try noteNotice(note, in: fold)
        case .withdraw(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            try fold.append(.caseFile(CaseRules.withdraw(file, reason: ask.reason, at: fold.now)), to: id)
            return id
        case .releaseHold(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            let events = try CaseRules.release(file, reason: ask.reason, paperMade: ask.paperMade, at: fold.now)
            for event in events { try fold.append(.caseFile(event), to: id) }
            return id
        case .refuse(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            try CaseRules.checkFree(file)
            try fold.append(
                .caseFile(CaseRules.refuse(file, reason: ask.reason, law: ask.law, at: fold.now)), to: id)
            return id
        case nil: throw Rejection.nothingAsked
        }
    }

    /// The case of a command that the holder alone may act on.
    public func held(_ number: String, _ asking: Asking, in fold: Fold) throws -> (id: UUID, file: CaseFile) {
        let id = try caseID(number: number, office: asking.office)
        let file = try CaseRules.check(fold.caseFile(id), number: number, heldBy: service)
        guard file.office == asking.office else {
            throw Rejection(
                .movedTo, field: "case_number", problem: "\(number) is with \(file.service) of office \(file.office)",
                fix: "call that office: it alone can do this now")
        }
        if file.inTransit { throw RetryLater("\(number) is on its way to \(service)") }
        return (id, file)
    }

    /// Hands a case over: the sender's last entry, and the message with which the receiver takes custody.
    public func handOver(_ id: UUID, to service: String, office: String, in fold: Fold) throws {
        try fold.append(.caseFile(.handedOver(from: self.service, to: service, office: office)), to: id)
        let command = WireCaseCommand.with {
            $0.takeCustody.caseID = Data(id.bytes)
            $0.takeCustody.version = fold.version(of: id)
            $0.takeCustody.head = Data(fold.head(of: id))
        }
        fold.send(to: service, office: office, about: id, body: Self.body(command))
    }

    /// The body of a request to any service: `case` is field 1 of every service's command.
    public static func body(_ command: WireCaseCommand) -> [UInt8] {
        written(WireIntakeCommand.with { $0.case = command })
    }

    public func view(of id: UUID, in fold: Fold) throws -> WireCaseView {
        guard let file = fold.caseFile(id) else { throw ImpossibleEntry(id: id, why: "it is no case") }
        return WireCaseView(file, id: id, version: fold.version(of: id), catalogue: catalogue, now: fold.now)
    }

    private func takeCustody(_ take: WireTakeCustody, in fold: Fold) throws -> UUID {
        guard let id = UUID(checking: take.caseID) else { throw Rejection.malformed("take_custody.case_id") }
        // What isn't here yet comes in the order of versions: ask again.
        guard let file = fold.caseFile(id), fold.version(of: id) >= take.version else {
            throw RetryLater("an earlier entry of the case is still on its way")
        }
        if fold.version(of: id) == take.version, fold.head(of: id) != Array(take.head) {
            throw ImpossibleEntry(id: id, why: "its history differs from the sender's: a fork")
        }
        guard file.inTransit, file.service == service, fold.version(of: id) == take.version else {
            // Taken before, by a message with another id.
            return id
        }
        try fold.append(.caseFile(.custodyTaken(from: "site", by: service)), to: id)
        return id
    }

    private func noteNotice(_ note: WireNoteNotice, in fold: Fold) throws -> UUID {
        guard let id = UUID(checking: note.caseID) else { throw Rejection.malformed("note_notice.case_id") }
        guard let file = fold.caseFile(id) else { throw RetryLater("the case is not here yet") }
        guard file.service == service, !file.inTransit else { throw RetryLater("the case is with \(file.service)") }
        try fold.append(
            .caseFile(.notified(outcome: note.outcome, reference: note.reference, at: fold.now)), to: id)
        return id
    }
}

extension Rejection {
    public static let nothingAsked = Rejection(
        .missingField, field: "command", problem: "the request names no command",
        fix: "set exactly one; newer commands need a newer service")

    public static func malformed(_ field: String) -> Rejection {
        Rejection(.wrongType, field: field, problem: "it isn't sixteen bytes", fix: "send the id as it was received")
    }
}
