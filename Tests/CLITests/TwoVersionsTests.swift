import Casework
import Contracts
import Foundation
import Logging
import Majordomo
import TestKit
import Testing

/// Peers of two versions at one broker: what the newer one says and the older one doesn't know.
struct TwoVersionsTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// Field 100, a number, and field 999, an empty message: of a version that is still to come.
    private static let (newField, newCommand): ([UInt8], [UInt8]) = ([0xA0, 0x06, 0x01], [0xBA, 0x3E, 0x00])

    private func ask(_ site: StaffedSite, _ body: [UInt8], contract: UInt32 = 1, more: [UInt8] = []) throws -> WireReply
    {
        let client = try ClientPort(endpoints: [site.endpoint], logger: Self.quiet)
        defer { client.stop() }
        let id = UUID()
        let request = WireRequest.with {
            $0.contract = contract
            $0.id = withUnsafeBytes(of: id.uuid) { Data($0) }
            $0.office = "32.15.05"
            $0.actor.operator = "rina"
            $0.body = Data(body)
        }
        let answer = Mailbox<Outcome>()
        client.send(
            service: "intake@32.15.05", id: id, body: try request.serializedBytes() + more, deadline: .seconds(30)
        ) { answer.put($0) }
        guard case .ok(let bytes) = try answer.take() else { throw Timeout(description: "no answer") }
        return try WireReply(serializedBytes: bytes)
    }

    @Test
    func `a newer peer's fields are passed over, and what it wants besides is answered with a code and a way out`()
        throws
    {
        let site = try StaffedSite("intake")
        let known: [UInt8] = try WireIntakeCommand.with { $0.showSite = .init() }.serializedBytes()
        let reply = try ask(site, known + Self.newField, more: Self.newField)
        guard case .accepted? = reply.outcome else { throw Timeout(description: "\(reply)") }

        // Of the service itself, and of what any service is asked about a case: field 1, three bytes.
        for body in [Self.newCommand, [0x0A, 0x03] + Self.newCommand] {
            let fault = try ask(site, body).fault
            #expect(fault.code == "unknown_command")
            #expect(fault.fix == "set exactly one; for a newer command run a newer loket-intake")
        }
        let fault = try ask(site, known, contract: 2).fault
        #expect(fault.code == "wrong_contract")
        #expect(fault.fix == "send contract 1, or run a newer service")
        #expect(try site.database.count("SELECT count(*) FROM casework.receipt") == 0)
        #expect(try site.database.count("SELECT count(*) FROM casework.dead_letter") == 0)
    }

    @Test func `a message that the older instance doesn't know is kept, and comes to the newer one beside it`() throws {
        let site = try StaffedSite("intake")
        let seen = Mailbox<UUID>()
        let old = try OldInstance(of: "recording@32.15.05", at: site.endpoint) { seen.put($0) }
        defer { old.stop() }
        let visits = try site.file([visitLine(1), visitLine(2)])
        #expect(try site.run("file", "--from", visits).status == 0)
        let first = Set(try seen.take(2))
        #expect(first.count == 2)
        let waiting = "SELECT count(*) FROM casework.outbox WHERE destination = 'recording@32.15.05'"
        #expect(try site.database.count(waiting) == 2)

        try site.start("recording")
        let taken = "SELECT count(*) FROM casework.subject WHERE kind = 3 AND holder = 'recording'"
        try eventually("both came to the newer one") { try site.database.count(taken) == 2 }
        try eventually("and are acknowledged") { try site.database.count(waiting) == 0 }
        #expect(try site.database.count("SELECT count(*) FROM casework.dead_letter") == 0)
        #expect(Set(seen.contents).isSubset(of: first), "the old one was asked for the same again, and nothing else")
    }
}

/// An instance of an earlier version, which knows none of the commands that it is sent.
private final class OldInstance: Sendable {
    private let port: WorkerPort

    init(of name: String, at endpoint: String, seen: @escaping @Sendable (UUID) -> Void) throws {
        let itself = Mailbox<WorkerPort>()
        port = try WorkerPort(
            endpoints: [endpoint], names: [name], credit: 512,
            logger: Logger(label: "old") { _ in SwiftLogNoOpLogHandler() }
        ) { deliveries in
            guard let port = itself.contents.first else { return }
            port.reply(
                deliveries.compactMap { delivery in
                    guard let request = try? WireRequest(serializedBytes: delivery.body), request.id.count == 16 else {
                        return nil
                    }
                    let id = request.id.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
                    seen(id)
                    let fault = ReplyBytes.fault(
                        id, code: "unknown_command", problem: "unknown", fix: "run a newer one")
                    return (delivery.handle, fault)
                })
        }
        itself.put(port)
        try port.start()
    }

    func stop() { port.stop() }
}
