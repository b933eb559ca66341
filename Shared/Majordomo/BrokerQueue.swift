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
        let request = Request(requester: requester, body: body, expiry: expiry, arrived: now)
        let queue = route(of: requester.service, for: requester)
        if let queue, queue.waiting.isEmpty, let worker = queue.choose() {
            return dispatch(request, of: queue, to: worker, now: now, into: &actions)
        }
        enqueue(request, in: queue, into: &actions)
    }

    private func enqueue(_ request: Request, in queue: Queue?, into actions: inout [Action]) {
        if !request.requester.waitsForWorkers, !isSettling, !(queue?.isServed ?? false) {
            return refuse(request, .unavailable, into: &actions)
        }
        let free = settings.queuedBytesBound - queuedBytes
        let hasRoom =
            queue?.waiting.admits(request, within: settings.queueBound, freeBytes: free) ?? (request.cost <= free)
        if !hasRoom { return refuse(request, .busy, into: &actions) }
        (queue ?? self.queue(request.requester.service)).waiting.append(request)
        waits(request)
    }

    /// Puts a request that never left back to the head of its queue.
    func requeue(_ request: Request) {
        (route(of: request.requester.service, for: request.requester) ?? queue(request.requester.service))
            .waiting.prepend(request)
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
        tell(request.requester, status, into: &actions)
    }

    /// Tells whoever asked that no worker saw the request.
    func tell(_ requester: Requester, _ status: Status, into actions: inout [Action]) {
        if let ticket = requester.ticket { tickets[ticket] = nil }
        let frames: [[UInt8]]
        switch requester.dialect {
        case .mdp:
            if status == .expired { counters.mdpExpired += 1 } else { counters.mdpDropped += 1 }
            return
        case .lok(let id):
            frames = ClientFrames.reply(service: requester.service, id: id.bytes, status: status, body: [])
        case .line(let handle):
            frames = WorkerFrames.status(status, handle: handle, service: requester.service)
        }
        switch status {
        case .busy: counters.busy += 1
        case .unavailable: counters.unavailable += 1
        case .expired: counters.expired += 1
        case .refused, .ok, .forgotten: counters.refused += 1
        }
        actions.append(.send(to: requester.peer, frames))
    }

    func dispatch(
        _ request: Request, of queue: Queue, to worker: Worker, now: Instant, into actions: inout [Action]
    ) {
        sequence += 1
        let cost = request.cost
        worker.begin(sequence, cost: cost, now: now)
        queue.begin(at: worker, turn: sequence)
        outstanding[sequence] = Outstanding(
            worker: worker, queue: queue, requester: request.requester, cost: cost, since: now,
            expiry: request.expiry)
        if let ticket = request.requester.ticket { tickets[ticket] = request.expiry }
        counters.dispatched += 1
        let handle = Handle(incarnation: incarnation, sequence: sequence)
        let frames = frames(of: request, under: handle, for: worker, now: now)
        actions.append(.dispatch(Dispatch(worker: worker.peer, handle: handle, request: request, frames: frames)))
    }

    private func frames(of request: Request, under handle: Handle, for worker: Worker, now: Instant) -> [[UInt8]] {
        let requester = request.requester
        if worker.kind == .mdp { return MDPWorkerFrames.request(client: requester.peer, body: request.body) }
        let body = request.body.count == 1 ? request.body[0] : Array(request.body.joined())
        switch worker.kind {
        case .uplink: return upwardFrames(of: request, body, under: handle, now: now)
        case .site:
            let principals = Principals.qualified(requester.principals, by: settings.offices)
            return WorkerFrames.request(
                handle: handle, service: requester.service, principals: principals, body: body)
        case .member, .mdp:
            return WorkerFrames.request(
                handle: handle, service: requester.service, principals: requester.principals, body: body)
        }
    }

    /// Gives a worker that has credit what waits for its names, each name in its turn.
    func feed(_ worker: Worker, now: Instant, into actions: inout [Action]) {
        while queued > 0, worker.hasCredit {
            var next: Queue?
            for queue in worker.queues where !queue.waiting.isEmpty {
                if queue.lastTurn < next?.lastTurn ?? .max { next = queue }
            }
            guard let queue = next, let request = queue.waiting.popFirst() else { return }
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
        let soonest = lines.values.lazy.compactMap(\.waiting.soonestExpiry).min()
        noExpiryBefore = soonest.map { max($0, now + .milliseconds(10)) }
    }

    /// Ends the LOKC01 requests of names that nobody serves (any more).
    func endUnserved(into actions: inout [Action]) {
        guard !isSettling, queued > 0 else { return }
        removeWaiting(into: &actions) { request, queue in
            !request.requester.waitsForWorkers && !queue.isServed ? .unavailable : nil
        }
    }

    private func removeWaiting(into actions: inout [Action], _ verdict: (Request, Queue) -> Status?) {
        let crowded = lines.values.filter { !$0.waiting.isEmpty }
        for queue in crowded.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            for (request, status) in queue.waiting.remove({ verdict($0, queue) }) {
                leaves(request)
                refuse(request, status, into: &actions)
            }
            forgetIfUnused(queue)
        }
    }
}

extension BrokerCore.Requester {
    /// An MDPC01 client is told nothing, so its requests wait for whoever may come.
    var waitsForWorkers: Bool {
        if case .mdp = dialect { true } else { false }
    }

    /// Nil for MDPC01, whose requests have no id, and for what came down the line, which the district's broker keeps
    /// apart.
    var ticket: BrokerCore.Ticket? {
        guard case .lok(let id) = dialect else { return nil }
        return BrokerCore.Ticket(peer: peer, id: id)
    }
}
