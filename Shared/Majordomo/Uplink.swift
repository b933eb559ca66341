import Logging
import ZeroMQ

/// The socket of the broker's own line to the district, on the broker's thread.
final class Uplink {
    private(set) var core: UplinkCore
    private let line: Line
    private let logger: Logger
    private var actions: [UplinkCore.Action] = []

    init(_ settings: UplinkSettings, line: Line, logger: Logger) {
        core = UplinkCore(settings, now: .now)
        self.line = line
        self.logger = logger
    }

    var nextTick: Instant { core.nextTick }
    var interests: [(Socket, Poller.Interest)] { line.interests }

    func send(_ frames: [[UInt8]]) { line.send(frames) }
    func flush() throws(ZeroMQError) { try line.flush() }
    func close() { line.close(linger: .milliseconds(100)) }

    /// Takes in what happened to the line and tells the broker's core.
    func turn(_ broker: BrokerCore, now: Instant, into out: inout [BrokerCore.Action]) throws(ZeroMQError) {
        for news in try line.news(most: 1024) {
            switch news {
            case .up: core.connected(now: now, into: &actions)
            case .down: core.disconnected(now: now, into: &actions)
            case .message(let frames): core.received(frames, now: now, into: &actions)
            }
        }
        core.tick(now: now, into: &actions)
        for action in actions { perform(action, broker, now: now, into: &out) }
        actions.removeAll(keepingCapacity: true)
    }

    private func perform(
        _ action: UplinkCore.Action, _ broker: BrokerCore, now: Instant, into out: inout [BrokerCore.Action]
    ) {
        switch action {
        case .open(let index): line.reopen(index)
        case .close: line.close()
        case .send(let frames): line.send(frames)
        case .up:
            logger.notice("the line to the district is up", metadata: ["broker": "\(core.brokerInUse)"])
            broker.uplinkIsUp(credit: core.settings.credit, now: now, into: &out)
        case .down:
            logger.warning(
                "the line to the district is down: what needs it waits",
                metadata: ["broker": "\(core.brokerInUse)"])
            broker.uplinkIsDown(now: now, into: &out)
        case .answered(let id, let status, let body):
            broker.uplinkAnswered(id, status, body, now: now, into: &out)
        case .asked(let handle, let service, let principals, let body):
            broker.uplinkAsked(
                handle: handle, service: service, principals: principals, body, now: now, into: &out)
        }
    }
}
