extension BrokerCore {
    mutating func mdpWorker(
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
        workers[peer]?.heard = now
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
    private mutating func registerMDP(
        _ peer: Peer, _ service: [UInt8], now: Instant, into actions: inout [Action]
    ) {
        guard workers[peer] == nil, let name = ServiceName(service), !name.isBuiltIn, !name.isWildcard,
            workers.count < settings.workerBound
        else { return dismiss(peer, isMDP: true, now: now, into: &actions) }
        beginRounds(now)
        workers[peer] = Worker(isMDP: true, names: [name.bytes], credit: 1, heard: now, said: now)
        lines[name.bytes, default: Queue()].workers.append(peer)
        feed(peer, now: now, into: &actions)
    }

    mutating func worker(
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
        workers[peer]?.heard = now
        switch message {
        case .heartbeat, .ready: break
        case .disconnect: remove(peer, isLost: false, into: &actions)
        case .invalid:
            counters.malformed += 1
            dismiss(peer, isMDP: false, now: now, into: &actions)
        case .reply(let handle, let service, let body):
            guard handle.incarnation == incarnation, let work = outstanding[handle.sequence], work.worker == peer,
                work.requester.service == service
            else {
                counters.unknownHandles += 1
                return
            }
            finish(handle.sequence, body.map { [$0] }, now: now, into: &actions)
        }
    }

    /// LOKW01's READY replaces names and credit, and never touches the count of what is outstanding.
    private mutating func register(
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
        var worker = known ?? Worker(isMDP: false, credit: 0, heard: now, said: now)
        for name in worker.names where !names.contains(name) { unlist(peer, from: name) }
        for name in names where !worker.names.contains(name) {
            lines[name, default: Queue()].workers.append(peer)
            worker.names.append(name)
        }
        worker.names.removeAll { !names.contains($0) }
        worker.credit = min(credit, settings.creditBound)
        worker.heard = now
        workers[peer] = worker
        feed(peer, now: now, into: &actions)
        endUnserved(into: &actions)
    }

    /// A dispatched request is answered, or given back when there is no body.
    private mutating func finish(
        _ sequence: UInt64, _ body: [[UInt8]]?, now: Instant, into actions: inout [Action]
    ) {
        guard let work = forget(sequence) else { return }
        if let body {
            counters.replied += 1
            actions.append(reply(to: work.requester, body))
        } else {
            counters.released += 1
        }
        workers[work.worker]?.end()
        feed(work.worker, now: now, into: &actions)
    }

    private mutating func forget(_ sequence: UInt64) -> Outstanding? {
        guard let work = outstanding.removeValue(forKey: sequence) else { return nil }
        if let ticket = work.requester.ticket { tickets[ticket] = nil }
        lines[work.requester.service]?.outstanding -= 1
        forgetIfUnused(work.requester.service)
        return work
    }

    /// Tells a peer to begin again, and keeps nothing of it.
    private mutating func dismiss(_ peer: Peer, isMDP: Bool, now: Instant, into actions: inout [Action]) {
        remove(peer, isLost: false, into: &actions)
        counters.disconnected += 1
        actions.append(.send(to: peer, isMDP ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect))
        if isMDP, dismissed.count < settings.workerBound {
            beginRounds(now)
            dismissed[peer] = now + settings.mdpSilence
        }
    }

    /// Takes a worker off the books and forgets what it had; its clients will ask again.
    mutating func remove(_ peer: Peer, isLost: Bool, into actions: inout [Action]) {
        guard let worker = workers.removeValue(forKey: peer) else { return }
        if isLost { counters.workersLost += 1 }
        if worker.outstanding > 0 {
            for (sequence, work) in outstanding where work.worker == peer {
                counters.forgotten += 1
                _ = forget(sequence)
            }
        }
        for name in worker.names { unlist(peer, from: name) }
        endUnserved(into: &actions)
    }

    private mutating func unlist(_ peer: Peer, from name: [UInt8]) {
        lines[name]?.workers.removeAll { $0 == peer }
        if lines[name]?.last == peer { lines[name]?.last = nil }
        forgetIfUnused(name)
    }

    private mutating func beginRounds(_ now: Instant) {
        if workers.isEmpty && dismissed.isEmpty { nextRound = now + settings.timings.heartbeat / 2 }
    }

    /// A worker can't be reached any more. A request that had not left goes to another; it was never dispatched.
    mutating func undelivered(_ dispatch: Dispatch, now: Instant, into actions: inout [Action]) {
        counters.dispatched -= 1
        if forget(dispatch.handle.sequence) != nil {
            workers[dispatch.worker]?.end()
        } else {
            // Its worker was removed meanwhile, and this one counted among the forgotten.
            counters.forgotten -= 1
        }
        let request = dispatch.request
        requeue(request)
        remove(dispatch.worker, isLost: true, into: &actions)
        guard lines[request.requester.service]?.waiting.first?.arrival == request.arrival else { return }
        if let other = choose(for: request.requester.service) { feed(other, now: now, into: &actions) }
    }

    /// Something else couldn't be handed to this peer: a reply is lost, a worker is gone.
    mutating func unreachable(_ peer: Peer, into actions: inout [Action]) {
        if workers[peer] != nil {
            remove(peer, isLost: true, into: &actions)
        } else {
            counters.undelivered += 1
        }
    }

    /// Looks at every clock: heartbeats, silent workers, expiries, the end of settling.
    mutating func tick(now: Instant, into actions: inout [Action]) {
        if isSettling, now - started >= settings.settling {
            isSettling = false
            endUnserved(into: &actions)
        }
        expire(now: now, into: &actions)
        guard nextRound <= now else { return }
        nextRound = now + settings.timings.heartbeat / 2
        for (peer, worker) in workersInOrder {
            let silence = worker.isMDP ? settings.mdpSilence : settings.timings.silence
            if now - worker.heard >= silence {
                remove(peer, isLost: true, into: &actions)
            } else if now - worker.said >= settings.timings.heartbeat {
                workers[peer]?.said = now
                let heartbeat = worker.isMDP ? MDPWorkerFrames.heartbeat : WorkerFrames.heartbeat
                actions.append(.send(to: peer, heartbeat))
            }
        }
        dismissed = dismissed.filter { $0.value > now }
    }

    /// A fixed order, so that the same events always give the same actions.
    private var workersInOrder: [(key: Peer, value: Worker)] {
        workers.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// The last word of a broker that stops in order: its workers look for the next one at once.
    mutating func leave(into actions: inout [Action]) {
        for (peer, worker) in workersInOrder {
            actions.append(.send(to: peer, worker.isMDP ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect))
        }
    }
}
