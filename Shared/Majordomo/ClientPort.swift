import Foundation
import Logging
import ZeroMQ

/// A client of one site's broker, for any number of requests at a time from any thread.
///
/// Sends the same request again, with the same id, when the line broke, the broker was restarted or no reply
/// came; so a request may reach a worker more than once, and the receiver's receipts make that harmless. Each
/// request ends exactly once, at its deadline at the latest.
public final class ClientPort: Sendable {
    private let inbox: Inbox<ClientLoop.Order>
    private let thread: LoopThread
    private let limits: MessageLimits

    /// Starts connecting; requests sent before a broker answers wait for it until their deadline.
    ///
    /// - Parameters:
    ///   - endpoints: the brokers in order of preference; the first that answers is used.
    ///   - identity: the keys for brokers over TCP; needed for those beyond this machine.
    /// - Throws: where an endpoint can't be used at all, or the process has no threads or descriptors left.
    public init(
        endpoints: [String], identity: Identity? = nil, logger: Logger, timings: Timings = Timings(),
        limits: MessageLimits = MessageLimits()
    ) throws(ZeroMQError) {
        try Line.check(endpoints, identity)
        let wakeup = try Wakeup()
        let inbox = Inbox<ClientLoop.Order>(wakeup: wakeup)
        self.inbox = inbox
        self.limits = limits
        thread = try LoopThread(name: "loket-client") {
            let line = Line(endpoints: endpoints, identity: identity, limits: limits, wakeup: wakeup, logger: logger)
            ClientLoop(line: line, inbox: inbox, timings: timings, logger: logger).run()
        }
    }

    deinit {
        inbox.put(.stop)
    }

    /// Sends a request and calls `completion` once, on the port's thread: it must not block.
    ///
    /// A second request with an id that is still out joins the first when it's the same; otherwise it's `refused`.
    public func send(
        service: String, id: UUID, body: [UInt8], deadline: Duration,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        guard let name = ServiceName(service), body.count <= limits.largestBody else { return completion(.refused) }
        let order = ClientLoop.Submission(
            service: name.bytes, id: RequestID(id), body: body, deadline: deadline, completion: completion)
        if !inbox.put(.submit(order)) { completion(.unavailable) }
    }

    /// Sends a request and waits for its end.
    public func request(service: String, id: UUID, body: [UInt8], deadline: Duration) async -> Outcome {
        await withCheckedContinuation { continuation in
            send(service: service, id: id, body: body, deadline: deadline) { continuation.resume(returning: $0) }
        }
    }

    /// Ends everything that is out (`unknown`, or `unavailable` where it never left) and closes the line.
    public func stop() {
        inbox.put(.stop)
        thread.join()
    }
}

extension MessageLimits {
    /// The most bytes of a body, so that all frames around it still fit.
    public var largestBody: Int { bytes - 4096 }
}

extension RequestID {
    public init(_ id: UUID) {
        let u = id.uuid
        self.init(
            high: RequestID.word(u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7),
            low: RequestID.word(u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15))
    }

    private static func word(_ bytes: UInt8...) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
