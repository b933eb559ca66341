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

    /// Not every instance knows what a newer one is asked about a case.
    public func known(_ command: WireCaseCommand) throws(UnreadableRequest) -> WireCaseCommand {
        guard command.command != nil else { throw .unknownCommand(to: service) }
        return command
    }

    public func needs(of command: WireCaseCommand, office: String) throws(Rejection) -> Needs {
        switch command.command {
        case .takeCustody(let take): Needs(subjects: UUID(checking: take.caseID).map { [$0] } ?? [])
        case .noteNotice(let note): Needs(subjects: UUID(checking: note.caseID).map { [$0] } ?? [])
        case .noteCopy(let copy): Needs(subjects: UUID(checking: copy.caseID).map { [$0] } ?? [])
        case .noteFork(let note): Needs(subjects: UUID(checking: note.caseID).map { [$0] } ?? [])
        case .noteTwin(let note): Needs(subjects: UUID(checking: note.caseID).map { [$0] } ?? [])
        case .noteRemark(let note): Needs(subjects: UUID(checking: note.caseID).map { [$0] } ?? [])
        case .withdraw(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case .releaseHold(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case .refuse(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case .handBack(let ask): Needs(subjects: [try caseID(number: ask.caseNumber, office: office)])
        case nil: Needs()
        }
    }

    /// Carries a command out and gives the case that it was about.
    public func perform(_ command: WireCaseCommand, asking: Asking, in fold: Fold) throws -> UUID {
        if let offices = asking.speaksFor {
            for id in try needs(of: command, office: asking.office).subjects {
                guard let file = fold.caseFile(id) else { continue }
                guard (concerned(by: file) + [file.office]).contains(where: offices.contains) else {
                    throw Rejection.notForOthers
                }
            }
        }
        switch command.command {
        case .takeCustody(let take): return try CasePassage(self, asking, fold).takeCustody(take)
        case .noteNotice(let note): return try CasePassage(self, asking, fold).note(note)
        case .noteCopy(let copy): return try CasePassage(self, asking, fold).note(copy)
        case .noteFork(let note): return try CasePassage(self, asking, fold).note(note)
        case .noteTwin(let note): return try CasePassage(self, asking, fold).note(note)
        case .noteRemark(let note): return try CasePassage(self, asking, fold).note(note)
        case .withdraw(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            try fold.append(.caseFile(CaseRules.withdraw(file, reason: ask.reason, at: fold.now)), to: id)
            fold.settle(id, before: file, ends: true)
            return id
        case .releaseHold(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            let events = try CaseRules.release(file, reason: ask.reason, paperMade: ask.paperMade, at: fold.now)
            for event in events { try fold.append(.caseFile(event), to: id) }
            fold.settle(id, before: file, ends: false)
            return id
        case .refuse(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            try CaseRules.checkFree(file)
            try fold.append(
                .caseFile(CaseRules.refuse(file, reason: ask.reason, law: ask.law, at: fold.now)), to: id)
            return id
        case .handBack(let ask):
            let (id, file) = try held(ask.caseNumber, asking, in: fold)
            let back = try CaseRules.handBack(file, reason: ask.reason)
            try handOver(id, to: back.to.service, office: back.to.office, reason: back.reason, in: fold)
            return id
        case nil: throw Rejection.nothingAsked
        }
    }

    /// The case of a command that the holder alone may act on.
    public func held(_ number: String, _ asking: Asking, in fold: Fold) throws -> (id: UUID, file: CaseFile) {
        let id = try caseID(number: number, office: asking.office)
        let file = try CaseRules.check(
            fold.caseFile(id), number: number, heldBy: CaseHolder(service: service, office: asking.office))
        if file.inTransit { throw RetryLater("\(number) is on its way to \(service)") }
        return (id, file)
    }

    /// Hands a case over: the sender's last entry, and the message with which the receiver takes custody. To another
    /// site the whole history goes along.
    ///
    /// - Parameter reason: why it goes back to where it came from; empty where it goes on.
    public func handOver(
        _ id: UUID, to service: String, office: String, reason: String = "", in fold: Fold
    ) throws {
        try fold.append(
            .caseFile(.handedOver(from: self.service, to: service, office: office, reason: reason)), to: id)
        let command = WireCaseCommand.with {
            $0.takeCustody.caseID = Data(id.bytes)
            $0.takeCustody.version = fold.version(of: id)
            $0.takeCustody.head = Data(fold.head(of: id))
        }
        fold.send(
            to: service, office: office, about: id, body: Self.body(command),
            carryingFrom: fold.offices.contains(office) ? nil : 1)
    }

    /// Hands a case on where its next step is somebody else's, or another office's.
    public func handOn(_ id: UUID, in fold: Fold) throws {
        guard let file = fold.caseFile(id), isHere(file, in: fold), file.held.isEmpty,
            let next = CaseRules.next(file, district: district(of: file)),
            CaseHolder(service: next.service, office: next.office) != file.holder
        else { return }
        try handOver(id, to: next.service, office: next.office, in: fold)
    }

    /// Held by this service at this site, and not on its way.
    func isHere(_ file: CaseFile, in fold: Fold) -> Bool {
        file.service == service && !file.inTransit && fold.offices.contains(file.office)
    }

    /// The offices that must know of a case, wherever it is.
    public func concerned(by file: CaseFile) -> [String] { CaseRules.concerned(file, district: district(of: file)) }

    /// The Dukcapil office of the office that took a case; nil where the catalogue doesn't know that one.
    public func district(of file: CaseFile) -> RegionCode? {
        do throws(Rejection) {
            return try catalogue.office(written: file.filing.office).district
        } catch {
            return nil
        }
    }

    /// The body of a request to any service: `case` is field 1 of every service's command.
    public static func body(_ command: WireCaseCommand) -> [UInt8] {
        written(WireIntakeCommand.with { $0.case = command })
    }

    public func view(of id: UUID, in fold: Fold) throws -> WireCaseView {
        guard let file = fold.caseFile(id) else { throw ImpossibleEntry(id: id, why: "it is no case") }
        return WireCaseView(file, id: id, version: fold.version(of: id), catalogue: catalogue, now: fold.now)
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
