import DequeModule

extension BrokerCore {
    /// One service name: what waits for it and who serves it.
    struct Queue {
        var waiting = Deque<Request>()
        var workers: [Peer] = []
        /// The worker that last had this name: its office's rows are warm there, and two workers don't contend
        /// for the same lane.
        var last: Peer?
        var outstanding = 0

        var isUnused: Bool { waiting.isEmpty && workers.isEmpty && outstanding == 0 }

        mutating func begin(at worker: Peer) {
            if last != worker { last = worker }
            outstanding += 1
        }
    }

    /// Takes a client's request: to a worker, into the queue, or back with a status at once.
    mutating func take(
        _ requester: Requester, _ body: [[UInt8]], expiry: Instant, now: Instant, into actions: inout [Action]
    ) {
        if requester.service.starts(with: ServiceName.builtInPrefixes[0])
            || requester.service.starts(with: ServiceName.builtInPrefixes[1])
        {
            return answerBuiltIn(requester, body, into: &actions)
        }
        counters.requests += 1
        if let ticket = requester.ticket, let until = tickets[ticket], now < until {
            counters.absorbed += 1
            return
        }
        arrivals += 1
        let request = Request(requester: requester, body: body, expiry: expiry, arrival: arrivals)
        if lines[requester.service]?.waiting.isEmpty ?? true, let worker = choose(for: requester.service) {
            return dispatch(request, to: worker, now: now, into: &actions)
        }
        enqueue(request, into: &actions)
    }

    private mutating func enqueue(_ request: Request, into actions: inout [Action]) {
        let service = request.requester.service
        if request.requester.ticket != nil, !isSettling, !isServed(service) {
            return refuse(request, .unavailable, into: &actions)
        }
        let isFull =
            lines[service]?.waiting.count ?? 0 >= settings.queueBound
            || queuedBytes + request.cost > settings.queuedBytesBound
        if isFull { return refuse(request, .busy, into: &actions) }
        lines[service, default: Queue()].waiting.append(request)
        waits(request)
    }

    /// Puts a request that never left back to the head of its queue.
    mutating func requeue(_ request: Request) {
        lines[request.requester.service, default: Queue()].waiting.prepend(request)
        waits(request)
    }

    private mutating func waits(_ request: Request) {
        if let ticket = request.requester.ticket { tickets[ticket] = request.expiry }
        queued += 1
        queuedBytes += request.cost
        noExpiryBefore = noExpiryBefore.map { min($0, request.expiry) } ?? request.expiry
    }

    private mutating func leaves(_ request: Request) {
        queued -= 1
        queuedBytes -= request.cost
    }

    /// Ends a request that no worker saw. An MDPC01 client is told nothing: its protocol has no words for it.
    mutating func refuse(_ request: Request, _ status: Status, into actions: inout [Action]) {
        guard let ticket = request.requester.ticket else {
            if status == .expired { counters.mdpExpired += 1 } else { counters.mdpDropped += 1 }
            return
        }
        tickets[ticket] = nil
        switch status {
        case .busy: counters.busy += 1
        case .unavailable: counters.unavailable += 1
        case .expired: counters.expired += 1
        case .refused, .ok: counters.refused += 1
        }
        let frames = ClientFrames.reply(
            service: request.requester.service, id: ticket.id.bytes, status: status, body: [])
        actions.append(.send(to: ticket.peer, frames))
    }

    func isServed(_ service: [UInt8]) -> Bool {
        lines[service]?.workers.contains { workers[$0]?.isServing ?? false } ?? false
    }

    /// The worker with credit that last had this name, else the one that was idle longest.
    func choose(for service: [UInt8]) -> Peer? {
        guard let line = lines[service] else { return nil }
        if let last = line.last, workers[last]?.hasCredit ?? false { return last }
        var best: (peer: Peer, lastUse: UInt64)?
        for peer in line.workers {
            guard let worker = workers[peer], worker.hasCredit else { continue }
            if best == nil || worker.lastUse < best!.lastUse { best = (peer, worker.lastUse) }
        }
        return best?.peer
    }

    mutating func dispatch(_ request: Request, to peer: Peer, now: Instant, into actions: inout [Action]) {
        let next = sequence + 1
        guard let isMDP = workers[peer]?.begin(next, now: now) else { return requeue(request) }
        sequence = next
        outstanding[next] = Outstanding(worker: peer, requester: request.requester)
        if let ticket = request.requester.ticket { tickets[ticket] = request.expiry }
        lines[request.requester.service]?.begin(at: peer)
        counters.dispatched += 1
        let handle = Handle(incarnation: incarnation, sequence: next)
        actions.append(.dispatch(Dispatch(worker: peer, isMDP: isMDP, handle: handle, request: request)))
    }

    /// Gives a worker that has credit what waits for its names, the oldest first.
    mutating func feed(_ peer: Peer, now: Instant, into actions: inout [Action]) {
        while queued > 0, let worker = workers[peer], worker.hasCredit {
            var oldest: (name: [UInt8], arrival: UInt64)?
            for name in worker.names {
                guard let head = lines[name]?.waiting.first else { continue }
                if head.arrival < oldest?.arrival ?? .max { oldest = (name, head.arrival) }
            }
            guard let oldest, let request = lines[oldest.name]?.waiting.popFirst() else { return }
            leaves(request)
            if request.expiry <= now {
                refuse(request, .expired, into: &actions)
            } else {
                dispatch(request, to: peer, now: now, into: &actions)
            }
        }
    }

    /// Ends what waited too long.
    mutating func expire(now: Instant, into actions: inout [Action]) {
        guard let due = noExpiryBefore, due <= now else { return }
        removeWaiting(into: &actions) { request, _ in request.expiry <= now ? .expired : nil }
        // Deadlines a few milliseconds apart shouldn't each cost a walk over everything that waits.
        let soonest = lines.values.lazy.flatMap(\.waiting).map(\.expiry).min()
        noExpiryBefore = soonest.map { max($0, now + .milliseconds(10)) }
    }

    /// Ends the LOKC01 requests of names that nobody serves (any more).
    mutating func endUnserved(into actions: inout [Action]) {
        guard !isSettling, queued > 0 else { return }
        let unserved = Set(lines.keys.filter { !isServed($0) })
        removeWaiting(into: &actions) { request, name in
            unserved.contains(name) && request.requester.ticket != nil ? .unavailable : nil
        }
    }

    private mutating func removeWaiting(into actions: inout [Action], _ verdict: (Request, [UInt8]) -> Status?) {
        for name in lines.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let waiting = lines[name]?.waiting, !waiting.isEmpty else { continue }
            var kept = Deque<Request>()
            for request in waiting {
                guard let status = verdict(request, name) else {
                    kept.append(request)
                    continue
                }
                leaves(request)
                refuse(request, status, into: &actions)
            }
            if kept.count < waiting.count { lines[name]?.waiting = kept }
            forgetIfUnused(name)
        }
    }

    mutating func forgetIfUnused(_ name: [UInt8]) {
        if lines[name]?.isUnused ?? false { lines[name] = nil }
    }
}

extension BrokerCore.Requester {
    /// Nil for MDPC01, whose requests have no id.
    var ticket: BrokerCore.Ticket? {
        guard case .lok(let id) = dialect else { return nil }
        return BrokerCore.Ticket(peer: peer, id: id)
    }
}
