extension BrokerCore {
    /// A worker's key is no longer allowed: what it had at work is forgotten, its names go to others, and all that it
    /// still hears is DISCONNECT.
    func expel(_ peer: Peer, now: Instant, into actions: inout [Action]) {
        guard let worker = workers[peer] else { return }
        remove(peer, isLost: false, now: now, into: &actions)
        counters.disconnected += 1
        actions.append(.send(to: peer, worker.kind == .mdp ? MDPWorkerFrames.disconnect : WorkerFrames.disconnect))
    }

    /// Another connection speaks under this routing id now; a worker that had it is gone.
    func supersede(_ peer: Peer, now: Instant, into actions: inout [Action]) {
        if workers[peer] != nil { remove(peer, isLost: true, now: now, into: &actions) }
    }
}
