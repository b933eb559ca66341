import Logging
import ZeroMQ

/// The thread behind a `WorkerPort`.
final class WorkerLoop {
    struct Answer: Sendable {
        let handle: [UInt8]
        /// Nil gives the handle back unanswered.
        let body: [UInt8]?
    }

    enum Order: Sendable {
        case reply([Answer])
        case drain(Signal)
        case stop
    }

    private let line: Line
    private let inbox: Inbox<Order>
    private let limits: MessageLimits
    private let logger: Logger
    private let onDeliveries: @Sendable ([Delivery]) -> Void
    private var core: WorkerCore
    private var actions: [WorkerCore.Action] = []
    private var drained: [Signal] = []
    private var isStopping = false

    init(
        line: Line, core: WorkerCore, inbox: Inbox<Order>, limits: MessageLimits, logger: Logger,
        onDeliveries: @escaping @Sendable ([Delivery]) -> Void
    ) {
        self.line = line
        self.core = core
        self.inbox = inbox
        self.limits = limits
        self.logger = logger
        self.onDeliveries = onDeliveries
    }

    func run() {
        line.reopen()
        do throws(ZeroMQError) {
            while !isStopping { try turn() }
            core.leave(into: &actions)
            perform()
            try line.flush()
        } catch {
            logger.critical("the worker's line to the broker is closed: \(error)")
        }
        line.close(linger: .milliseconds(100))
        for order in inbox.close() {
            if case .drain(let signal) = order { signal.give() }
        }
        for signal in drained { signal.give() }
    }

    private func turn() throws(ZeroMQError) {
        let orders = inbox.takeOrSleep()
        try line.wait(timeout: orders.isEmpty ? max(.zero, core.nextTick - .now) : .zero)
        let now = Instant.now
        for news in try line.news(most: 1024) {
            switch news {
            case .up: core.lineUp(now: now, into: &actions)
            case .down: core.lineDown(now: now)
            case .message(let frames): core.received(frames, now: now, into: &actions)
            }
        }
        for order in orders { take(order, now: now) }
        core.tick(now: now, into: &actions)
        perform()
        try line.flush()
    }

    private func take(_ order: Order, now: Instant) {
        switch order {
        case .reply(let answers):
            for answer in answers { core.reply(answer.handle, fitting(answer.body), now: now, into: &actions) }
        case .drain(let signal):
            drained.append(signal)
            core.drain(now: now, into: &actions)
        case .stop:
            isStopping = true
        }
    }

    /// A reply too big for the broker would cost the line; its handle is given back instead, loudly.
    private func fitting(_ body: [UInt8]?) -> [UInt8]? {
        guard let body, body.count > limits.largestBody else { return body }
        logger.error("dropped a reply of \(body.count) bytes: at most \(limits.largestBody) fit into a message")
        return nil
    }

    private func perform() {
        var deliveries: [Delivery] = []
        for action in actions {
            switch action {
            case .send(let frames): line.send(frames)
            case .deliver(let delivery): deliveries.append(delivery)
            case .reopen: line.reopen()
            case .drained:
                for signal in drained { signal.give() }
                drained = []
            }
        }
        actions.removeAll(keepingCapacity: true)
        if !deliveries.isEmpty { onDeliveries(deliveries) }
    }
}
