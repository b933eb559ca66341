import ZeroMQ

/// The loop between the ROUTER and the core, on the broker's thread.
final class BrokerShell {
    private static let batch = 1_024

    private let socket: Socket
    private let limits: MessageLimits
    private let encodeStatus: (BrokerStatus) -> [UInt8]
    private let core: BrokerCore
    private var actions: [BrokerCore.Action] = []

    init(
        socket: Socket, core: BrokerCore, limits: MessageLimits, encodeStatus: @escaping (BrokerStatus) -> [UInt8]
    ) {
        self.socket = socket
        self.core = core
        self.limits = limits
        self.encodeStatus = encodeStatus
    }

    func run(wakeup: Wakeup, isStopping: () -> Bool) throws(ZeroMQError) {
        var poller = Poller(wakeup: wakeup)
        while !isStopping() {
            let timeout = core.nextTick.map { max(.zero, $0 - .now) }
            _ = try poller.wait(for: [(socket, .readable)], timeout: timeout)
            let now = Instant.now
            try receive(now)
            core.tick(now: now, into: &actions)
            try perform(now)
        }
        core.leave(into: &actions)
        try perform(.now)
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
                case .send(let peer, let frames):
                    if try socket.send(frames, to: peer) != .sent { core.unreachable(peer, into: &actions) }
                case .dispatch(let dispatch):
                    switch try socket.send(dispatch.frames, to: dispatch.worker) {
                    case .sent, .lost: break
                    case .wouldBlock, .unreachable: core.undelivered(dispatch, now: now, into: &actions)
                    }
                case .reportStatus(let requester):
                    actions.append(core.answerStatus(to: requester, encoded: encodeStatus(core.status(now: now))))
                }
            }
        }
    }
}
