import Logging
import ZeroMQ

/// A worker of one site's broker: gets requests in batches, answers them from any thread.
///
/// Registers its names again by itself after every broken line or restarted broker. A delivery may be one that
/// another worker has seen before, so its handling must be safe to repeat.
public final class WorkerPort: Sendable {
    private let endpoints: [String]
    private let identity: Identity?
    private let names: [ServiceName]
    private let credit: Int
    private let timings: Timings
    private let limits: MessageLimits
    private let logger: Logger
    private let onDeliveries: @Sendable ([Delivery]) -> Void
    private let wakeup: Wakeup
    private let inbox: Inbox<WorkerLoop.Order>
    private let thread = Guarded<LoopThread?>(nil)

    /// - Parameters:
    ///   - endpoints: the brokers in order of preference; the first that answers is used.
    ///   - identity: the keys for brokers over TCP; needed for those beyond this machine.
    ///   - names: what this worker serves, as `service@office`.
    ///   - credit: the most deliveries that may be unanswered at a time.
    ///   - onDeliveries: called on the port's thread with everything that arrived; it must not block.
    /// - Throws: where an endpoint or a name can't be used at all, or the process has no descriptors left.
    public init(
        endpoints: [String], identity: Identity? = nil, names: [String], credit: Int, logger: Logger,
        timings: Timings = Timings(), limits: MessageLimits = MessageLimits(),
        onDeliveries: @escaping @Sendable ([Delivery]) -> Void
    ) throws {
        try Line.check(endpoints, identity)
        self.endpoints = endpoints
        self.identity = identity
        self.names = try names.map { name in
            guard let name = ServiceName(name), !name.isBuiltIn else { throw InvalidServiceName(name: name) }
            return name
        }
        self.credit = credit
        self.timings = timings
        self.limits = limits
        self.logger = logger
        self.onDeliveries = onDeliveries
        wakeup = try Wakeup()
        inbox = Inbox(wakeup: wakeup)
    }

    deinit {
        inbox.put(.stop)
    }

    /// Connects and registers the names; returns at once.
    public func start() throws(ZeroMQError) {
        let (endpoints, identity, wakeup, logger, inbox) = (endpoints, identity, wakeup, logger, inbox)
        let (names, credit, timings, limits, onDeliveries) = (names, credit, timings, limits, onDeliveries)
        let started = try LoopThread(name: "loket-worker") {
            let line = Line(endpoints: endpoints, identity: identity, limits: limits, wakeup: wakeup, logger: logger)
            let core = WorkerCore(names: names, credit: credit, timings: timings, now: .now)
            WorkerLoop(
                line: line, core: core, inbox: inbox, limits: limits, logger: logger, onDeliveries: onDeliveries
            ).run()
        }
        thread.with { $0 = started }
    }

    /// Answers deliveries, in one go and from any thread.
    ///
    /// A reply that the broker no longer waits for is dropped: its client asks again.
    public func reply(_ replies: [(handle: [UInt8], body: [UInt8])]) {
        guard !replies.isEmpty else { return }
        inbox.put(.reply(replies.map { WorkerLoop.Answer(handle: $0.handle, body: $0.body) }))
    }

    /// Gives deliveries back unanswered: the broker frees their credit and their clients ask again.
    public func release(_ handles: [[UInt8]]) {
        guard !handles.isEmpty else { return }
        inbox.put(.reply(handles.map { WorkerLoop.Answer(handle: $0, body: nil) }))
    }

    /// Takes no more deliveries and waits until those at work are answered; false when the time was over first.
    ///
    /// Blocks the calling thread. The port stays connected until `stop`.
    @discardableResult
    public func drain(within time: Duration) -> Bool {
        let drained = Signal()
        guard inbox.put(.drain(drained)) else { return true }
        return drained.wait(within: time)
    }

    /// Says good-bye to the broker and closes the line. What is unanswered is asked again by its client.
    public func stop() {
        inbox.put(.stop)
        thread.with { $0 }?.join()
    }
}
