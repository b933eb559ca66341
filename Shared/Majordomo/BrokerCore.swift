/// The broker without its socket: who serves what, what waits, what is at work.
///
/// A pure state machine: the same events at the same moments give the same actions. It hands no request out
/// twice; what a lost worker had is forgotten, and the client that misses its reply asks again. Nothing in it
/// has to survive a restart.
package final class BrokerCore {
    /// A peer's routing id. It lasts as long as a connection and is no identity.
    package typealias Peer = [UInt8]

    package enum Action {
        case send(to: Peer, [[UInt8]])
        /// Hand a request to a worker; report back with `undelivered` when that fails.
        case dispatch(Dispatch)
        /// Answer `lok.status` with `answerStatus`.
        case reportStatus(to: Requester)
        /// Something that people should read in the log.
        case warn(String)
    }

    /// Who asked, and in which dialect the answer must be.
    package struct Requester {
        package enum Dialect {
            case mdp
            case lok(RequestID)
            /// It came down the line: the district's handle goes back with the answer.
            case line(handle: [UInt8])
        }

        package let peer: Peer
        let dialect: Dialect
        let service: [UInt8]
        /// Who stands behind it, as a worker is told.
        var principals = Principals.site
        /// It came from another site's broker, which absorbs its client's copies until it hears of this one.
        var isVouched = false
    }

    package struct Request {
        package let requester: Requester
        let body: [[UInt8]]
        let expiry: Instant
        let arrived: Instant

        var cost: Int { body.reduce(512) { $0 + $1.count } }
    }

    package struct Dispatch {
        package let worker: Peer
        package let handle: Handle
        package let request: Request
        package let frames: [[UInt8]]
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
        let cost: Int
        let since: Instant
        let expiry: Instant
    }

    /// How a dispatched request came to its end.
    enum Ending {
        case answered([[UInt8]])
        /// Another broker says so of a request that no worker saw.
        case status(Status)
        /// The worker has not carried it out and says nothing: its client asks again.
        case givenBack
    }

    let incarnation: UInt64
    let settings: BrokerSettings
    /// What the name of a key may do here; nil for a key that is no longer let in.
    let standing: (String) -> Standing?
    let started: Instant
    var counters = BrokerCounters()
    var lines: [[UInt8]: Queue] = [:]
    var workers: [Peer: Worker] = [:]
    var outstanding: [UInt64: Outstanding] = [:]
    var tickets: [Ticket: Instant] = [:]
    /// MDPW01 peers that were sent away, until when what they still say is ignored.
    var dismissed: [Peer: Instant] = [:]
    /// What is under way up the line, by the id under which the district's broker knows it.
    var upward: [RequestID: UInt64] = [:]
    var upwardIDs: [UInt64: RequestID] = [:]
    /// The lines that other sites keep, by the names of their keys.
    var knownLines: [String: KnownLine] = [:]
    var sequence: UInt64 = 0
    var queued = 0
    var queuedBytes = 0
    /// Nothing queued expires before this moment.
    var noExpiryBefore: Instant?
    var nextRound: Instant
    var isSettling = true

    /// - Parameter incarnation: a number that no earlier start of this broker had.
    package init(
        incarnation: UInt64, settings: BrokerSettings = BrokerSettings(),
        standing: @escaping (String) -> Standing? = { _ in nil }, now: Instant
    ) {
        self.incarnation = incarnation
        self.settings = settings
        self.standing = standing
        started = now
        nextRound = now
    }

    /// Requests that wait here, that are with workers, and that are up the line.
    package var load: (waiting: Int, atWork: Int, upTheLine: Int) { (queued, outstanding.count, upward.count) }

    /// When `tick` wants to be called, nil while it has nothing to do.
    package var nextTick: Instant? {
        var moments: [Instant] = []
        if isSettling { moments.append(started + settings.settling) }
        if !workers.isEmpty || !dismissed.isEmpty { moments.append(nextRound) }
        if let noExpiryBefore, queued > 0 { moments.append(noExpiryBefore) }
        return moments.min()
    }

    /// A message came in; its first frame is the sender's routing id.
    ///
    /// - Parameter user: the name of the sender's key; nil where it came over a unix socket.
    package func received(_ frames: [[UInt8]], user: String? = nil, now: Instant, into actions: inout [Action]) {
        guard frames.count > 1 else {
            counters.unknownHeaders += 1
            return
        }
        handle(BrokerMessage(frames[1...]), from: Sender(frames[0], user), now: now, into: &actions)
    }

    /// A message over the limits came in, of which only the beginning was kept.
    func receivedOversize(
        head frames: [[UInt8]], user: String? = nil, now: Instant, into actions: inout [Action]
    ) {
        counters.oversize += 1
        guard frames.count > 1 else { return }
        handle(BrokerMessage.withoutBody(frames[1...]), from: Sender(frames[0], user), now: now, into: &actions)
    }

    /// A peer, and the name of the key that it came with.
    struct Sender {
        let peer: Peer
        let user: String?

        init(_ peer: Peer, _ user: String?) {
            self.peer = peer
            self.user = user
        }
    }

    private func handle(
        _ message: BrokerMessage, from sender: Sender, now: Instant, into actions: inout [Action]
    ) {
        let peer = sender.peer
        if sender.user != nil, !isLetIn(sender, now: now, into: &actions) { return }
        switch message {
        case .mdpRequest(let service, let body):
            guard let principals = principals(vouched: nil, by: sender) else {
                counters.malformed += 1
                return
            }
            let requester = Requester(peer: peer, dialect: .mdp, service: service, principals: principals)
            take(requester, body, expiry: now + settings.mdpExpiry, now: now, into: &actions)
        case .request(let service, let id, let deadline, let vouched, let body):
            guard let principals = principals(vouched: vouched, by: sender) else {
                return refuseVouching(sender, service: service.bytes, id: id, vouched, into: &actions)
            }
            let requester = Requester(
                peer: peer, dialect: .lok(id), service: service.bytes, principals: principals,
                isVouched: vouched != nil)
            take(requester, [body], expiry: now + deadline, now: now, into: &actions)
        case .clientHeartbeat:
            actions.append(.send(to: peer, ClientFrames.heartbeatAnswer(incarnation: incarnation)))
        case .refusable(let service, let id):
            counters.refused += 1
            let reply = ClientFrames.reply(service: service, id: id, status: .refused, body: [])
            actions.append(.send(to: peer, reply))
        case .mdpWorker(let message): mdpWorker(message, sender, now: now, into: &actions)
        case .worker(let message): worker(message, sender, now: now, into: &actions)
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
        case .line(let handle):
            let whole = body.count == 1 ? body[0] : Array(body.joined())
            return .send(
                to: requester.peer, WorkerFrames.reply(handle: handle, service: requester.service, body: whole))
        }
    }
}
