extension BrokerCore {
    func mdpWorker(
        _ message: BrokerMessage.MDPWorkerMessage, _ sender: Sender, now: Instant, into actions: inout [Action]
    ) {
        let peer = sender.peer
        if case .ready(let service) = message {
            dismissed[peer] = nil
            return registerMDP(sender, service, now: now, into: &actions)
        }
        if dismissed[peer] != nil {
            counters.afterDisconnect += 1
            return
        }
        guard let worker = workers[peer], worker.kind == .mdp else {
            if message == .disconnect { return }
            if message == .invalid { counters.malformed += 1 }
            return dismiss(peer, isMDP: true, now: now, into: &actions)
        }
        worker.heard = now
        switch message {
        case .heartbeat, .ready: break
        case .disconnect: remove(peer, isLost: false, now: now, into: &actions)
        case .invalid:
            counters.malformed += 1
            dismiss(peer, isMDP: true, now: now, into: &actions)
        case .reply(let client, let body):
            guard let current = worker.current, outstanding[current]?.requester.peer == client else {
                counters.unknownHandles += 1
                return dismiss(peer, isMDP: true, now: now, into: &actions)
            }
            finish(current, .answered(body), now: now, into: &actions)
        }
    }

    /// RFC 7: one worker serves one service, and says READY once.
    private func registerMDP(
        _ sender: Sender, _ service: [UInt8], now: Instant, into actions: inout [Action]
    ) {
        let peer = sender.peer
        guard workers[peer] == nil, let name = ServiceName(service), mayServe(name, sender) == .member,
            workers.count < settings.workerBound
        else { return dismiss(peer, isMDP: true, now: now, into: &actions) }
        beginRounds(now)
        let worker = Worker(peer, .mdp, user: sender.user, credit: 1, now: now)
        workers[peer] = worker
        queue(name.bytes).enlist(worker)
        feed(worker, now: now, into: &actions)
    }

    func worker(
        _ message: BrokerMessage.WorkerMessage, _ sender: Sender, now: Instant, into actions: inout [Action]
    ) {
        let peer = sender.peer
        if case .ready(let credit, let names) = message {
            return register(sender, credit: credit, names, now: now, into: &actions)
        }
        guard let worker = workers[peer], worker.kind != .mdp else {
            switch message {
            case .disconnect: return
            case .reply: counters.unknownHandles += 1
            case .invalid: counters.malformed += 1
            case .heartbeat, .ready: break
            }
            return dismiss(peer, isMDP: false, now: now, into: &actions)
        }
        worker.heard = now
        switch message {
        case .heartbeat, .ready: break
        case .disconnect: remove(peer, isLost: false, now: now, into: &actions)
        case .invalid:
            counters.malformed += 1
            dismiss(peer, isMDP: false, now: now, into: &actions)
        case .reply(let handle, let service, let ending):
            guard handle.incarnation == incarnation, let work = outstanding[handle.sequence], work.worker === worker,
                work.requester.service == service
            else {
                counters.unknownHandles += 1
                return
            }
            switch ending {
            case .body(let body): finish(handle.sequence, .answered([body]), now: now, into: &actions)
            case .givenBack: finish(handle.sequence, .givenBack, now: now, into: &actions)
            // Only another broker can know that no worker saw it.
            case .status(let status) where worker.kind == .site:
                finish(handle.sequence, .status(status), now: now, into: &actions)
            case .status:
                counters.malformed += 1
                dismiss(peer, isMDP: false, now: now, into: &actions)
            }
        }
    }

