import Foundation
import Postgres

/// What a relay reads from the outbox and writes there.
package struct RelayRows: Sendable {
    /// Bodies as they are sent, and messages that never can be.
    package struct Found {
        var bodies: [UUID: [UInt8]]
        var impossible: [RelayCore.Letter]
    }

    let service: String
    let settings: EngineSettings
    private let undelivered: UndeliveredMessages

    package init(_ desk: some Department, settings: EngineSettings) {
        service = desk.service
        self.settings = settings
        undelivered = UndeliveredMessages(service: desk.service, settings: settings) { desk.concerned(by: $0) }
    }

    /// What a crash, another instance or a full memory left in the table, a handful for each destination.
    package func sweep(passingOver crowded: [String], on session: any Session) throws(PostgresError)
        -> [OutgoingMessage]
    {
        let lease = "\(settings.lease.components.seconds) seconds"
        try session.query(CaseworkRows.forgetFarLeases, .text(service), .text(lease))
        return try session.query(
            CaseworkRows.takeExpiredOutbox, .text(service), .int64(Int64(RelayLane.handful)), .text(lease),
            .texts(crowded)
        ).map {
            OutgoingMessage(
                id: $0.uuid(0), destination: $0.text(1), subject: $0.uuid(2), version: $0.int64(3),
                body: $0.bytes(4), carriesFrom: $0.int64IfPresent(5))
        }
    }

    package func read(_ messages: [OutgoingMessage], on session: any Session) throws(PostgresError) -> Found {
        var bodies: [UUID: [UInt8]] = [:]
        for row in try session.query(CaseworkRows.readOutbox, .uuids(messages.map(\.id))) {
            bodies[row.uuid(0)] = row.bytes(1)
        }
        let envelopes = try CarriedEnvelopes(messages, stored: bodies, on: session)
        bodies.merge(envelopes.bodies) { $1 }
        return Found(bodies: bodies, impossible: envelopes.impossible)
    }

    /// Keeps a message as a dead letter, where people find it; gives what has to be sent because of that.
    package func bury(_ letter: RelayCore.Letter, on session: any Session) throws(PostgresError) -> [OutgoingMessage] {
        // No store takes that character, and the words are the receiver's.
        try undelivered.bury(letter.message, cause: letter.cause.filter { $0 != "\u{0}" }, on: session)
    }
}
