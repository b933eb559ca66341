import Logging
import ZeroMQ

/// The thread behind a `ClientPort`: turns orders and frames into events of the core, and its actions into both.
final class ClientLoop {
    struct Submission: Sendable {
        let service: [UInt8]
        let id: RequestID
        let body: [UInt8]
        let deadline: Duration
        let completion: @Sendable (Outcome) -> Void
    }

    enum Order: Sendable {
        case submit(Submission)
        case stop
    }

    private let line: Line
    private let inbox: Inbox<Order>
    private let logger: Logger
    private var core: ClientCore
    private var completions: [RequestID: [@Sendable (Outcome) -> Void]] = [:]
    private var actions: [ClientCore.Action] = []
    private var isStopping = false

    init(line: Line, inbox: Inbox<Order>, timings: Timings, logger: Logger) {
        self.line = line
        self.inbox = inbox
        self.logger = logger
        core = ClientCore(timings: timings, now: .now)
    }

    func run() {
        line.reopen()
        do throws(ZeroMQError) {
            while !isStopping { try turn() }
        } catch {
            logger.critical("the client's line to the broker is closed: \(error)")
        }
        line.close()
        core.stop(into: &actions)
        for order in inbox.close() {
            if case .submit(let submission) = order { submission.completion(.unavailable) }
        }
        perform()
    }

    private func turn() throws(ZeroMQError) {
        let orders = inbox.takeOrSleep()
        let timeout = core.nextTick.map { max(.zero, $0 - .now) }
        try line.wait(timeout: orders.isEmpty ? timeout : .zero)
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
        guard case .submit(let submission) = order else {
            isStopping = true
            return
        }
        let taken = core.submit(
            service: submission.service, id: submission.id, body: submission.body, deadline: submission.deadline,
            now: now, into: &actions)
        switch taken {
        case .taken, .joined: completions[submission.id, default: []].append(submission.completion)
        case .conflicting: submission.completion(.refused)
        case .full: submission.completion(.busy)
        }
    }

    private func perform() {
        for action in actions {
            switch action {
            case .send(let frames): line.send(frames)
            case .complete(let id, let outcome):
                for completion in completions.removeValue(forKey: id) ?? [] { completion(outcome) }
            case .reopen: line.reopen()
            }
        }
        actions.removeAll(keepingCapacity: true)
    }
}
