import Civil
import Contracts
import Foundation
import Postgres
import Records

/// Messages that their receiver has refused for good, kept as dead letters where people find them.
///
/// A case that such a message handed over comes back: whoever refused it has stored that it never takes it. It is held
/// until a person has looked, and so is a case of ours whose history another site contradicts.
package struct UndeliveredMessages: Sendable {
    let service: String
    let settings: EngineSettings
    let concerned: @Sendable (CaseFile) -> [String]

    /// Buries a message and gives what has to be sent because of that.
    package func bury(
        _ message: OutgoingMessage, cause: String, on connection: any Session
    ) throws(PostgresError) -> [OutgoingMessage] {
        do {
            return try stop(message, cause, on: connection)
        } catch let error as PostgresError {
            throw error
        } catch {
            // The case can't be read or stopped; the letter is kept all the same.
            settings.logger.error(
                "a case could not be stopped", metadata: ["message": "\(message.id)", "why": "\(error)"])
            if connection.isInTransaction { try connection.query(.rollback) }
            _ = try connection.pipeline([Step(.begin)] + letter(message, cause) + [Step(.commit)])
            return []
        }
    }

    private func stop(
        _ message: OutgoingMessage, _ cause: String, on connection: any Session
    ) throws -> [OutgoingMessage] {
        let reader = BatchReader(demand: Demand([Needs(subjects: [message.subject])]), service: service, known: [])
        var rows = try connection.pipeline(
            [Step(.begin), Step(CaseworkRows.clock)] + reader.sharedSteps() + reader.subjectSteps(extra: []))[...]
        rows.removeFirst()
        guard let clock = rows.removeFirst().first else { throw SiteMissing() }
        let fold = Fold(service: service, clock: clock)
        try reader.takeShared(&rows, into: fold)
        try reader.takeSubjects(&rows, into: fold)
        fold.begin(seed: settings.draw(), actor: "service:\(service)")
        if let file = fold.caseFile(message.subject) { try stop(file, message, cause, in: fold) }
        fold.sendCopies(to: concerned)
        _ = try connection.pipeline(
            BatchWriter(fold: fold, settings: settings).steps() + letter(message, cause) + [Step(.commit)])
        return fold.writes.outbox
    }

    private func stop(_ file: CaseFile, _ message: OutgoingMessage, _ cause: String, in fold: Fold) throws {
        let id = message.subject
        let isHandOver =
            file.inTransit && fold.version(of: id) == message.version && message.destination == "\(file.holder)"
        if isHandOver, let from = file.cameFrom, from.service == service, fold.offices.contains(from.office) {
            try fold.append(
                .caseFile(.returned(to: service, office: from.office, reason: Self.short(cause), at: fold.now)), to: id)
        } else if file.service == service, fold.offices.contains(file.office), !file.inTransit, !file.stage.isClosed,
            file.held.isEmpty
        {
            try fold.append(.caseFile(.held(reason: Self.short(cause), at: fold.now)), to: id)
        }
    }

    private func letter(_ message: OutgoingMessage, _ cause: String) -> [Step] {
        let (body, carried) = Self.contents(of: message)
        return [
            Step(
                CaseworkRows.buryMessage, .uuid(message.id), .text(service), .text("site"),
                .text(String(message.destination.drop { $0 != "@" }.dropFirst())), .uuid(message.subject),
                .bytes(body), .text(""), .text(cause), .text(service), .text(message.destination),
                .int64(message.version), .optional(message.carriesFrom, Bind.int64), .optional(carried, Bind.bytes)),
            Step(CaseworkRows.dropOutbox, .uuids([message.id])),
        ]
    }

    /// What it asks for, and whose history went along; the entries are in the journal. An envelope that can't be read is
    /// kept as it is.
    private static func contents(of message: OutgoingMessage) -> (body: [UInt8], carried: [UInt8]?) {
        guard var request = try? WireRequest(serializedBytes: message.body) else { return (message.body, nil) }
        request.carried.entries = []
        return (Array(request.body), message.carriesFrom == nil ? nil : written(request.carried))
    }

    /// As it stands in the journal: the words are another site's.
    private static func short(_ cause: String) -> String { String(cause.prefix(300)) }
}
