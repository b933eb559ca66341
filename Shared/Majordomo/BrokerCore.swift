/// The broker without its socket: who serves what, what waits, what is at work.
///
/// A pure state machine: the same events at the same moments give the same actions. It hands no request out
/// twice; what a lost worker had is forgotten, and the client that misses its reply asks again. Nothing in it
/// has to survive a restart.
final class BrokerCore {
    /// A peer's routing id. It lasts as long as a connection and is no identity.
    typealias Peer = [UInt8]

    enum Action {
        case send(to: Peer, [[UInt8]])
        /// Hand a request to a worker; report back with `undelivered` when that fails.
        case dispatch(Dispatch)
        /// Answer `lok.status` with `answerStatus`.
        case reportStatus(to: Requester)
    }

    /// Who asked, and in which dialect the answer must be.
    struct Requester {
        enum Dialect {
            case mdp
            case lok(RequestID)
        }

        let peer: Peer
        let dialect: Dialect
        let service: [UInt8]
        /// As whom the worker is told that it asks.
        var principal = Principals.site
    }

    struct Request {
        let requester: Requester
        let body: [[UInt8]]
        let expiry: Instant
        let arrival: UInt64

        var cost: Int { body.reduce(512) { $0 + $1.count } }
    }

    struct Dispatch {
        let worker: Peer
        let isMDP: Bool
        let handle: Handle
        let request: Request

        var frames: [[UInt8]] {
            if isMDP { return MDPWorkerFrames.request(client: request.requester.peer, body: request.body) }
            let body = request.body.count == 1 ? request.body[0] : Array(request.body.joined())
            return WorkerFrames.request(
                handle: handle, service: request.requester.service, principals: request.requester.principal, body: body)
        }
    }

    /// A LOKC01 request that is queued or at work. Until its deadline a copy of it is absorbed; after that the
    /// worker that should have answered is no longer trusted with it.
    struct Ticket: Hashable {
        let peer: Peer
        let id: RequestID

        /// Ids hardly ever repeat, so the peer's bytes needn't be hashed as well.
        func hash(into hasher: inout Hasher) { hasher.combine(id) }
    }

    struct Outstanding {
        let worker: Worker
        let queue: Queue
        let requester: Requester
    }

    let incarnation: UInt64
    let settings: BrokerSettings
    let started: Instant
    var counters = BrokerCounters()
    var lines: [[UInt8]: Queue] = [:]
    var workers: [Peer: Worker] = [:]
    var outstanding: [UInt64: Outstanding] = [:]
    var tickets: [Ticket: Instant] = [:]
    /// MDPW01 peers that were sent away, until when what they still say is ignored.
    var dismissed: [Peer: Instant] = [:]
    var sequence: UInt64 = 0
    var arrivals: UInt64 = 0
    var queued = 0
    var queuedBytes = 0
    /// Nothing queued expires before this moment.
    var noExpiryBefore: Instant?
    var nextRound: Instant
    var isSettling = true

    /// - Parameter incarnation: a number that no earlier start of this broker had.
    init(incarnation: UInt64, settings: BrokerSettings = BrokerSettings(), now: Instant) {
        self.incarnation = incarnation
        self.settings = settings
        started = now
        nextRound = now
    }

    /// When `tick` wants to be called, nil while it has nothing to do.
    var nextTick: Instant? {
        var moments: [Instant] = []
        if isSettling { moments.append(started + settings.settling) }
        if !workers.isEmpty || !dismissed.isEmpty { moments.append(nextRound) }
        if let noExpiryBefore, queued > 0 { moments.append(noExpiryBefore) }
        return moments.min()
    }

    /// A message came in; its first frame is the sender's routing id.
    ///
    /// - Parameter user: the name of the key that its sender came by; nil for whoever speaks for the site itself.
    func received(_ frames: [[UInt8]], user: String? = nil, now: Instant, into actions: inout [Action]) {
        guard frames.count > 1 else {
            counters.unknownHeaders += 1
            return
        }
        handle(BrokerMessage(frames[1...]), from: frames[0], user, now: now, into: &actions)
    }

    /// A message over the limits came in, of which only the beginning was kept.
    func receivedOversize(head frames: [[UInt8]], now: Instant, into actions: inout [Action]) {
        counters.oversize += 1
        guard frames.count > 1 else { return }
        handle(BrokerMessage.withoutBody(frames[1...]), from: frames[0], nil, now: now, into: &actions)
    }

    private func handle(
        _ message: BrokerMessage, from peer: Peer, _ user: String?, now: Instant, into actions: inout [Action]
    ) {
        let principal = user.map { Array($0.utf8) } ?? Principals.site
        switch message {
        case .mdpRequest(let service, let body):
            let requester = Requester(peer: peer, dialect: .mdp, service: service, principal: principal)
            take(requester, body, expiry: now + settings.mdpExpiry, now: now, into: &actions)
        case .request(let service, let id, let deadline, let body):
            let requester = Requester(peer: peer, dialect: .lok(id), service: service.bytes, principal: principal)
            take(requester, [body], expiry: now + deadline, now: now, into: &actions)
        case .clientHeartbeat:
            actions.append(.send(to: peer, ClientFrames.heartbeatAnswer(incarnation: incarnation)))
        case .refusable(let service, let id):
            counters.refused += 1
            let reply = ClientFrames.reply(service: service, id: id, status: .refused, body: [])
            actions.append(.send(to: peer, reply))
        case .mdpWorker(let message): mdpWorker(message, peer, now: now, into: &actions)
        case .worker(let message): worker(message, peer, now: now, into: &actions)
        case .unknownHeader: counters.unknownHeaders += 1
        case .malformed: counters.malformed += 1
        }
    }

    func reply(to requester: Requester, _ body: [[UInt8]]) -> Action {
        switch requester.dialect {
        case .mdp:
            return .send(to: requester.peer, MDPClientFrames.reply(service: requester.service, body: body))
        case .lok(let id):
            let whole = body.count == 1 ? body[0] : Array(body.joined())
            let frames = ClientFrames.reply(service: requester.service, id: id.bytes, status: .ok, body: whole)
            return .send(to: requester.peer, frames)
        }
    }
}
