import Contracts
import Foundation
import Postgres
import Records

/// Messages for other sites as they are sent: the envelope that was stored, with the entries that it carries. Entries
/// never change, so the same message is the same bytes each time.
struct CarriedEnvelopes {
    /// What a broker takes: a whole history that is longer is a matter for people.
    static let mostBytes = 1 << 20

    private(set) var bodies: [UUID: [UInt8]] = [:]
    /// Those that can never be sent, and why.
    private(set) var impossible: [(message: OutgoingMessage, cause: String)] = []

    /// - Parameter stored: the envelopes as the outbox has them; a message that isn't among them is gone.
    init(_ messages: [OutgoingMessage], stored: [UUID: [UInt8]], on connection: any Session) throws(PostgresError) {
        let carrying = messages.filter { $0.carriesFrom != nil && stored[$0.id] != nil }
        guard !carrying.isEmpty else { return }
        let rows = try connection.query(
            CaseworkRows.readCarried, .uuids(carrying.map(\.id)), .uuids(carrying.map(\.subject)),
            .int64s(carrying.map { $0.carriesFrom ?? 1 }), .int64s(carrying.map(\.version)))
        var entries: [UUID: [WireCarriedEntry]] = [:]
        for row in rows { entries[row.uuid(0), default: []].append(WireCarriedEntry(JournalEntry(carried: row))) }
        for message in carrying {
            add(message, stored[message.id] ?? [], entries[message.id] ?? [])
        }
    }

    private mutating func add(_ message: OutgoingMessage, _ stored: [UInt8], _ entries: [WireCarriedEntry]) {
        var message = message
        message.body = stored
        guard entries.count == message.version - (message.carriesFrom ?? 1) + 1,
            var request = try? WireRequest(serializedBytes: stored)
        else {
            impossible.append((message, "the history that it carries isn't whole in our journal"))
            return
        }
        request.carried.entries = entries
        let bytes = written(request)
        guard bytes.count <= Self.mostBytes else {
            impossible.append(
                (
                    message,
                    "the history that it carries has \(bytes.count) bytes in \(entries.count) entries, and a message takes "
                        + "\(Self.mostBytes)"
                ))
            return
        }
        bodies[message.id] = bytes
    }
}
