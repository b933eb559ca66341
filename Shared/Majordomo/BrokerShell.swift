import Logging
import ZeroMQ

/// The loop between the ROUTER and the core, on the broker's thread.
final class BrokerShell {
    private static let batch = 1_024

    private let socket: Socket
    private let limits: MessageLimits
    private let encodeStatus: (BrokerStatus) -> [UInt8]
    private let core: BrokerCore
    private let uplink: Uplink?
    private let logger: Logger
    private var actions: [BrokerCore.Action] = []

    init(
        socket: Socket, core: BrokerCore, uplink: Uplink?, limits: MessageLimits, logger: Logger,
        encodeStatus: @escaping (BrokerStatus) -> [UInt8]
    ) {
        self.socket = socket
        self.core = core
        self.uplink = uplink
        self.logger = logger
        self.limits = limits
        self.encodeStatus = encodeStatus
    }

    func run(wakeup: Wakeup, isStopping: () -> Bool) throws(ZeroMQError) {
        var poller = Poller(wakeup: wakeup)
        while !isStopping() {
            let next = [core.nextTick, uplink?.nextTick].compactMap(\.self).min()
            let interests = [(socket, Poller.Interest.readable)] + (uplink?.interests ?? [])
            _ = try poller.wait(for: interests, timeout: next.map { max(.zero, $0 - .now) })
            let now = Instant.now
            try receive(now)
            try uplink?.turn(core, now: now, into: &actions)
            core.tick(now: now, into: &actions)
            try perform(now)
            try uplink?.flush()
        }
        core.leave(into: &actions)
        try perform(.now)
        uplink?.close()
        socket.close(linger: .milliseconds(100))
    }

    private func receive(_ now: Instant) throws(ZeroMQError) {
        for _ in 0..<BrokerShell.batch {
            switch try socket.receive(within: limits) {
            case nil: return
            case .message(let frames)?: core.received(frames, now: now, into: &actions)
            case .oversize(let head)?: core.receivedOversize(head: head, now: now, into: &actions)
            }
        }
    }

    /// Carries out what the core decided, and what it decides about what failed.
    private func perform(_ now: Instant) throws(ZeroMQError) {
        while !actions.isEmpty {
            let todo = actions
            actions = []
            for action in todo {
                switch action {
                case .send(let peer, let frames) where peer == BrokerCore.uplink: uplink?.send(frames)
                case .send(let peer, let frames):
                    if try socket.send(frames, to: peer) != .sent { core.unreachable(peer, now: now, into: &actions) }
                case .dispatch(let dispatch) where dispatch.worker == BrokerCore.uplink: uplink?.send(dispatch.frames)
                case .dispatch(let dispatch):
                    switch try socket.send(dispatch.frames, to: dispatch.worker) {
                    case .sent, .lost: break
                    case .wouldBlock, .unreachable: core.undelivered(dispatch, now: now, into: &actions)
                    }
                case .reportStatus(let requester):
                    let status = core.status(uplink: uplink?.core, now: now)
                    actions.append(core.answerStatus(to: requester, encoded: encodeStatus(status)))
                case .warn(let sentence): logger.warning("\(sentence)")
                }
            }
        }
    }
}
