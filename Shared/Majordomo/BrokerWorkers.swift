extension BrokerCore {
    func mdpWorker(
        _ message: BrokerMessage.MDPWorkerMessage, _ peer: Peer, now: Instant, into actions: inout [Action]
    ) {
        if case .ready(let service) = message {
            dismissed[peer] = nil
            return registerMDP(peer, service, now: now, into: &actions)
        }
        if dismissed[peer] != nil {
            counters.afterDisconnect += 1
            return
        }
        guard let worker = workers[peer], worker.isMDP else {
            if message == .disconnect { return }
            if message == .invalid { counters.malformed += 1 }
            return dismiss(peer, isMDP: true, now: now, into: &actions)
        }
        worker.heard = now
        switch message {
        case .heartbeat, .ready: break
        case .disconnect: remove(peer, isLost: false, into: &actions)
        case .invalid:
            counters.malformed += 1
            dismiss(peer, isMDP: true, now: now, into: &actions)
        case .reply(let client, let body):
            guard let current = worker.current, outstanding[current]?.requester.peer == client else {
                counters.unknownHandles += 1
                return dismiss(peer, isMDP: true, now: now, into: &actions)
            }
            finish(current, body, now: now, into: &actions)
        }
    }

    /// RFC 7: one worker serves one service, and says READY once.
    private func registerMDP(
        _ peer: Peer, _ service: [UInt8], now: Instant, into actions: inout [Action]
    ) {
        guard workers[peer] == nil, let name = ServiceName(service), !name.isBuiltIn, !name.isWildcard,
            workers.count < settings.workerBound
        else { return dismiss(peer, isMDP: true, now: now, into: &actions) }
        beginRounds(now)
        let worker = Worker(peer, isMDP: true, credit: 1, now: now)
        workers[peer] = worker
        queue(name.bytes).enlist(worker)
        feed(worker, now: now, into: &actions)
    }

    func worker(
        _ message: BrokerMessage.WorkerMessage, _ peer: Peer, now: Instant, into actions: inout [Action]
    ) {
        if case .ready(let credit, let names) = message {
            return register(peer, credit: credit, names, now: now, into: &actions)
        }
        guard let worker = workers[peer], !worker.isMDP else {
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
        case .disconnect: remove(peer, isLost: false, into: &actions)
        case .invalid:
            counters.malformed += 1
            dismiss(peer, isMDP: false, now: now, into: &actions)
        case .reply(let handle, let service, let body):
            guard handle.incarnation == incarnation, let work = outstanding[handle.sequence], work.worker === worker,
                work.requester.service == service
            else {
                counters.unknownHandles += 1
                return
            }
            finish(handle.sequence, body.map { [$0] }, now: now, into: &actions)
        }
    }

    /// LOKW01's READY replaces names and credit, and never touches the count of what is outstanding.
    private func register(
        _ peer: Peer, credit: Int, _ names: [[UInt8]], now: Instant, into actions: inout [Action]
    ) {
        let known = workers[peer]
        let mayRegister = names.allSatisfy { name in
            ServiceName(name).map { !$0.isBuiltIn && !$0.isWildcard } ?? false
        }
        guard mayRegister, known?.isMDP != true, known != nil || workers.count < settings.workerBound else {
            return dismiss(peer, isMDP: false, now: now, into: &actions)
        }
        beginRounds(now)
        let worker = known ?? Worker(peer, isMDP: false, credit: 0, now: now)
        workers[peer] = worker
        for queue in worker.queues where !names.contains(queue.name) { unlist(worker, from: queue) }
        for name in names where !worker.queues.contains(where: { $0.name == name }) { queue(name).enlist(worker) }
        worker.credit = min(credit, settings.creditBound)
        worker.heard = now
        feed(worker, now: now, into: &actions)
        endUnserved(into: &actions)
    }

    /// A dispatched request is answered, or given back when there is no body.
    private func finish(
        _ sequence: UInt64, _ body: [[UInt8]]?, now: Instant, into actions: inout [Action]
    ) {
        guard let work = forget(sequence) else { return }
        if let body {
            counters.replied += 1
            actions.append(reply(to: work.requester, body))
        } else {
            counters.released += 1
        }
        work.worker.end()
        feed(work.worker, now: now, into: &actions)
    }

    private func forget(_ sequence: UInt64) -> Outstanding? {
        guard let work = outstanding.removeValue(forKey: sequence) else { return nil }
        if let ticket = work.requester.ticket { tickets[ticket] = nil }
        work.queue.outstanding -= 1
        forgetIfUnused(work.queue)
        return work
    }

    /// Tells a peer to begin again, and keeps nothing of it.
    private func dismiss(_ peer: Peer, isMDP: Bool, now: Instant, into actions: inout [Action]) {
        remove(peer, isLost: false, into: &actions)
        counters.disconnected += 1
        actions.append(.send(to: peer, isMDP ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect))
        if isMDP, dismissed.count < settings.workerBound {
            beginRounds(now)
            dismissed[peer] = now + settings.mdpSilence
        }
    }

    /// Takes a worker off the books and forgets what it had; its clients will ask again.
    func remove(_ peer: Peer, isLost: Bool, into actions: inout [Action]) {
        guard let worker = workers.removeValue(forKey: peer) else { return }
        if isLost { counters.workersLost += 1 }
        if worker.outstanding > 0 {
            for (sequence, work) in outstanding where work.worker === worker {
                counters.forgotten += 1
                _ = forget(sequence)
            }
        }
        for queue in worker.queues { unlist(worker, from: queue) }
        endUnserved(into: &actions)
    }

    private func unlist(_ worker: Worker, from queue: Queue) {
        queue.unlist(worker)
        forgetIfUnused(queue)
    }

    private func beginRounds(_ now: Instant) {
        if workers.isEmpty && dismissed.isEmpty { nextRound = now + settings.timings.heartbeat / 2 }
    }

    /// A worker can't be reached any more. A request that had not left goes to another; it was never dispatched.
    func undelivered(_ dispatch: Dispatch, now: Instant, into actions: inout [Action]) {
        counters.dispatched -= 1
        if let work = forget(dispatch.handle.sequence) {
            work.worker.end()
        } else {
            // Its worker was removed meanwhile, and this one counted among the forgotten.
            counters.forgotten -= 1
        }
        let request = dispatch.request
        requeue(request)
        remove(dispatch.worker, isLost: true, into: &actions)
        if let other = lines[request.requester.service]?.choose() { feed(other, now: now, into: &actions) }
        // The worker may have been removed before, by another request of the same batch.
        endUnserved(into: &actions)
    }

    /// Something else couldn't be handed to this peer: a reply is lost, a worker is gone.
    func unreachable(_ peer: Peer, into actions: inout [Action]) {
        if workers[peer] != nil {
            remove(peer, isLost: true, into: &actions)
        } else {
            counters.undelivered += 1
        }
    }

    /// Looks at every clock: heartbeats, silent workers, expiries, the end of settling.
    func tick(now: Instant, into actions: inout [Action]) {
        if isSettling, now - started >= settings.settling {
            isSettling = false
            endUnserved(into: &actions)
        }
        expire(now: now, into: &actions)
        guard nextRound <= now else { return }
        nextRound = now + settings.timings.heartbeat / 2
        for worker in workersInOrder {
            let silence = worker.isMDP ? settings.mdpSilence : settings.timings.silence
            if now - worker.heard >= silence {
                remove(worker.peer, isLost: true, into: &actions)
            } else if now - worker.said >= settings.timings.heartbeat {
                worker.said = now
                let heartbeat = worker.isMDP ? MDPWorkerFrames.heartbeat : WorkerFrames.heartbeat
                actions.append(.send(to: worker.peer, heartbeat))
            }
        }
        dismissed = dismissed.filter { $0.value > now }
    }

    /// A fixed order, so that the same events always give the same actions.
    private var workersInOrder: [Worker] {
        workers.values.sorted { $0.peer.lexicographicallyPrecedes($1.peer) }
    }

    /// The last word of a broker that stops in order: its workers look for the next one at once.
    func leave(into actions: inout [Action]) {
        for worker in workersInOrder {
            actions.append(.send(to: worker.peer, worker.isMDP ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect))
        }
    }
}