    /// LOKW01's READY replaces names and credit, and never touches the count of what is outstanding.
    private func register(
        _ sender: Sender, credit: Int, _ names: [[UInt8]], now: Instant, into actions: inout [Action]
    ) {
        let peer = sender.peer
        let known = workers[peer]
        let kinds = Set(names.map { ServiceName($0).flatMap { mayServe($0, sender) } })
        guard kinds.count <= 1, let kind = kinds.first ?? known?.kind ?? .member, known == nil || known?.kind == kind,
            known != nil || workers.count < settings.workerBound
        else {
            if let user = sender.user {
                actions.append(.warn("the key \(user) asked to serve names that are not its own: refused"))
            }
            return dismiss(peer, isMDP: false, now: now, into: &actions)
        }
        beginRounds(now)
        let worker =
            known
            ?? Worker(
                peer, kind, user: sender.user, credit: 0,
                byteCredit: kind == .site ? settings.lineWindow : .max, now: now)
        workers[peer] = worker
        for queue in worker.queues where !names.contains(queue.name) { unlist(worker, from: queue) }
        for name in names where !worker.queues.contains(where: { $0.name == name }) { queue(name).enlist(worker) }
        worker.credit = min(credit, settings.creditBound)
        worker.heard = now
        note(lineOf: worker, isUp: true, now: now)
        feed(worker, now: now, into: &actions)
        if credit == 0 {
            // Whatever was handed over to it goes before this: so it knows that nothing more comes.
            worker.said = now
            actions.append(.send(to: peer, WorkerFrames.heartbeat))
        }
        endUnserved(into: &actions)
    }

    /// A dispatched request has come to its end, and its worker has room for another.
    func finish(_ sequence: UInt64, _ ending: Ending, now: Instant, into actions: inout [Action]) {
        guard let work = forget(sequence) else { return }
        switch ending {
        case .answered(let body):
            counters.replied += 1
            actions.append(reply(to: work.requester, body))
        case .status(let status): tell(work.requester, status, into: &actions)
        case .givenBack:
            counters.released += 1
            giveBack(work.requester, into: &actions)
        }
        work.worker.end(cost: work.cost)
        feed(work.worker, now: now, into: &actions)
    }

    /// Another site's broker counts what it gave us, and absorbs copies of it: what leads to nothing goes back.
    private func giveBack(_ requester: Requester, into actions: inout [Action]) {
        switch requester.dialect {
        case .line(let handle):
            let frames = WorkerFrames.reply(handle: handle, service: requester.service, body: nil)
            actions.append(.send(to: requester.peer, frames))
        case .lok(let id) where requester.isVouched:
            let frames = ClientFrames.reply(
                service: requester.service, id: id.bytes, status: .forgotten, body: [])
            actions.append(.send(to: requester.peer, frames))
        case .lok, .mdp: break
        }
    }

    private func forget(_ sequence: UInt64) -> Outstanding? {
        guard let work = outstanding.removeValue(forKey: sequence) else { return nil }
        if let ticket = work.requester.ticket { tickets[ticket] = nil }
        if work.worker.kind == .uplink, let id = upwardIDs.removeValue(forKey: sequence) { upward[id] = nil }
        work.queue.outstanding -= 1
        forgetIfUnused(work.queue)
        return work
    }

    /// Tells a peer to begin again, and keeps nothing of it.
    func dismiss(_ peer: Peer, isMDP: Bool, now: Instant, into actions: inout [Action]) {
        remove(peer, isLost: false, now: now, into: &actions)
        counters.disconnected += 1
        actions.append(.send(to: peer, isMDP ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect))
        if isMDP, dismissed.count < settings.workerBound {
            beginRounds(now)
            dismissed[peer] = now + settings.mdpSilence
        }
    }

    /// Takes a worker off the books and forgets what it had; its clients will ask again.
    func remove(_ peer: Peer, isLost: Bool, now: Instant, into actions: inout [Action]) {
        guard let worker = workers.removeValue(forKey: peer) else { return }
        note(lineOf: worker, isUp: false, now: now)
        if isLost { counters.workersLost += 1 }
        if worker.outstanding > 0 {
            for (sequence, work) in outstanding where work.worker === worker {
                counters.forgotten += 1
                _ = forget(sequence)
                giveBack(work.requester, into: &actions)
            }
        }
        for queue in worker.queues { unlist(worker, from: queue) }
        endUnserved(into: &actions)
    }

