import DequeModule

extension BrokerCore {
    /// Takes a client's request: to a worker, into the queue, or back with a status at once.
    func take(
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
        if let queue = lines[requester.service], queue.waiting.isEmpty, let worker = queue.choose() {
            return dispatch(request, of: queue, to: worker, now: now, into: &actions)
        }
        enqueue(request, into: &actions)
    }

    private func enqueue(_ request: Request, into actions: inout [Action]) {
        let queue = lines[request.requester.service]
        if request.requester.ticket != nil, !isSettling, !(queue?.isServed ?? false) {
            return refuse(request, .unavailable, into: &actions)
        }
        let isFull =
            queue?.waiting.count ?? 0 >= settings.queueBound
            || queuedBytes + request.cost > settings.queuedBytesBound
        if isFull { return refuse(request, .busy, into: &actions) }
        (queue ?? self.queue(request.requester.service)).waiting.append(request)
        waits(request)
    }

    /// Puts a request that never left back to the head of its queue.
    func requeue(_ request: Request) {
        queue(request.requester.service).waiting.prepend(request)
        waits(request)
    }

    private func waits(_ request: Request) {
        if let ticket = request.requester.ticket { tickets[ticket] = request.expiry }
        queued += 1
        queuedBytes += request.cost
        noExpiryBefore = noExpiryBefore.map { min($0, request.expiry) } ?? request.expiry
    }

    private func leaves(_ request: Request) {
        queued -= 1
        queuedBytes -= request.cost
    }

    /// Ends a request that no worker saw. An MDPC01 client is told nothing: its protocol has no words for it.
    func refuse(_ request: Request, _ status: Status, into actions: inout [Action]) {
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

    func dispatch(
        _ request: Request, of queue: Queue, to worker: Worker, now: Instant, into actions: inout [Action]
    ) {
        sequence += 1
        worker.begin(sequence, now: now)
        queue.begin(at: worker)
        outstanding[sequence] = Outstanding(worker: worker, queue: queue, requester: request.requester)
        if let ticket = request.requester.ticket { tickets[ticket] = request.expiry }
        counters.dispatched += 1
        let handle = Handle(incarnation: incarnation, sequence: sequence)
        actions.append(
            .dispatch(Dispatch(worker: worker.peer, isMDP: worker.isMDP, handle: handle, request: request)))
    }

    /// Gives a worker that has credit what waits for its names, the oldest first.
    func feed(_ worker: Worker, now: Instant, into actions: inout [Action]) {
        while queued > 0, worker.hasCredit {
            var oldest: (queue: Queue, arrival: UInt64)?
            for queue in worker.queues {
                guard let head = queue.waiting.first else { continue }
                if head.arrival < oldest?.arrival ?? .max { oldest = (queue, head.arrival) }
            }
            guard let queue = oldest?.queue, let request = queue.waiting.popFirst() else { return }
            leaves(request)
            if request.expiry <= now {
                refuse(request, .expired, into: &actions)
            } else {
                dispatch(request, of: queue, to: worker, now: now, into: &actions)
            }
        }
    }

    /// Ends what waited too long.
    func expire(now: Instant, into actions: inout [Action]) {
        guard let due = noExpiryBefore, due <= now else { return }
        removeWaiting(into: &actions) { request, _ in request.expiry <= now ? .expired : nil }
        // Deadlines a few milliseconds apart shouldn't each cost a walk over everything that waits.
        let soonest = lines.values.lazy.flatMap(\.waiting).map(\.expiry).min()
        noExpiryBefore = soonest.map { max($0, now + .milliseconds(10)) }
    }

    /// Ends the LOKC01 requests of names that nobody serves (any more).
    func endUnserved(into actions: inout [Action]) {
        guard !isSettling, queued > 0 else { return }
        removeWaiting(into: &actions) { request, queue in
            request.requester.ticket != nil && !queue.isServed ? .unavailable : nil
        }
    }

    private func removeWaiting(into actions: inout [Action], _ verdict: (Request, Queue) -> Status?) {
        let crowded = lines.values.filter { !$0.waiting.isEmpty }
        for queue in crowded.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            var kept = Deque<Request>()
            for request in queue.waiting {
                guard let status = verdict(request, queue) else {
                    kept.append(request)
                    continue
                }
                leaves(request)
                refuse(request, status, into: &actions)
            }
            if kept.count < queue.waiting.count { queue.waiting = kept }
            forgetIfUnused(queue)
        }
    }
}

extension BrokerCore.Requester {
    /// Nil for MDPC01, whose requests have no id.
    var ticket: BrokerCore.Ticket? {
        guard case .lok(let id) = dialect else { return nil }
        return BrokerCore.Ticket(peer: peer, id: id)
    }
}
