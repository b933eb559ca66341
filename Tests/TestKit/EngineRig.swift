import Casework
import Contracts
import Foundation
import Logging
import Majordomo
import Records

/// An engine of one service in this process, on a database of its own, with a carrier that only keeps what it
/// is given.
public final class EngineRig<D: Department>: Sendable {
    public let engine: Engine<D>
    public let carrier: KeepingCarrier
    public let settings: EngineSettings
    private let department: D

    public init(
        _ department: D, database: String, committers: Int = 1, batch: Int = 512, instance: String = "test",
        effectLease: Duration = .seconds(6), upkeepEvery: Duration = .seconds(3_600),
        receiptRetention: Duration? = nil,
        carrier: KeepingCarrier = KeepingCarrier(),
        effectsPlanned: @escaping @Sendable () -> Void = {}
    ) {
        self.department = department
        self.carrier = carrier
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var settings = EngineSettings(database: database, instance: instance, logger: logger)
        settings.committers = committers
        settings.batch = batch
        settings.dueEvery = .milliseconds(10)
        settings.effectLease = effectLease
        settings.upkeepEvery = upkeepEvery
        if let receiptRetention { settings.receiptRetention = receiptRetention }
        self.settings = settings
        engine = Engine(
            desk: department, settings: settings, carrier: carrier, effectsPlanned: effectsPlanned)
    }

    /// Sends a command as the broker's client would and waits for its reply.
    public func ask(
        _ body: [UInt8], id: UUID = UUID(), office: String = "32.15.05", operatorName: String = "rina",
        desk: String = "", principal: String = "site", service: String = "", seed: Draw.Seed = .drawn()
    ) async throws -> WireReply {
        let asking = Asking(
            id: id, principal: principal, office: office, operatorName: operatorName, desk: desk, service: service)
        guard case .command(let command) = try department.read(body) else { throw NotACommand() }
        let bytes = await withCheckedContinuation { (continuation: CheckedContinuation<[UInt8], Never>) in
            engine.submit([
                Admission(asking: asking, command: command, body: body, seed: seed) {
                    continuation.resume(returning: $0)
                }
            ])
        }
        return try WireReply(serializedBytes: bytes)
    }

    /// Sends a command at once and without waiting: for a test that then holds its thread until the request has come
    /// somewhere. A child task would wait for a thread that the other tests hold.
    public func submit(_ body: [UInt8], service: String = "") throws -> PendingReply {
        try submit([body], service: service)[0]
    }

    /// The same for several, which come into one batch.
    public func submit(_ bodies: [[UInt8]], service: String = "") throws -> [PendingReply] {
        var replies: [PendingReply] = []
        let admissions = try bodies.map { body in
            let asking = Asking(
                id: UUID(), principal: "site", office: "32.15.05", operatorName: "rina", service: service)
            guard case .command(let command) = try department.read(body) else { throw NotACommand() }
            let pending = PendingReply()
            replies.append(pending)
            return Admission(asking: asking, command: command, body: body) { pending.bytes.put($0) }
        }
        engine.submit(admissions)
        return replies
    }

    public func stop() { engine.stop() }

    public struct NotACommand: Error {}
}

/// The reply to a request that was submitted.
public final class PendingReply: Sendable {
    fileprivate let bytes = Mailbox<[UInt8]>()

    public func get() throws -> WireReply { try WireReply(serializedBytes: bytes.take()) }
}

/// A carrier that keeps every message and answers as it is told: by default that it was accepted.
public final class KeepingCarrier: Carrier, @unchecked Sendable {
    public struct Message: Sendable {
        public var service: String
        public var id: UUID
        public var request: WireRequest
    }

    public let messages = Mailbox<Message>()
    private let lock = NSLock()
    private var outcome: @Sendable (Message) -> Outcome

    public init(
        outcome: @escaping @Sendable (Message) -> Outcome = { .ok(ReplyBytes.accepted($0.id, [])) }
    ) {
        self.outcome = outcome
    }

    public func answer(_ outcome: @escaping @Sendable (Message) -> Outcome) {
        lock.withLock { self.outcome = outcome }
    }

    public func send(
        service: String, id: UUID, body: [UInt8], deadline: Duration,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        guard let request = try? WireRequest(serializedBytes: body) else { return completion(.refused) }
        let message = Message(service: service, id: id, request: request)
        messages.put(message)
        let outcome = lock.withLock { self.outcome }
        completion(outcome(message))
    }
}
