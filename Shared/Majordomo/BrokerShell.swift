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
    private let admission: Admission?
    private var guests: Guests?
    private let logger: Logger
    private var actions: [BrokerCore.Action] = []

    /// - Parameters:
    ///   - uplink: the broker's own line to the district, where there is one.
    ///   - admission: whom to let in by a key, where the socket has endpoints with keys.
    init(
        socket: Socket, core: BrokerCore, uplink: Uplink?, limits: MessageLimits, admission: Admission?,
        logger: Logger, encodeStatus: @escaping (BrokerStatus) -> [UInt8]
    ) {
        self.socket = socket
        self.core = core
        self.uplink = uplink
        self.admission = admission
        guests = admission.map { Guests($0) }
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
            reviewGuests(now)
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
            case .message(let frames)?:
                guard let visitor = visitor(frames, now) else { continue }
                core.received(frames, user: visitor.user, now: now, into: &actions)
            case .oversize(let head)?:
                guard let visitor = visitor(head, now) else { continue }
                core.receivedOversize(head: head, user: visitor.user, now: now, into: &actions)
            }
        }
    }

    /// Cuts off whose key is no longer allowed, as soon as that is known.
    private func reviewGuests(_ now: Instant) {
        guard guests?.isOutdated == true else { return }
        for peer in guests?.review() ?? [] { core.expel(peer, now: now, into: &actions) }
    }

    private struct Visitor {
        /// Nil for whoever speaks for the site itself.
        var user: String?
    }

    /// Who the message that was received last is from; nil where nobody lets them in any more.
    private func visitor(_ frames: [[UInt8]], _ now: Instant) -> Visitor? {
        guard let sender = socket.sender else { return Visitor() }
        guard let peer = frames.first, let arrival = guests?.arrival(of: peer, by: sender) else { return nil }
        switch arrival {
        case .known(let user): return Visitor(user: user)
        case .new(let user):
            core.supersede(peer, now: now, into: &actions)
            guests?.forgetIdle { core.workers[$0] != nil }
            return Visitor(user: user)
        case .unwelcome:
            core.counters.unwelcome += 1
            core.expel(peer, now: now, into: &actions)
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
                case .send(let peer, let frames) where peer == BrokerCore.uplink: uplink?.send(frames)
                case .send(let peer, let frames):
                    if isShut(peer, to: frames) { continue }
                    if try socket.send(frames, to: peer) != .sent { core.unreachable(peer, now: now, into: &actions) }
                case .dispatch(let dispatch) where dispatch.worker == BrokerCore.uplink: uplink?.send(dispatch.frames)
                case .dispatch(let dispatch):
                    switch try socket.send(dispatch.frames, to: dispatch.worker) {
                    case .sent, .lost: break
                    case .wouldBlock, .unreachable: core.undelivered(dispatch, now: now, into: &actions)
                    }
                case .reportStatus(let requester):
                    core.counters.refusedKeys = admission?.refusals ?? 0
                    let status = core.status(uplink: uplink?.core, now: now)
                    actions.append(core.answerStatus(to: requester, encoded: encodeStatus(status)))
                case .warn(let sentence): logger.warning("\(sentence)")
                }
            }
        }
    }
}