    private func unlist(_ worker: Worker, from queue: Queue) {
        queue.unlist(worker)
        forgetIfUnused(queue)
    }

    func beginRounds(_ now: Instant) {
        if workers.isEmpty && dismissed.isEmpty { nextRound = now + settings.timings.heartbeat / 2 }
    }

    /// A worker can't be reached any more. A request that had not left goes to another; it was never dispatched.
    package func undelivered(_ dispatch: Dispatch, now: Instant, into actions: inout [Action]) {
        counters.dispatched -= 1
        if let work = forget(dispatch.handle.sequence) {
            work.worker.end(cost: work.cost)
        } else {
            // Its worker was removed meanwhile, and this one counted among the forgotten.
            counters.forgotten -= 1
            // Given back by then: its client asks again.
            if case .line = dispatch.request.requester.dialect { return }
        }
        let request = dispatch.request
        requeue(request)
        remove(dispatch.worker, isLost: true, now: now, into: &actions)
        if let other = route(of: request.requester.service, for: request.requester)?.choose() {
            feed(other, now: now, into: &actions)
        }
        // The worker may have been removed before, by another request of the same batch.
        endUnserved(into: &actions)
    }

    /// Something else couldn't be handed to this peer: a reply is lost, a worker is gone.
    package func unreachable(_ peer: Peer, now: Instant, into actions: inout [Action]) {
        if workers[peer] != nil {
            remove(peer, isLost: true, now: now, into: &actions)
        } else {
            counters.undelivered += 1
        }
    }

    /// Looks at every clock: heartbeats, silent workers, expiries, the end of settling.
    package func tick(now: Instant, into actions: inout [Action]) {
        if isSettling, now - started >= settings.settling {
            isSettling = false
            endUnserved(into: &actions)
        }
        expire(now: now, into: &actions)
        guard nextRound <= now else { return }
        nextRound = now + settings.timings.heartbeat / 2
        for worker in workersInOrder {
            guard let clocks = settings.clocks(of: worker.kind) else { continue }
            if now - worker.heard >= clocks.silence {
                if worker.kind == .site, let user = worker.user {
                    actions.append(.warn("the line of \(user) is silent: what is for its offices is unavailable"))
                }
                remove(worker.peer, isLost: true, now: now, into: &actions)
            } else if now - worker.said >= clocks.heartbeat {
                worker.said = now
                let heartbeat = worker.kind == .mdp ? MDPWorkerFrames.heartbeat : WorkerFrames.heartbeat
                actions.append(.send(to: worker.peer, heartbeat))
            }
        }
        dismissed = dismissed.filter { $0.value > now }
        forgetUnanswered(now: now, into: &actions)
    }

    /// Ends what a line took and the other side never answered: its broker forgets without a word what a lost worker
    /// had, and the credit would be gone for as long as the line stands.
    private func forgetUnanswered(now: Instant, into actions: inout [Action]) {
        let lost = outstanding.filter { _, work in
            (work.worker.kind == .uplink || work.worker.kind == .site)
                && now >= work.expiry + settings.lineTimings.silence
        }
        for sequence in lost.keys.sorted() { finish(sequence, .givenBack, now: now, into: &actions) }
    }

    /// A fixed order, so that the same events always give the same actions.
    var workersInOrder: [Worker] {
        workers.values.sorted { $0.peer.lexicographicallyPrecedes($1.peer) }
    }

    /// The last word of a broker that stops in order: its workers look for the next one at once.
    func leave(into actions: inout [Action]) {
        for worker in workersInOrder where worker.kind != .uplink {
            let disconnect = worker.kind == .mdp ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect
            actions.append(.send(to: worker.peer, disconnect))
        }
    }
}
