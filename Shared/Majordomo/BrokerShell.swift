import ZeroMQ

/// The loop between the ROUTER and the core, on the broker's thread.
final class BrokerShell {
    private static let batch = 1_024

    private let socket: Socket
    private let limits: MessageLimits
    private let encodeStatus: (BrokerStatus) -> [UInt8]
    private let core: BrokerCore
    private let admission: Admission?
    private var guests: Guests?
    private var actions: [BrokerCore.Action] = []

    /// - Parameter admission: whom to let in by a key, where the socket has endpoints with keys.
    init(
        socket: Socket, core: BrokerCore, limits: MessageLimits, admission: Admission? = nil,
        encodeStatus: @escaping (BrokerStatus) -> [UInt8]
    ) {
        self.socket = socket
        self.core = core
        self.limits = limits
        self.admission = admission
        guests = admission.map { Guests($0) }
        self.encodeStatus = encodeStatus
    }

    func run(wakeup: Wakeup, isStopping: () -> Bool) throws(ZeroMQError) {
        var poller = Poller(wakeup: wakeup)
        while !isStopping() {
            let timeout = core.nextTick.map { max(.zero, $0 - .now) }
            _ = try poller.wait(for: [(socket, .readable)], timeout: timeout)
            let now = Instant.now
            reviewGuests()
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
            case .message(let frames)?:
                guard let visitor = visitor(frames) else { continue }
                core.received(frames, user: visitor.user, now: now, into: &actions)
            case .oversize(let head)?:
                guard visitor(head) != nil else { continue }
                core.receivedOversize(head: head, now: now, into: &actions)
            }
        }
    }

    /// Cuts off whose key is no longer allowed, as soon as that is known.
    private func reviewGuests() {
        guard guests?.isOutdated == true else { return }
        for peer in guests?.review() ?? [] { core.expel(peer, into: &actions) }
    }

    private struct Visitor {
        /// Nil for whoever speaks for the site itself.
        var user: String?
    }

    /// Who the message that was received last is from; nil where nobody lets them in any more.
    private func visitor(_ frames: [[UInt8]]) -> Visitor? {
        guard let sender = socket.sender else { return Visitor() }
        guard let peer = frames.first, let arrival = guests?.arrival(of: peer, by: sender) else { return nil }
        switch arrival {
        case .known(let user): return Visitor(user: user)
        case .new(let user):
            core.supersede(peer, into: &actions)
            guests?.forgetIdle { core.workers[$0] != nil }
            return Visitor(user: user)
        case .unwelcome:
            core.counters.unwelcome += 1
            core.expel(peer, into: &actions)
            return nil
        }
    }

    /// Nothing goes to a peer whose key is no longer allowed but the news that it is disconnected.
    private func isShut(_ peer: BrokerCore.Peer, to frames: [[UInt8]]) -> Bool {
        guard let guests, !guests.expelled.isEmpty, guests.expelled.contains(peer) else { return false }
        return frames != WorkerFrames.disconnect && frames != MDPWorkerFrames.disconnect
    }

    /// Carries out what the core decided, and what it decides about what failed.
    private func perform(_ now: Instant) throws(ZeroMQError) {
        while !actions.isEmpty {
            let todo = actions
            actions = []
            for action in todo {
                switch action {
                case .send(let peer, let frames):
                    if isShut(peer, to: frames) { continue }
                    if try socket.send(frames, to: peer) != .sent { core.unreachable(peer, into: &actions) }
                case .dispatch(let dispatch):
                    switch try socket.send(dispatch.frames, to: dispatch.worker) {
                    case .sent, .lost: break
                    case .wouldBlock, .unreachable: core.undelivered(dispatch, now: now, into: &actions)
                    }
                case .reportStatus(let requester):
                    core.counters.refusedKeys = admission?.refusals ?? 0
                    actions.append(core.answerStatus(to: requester, encoded: encodeStatus(core.status(now: now))))
                }
            }
        }
    }
}
