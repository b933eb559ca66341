extension BrokerCore {
    /// What is known of a line that another site keeps, also while it is down.
    struct KnownLine {
        var offices: [String]
        var since: Instant
        var heard: Instant
        var breaks = 0
        var isUp = true
    }

    /// The other site's line came up, or down.
    func note(lineOf worker: Worker, isUp: Bool, now: Instant) {
        guard worker.kind == .site, let user = worker.user else { return }
        var line = knownLines[user] ?? KnownLine(offices: [], since: now, heard: now)
        if isUp { line.offices = worker.queues.map { String(decoding: $0.name.dropFirst(2), as: UTF8.self) }.sorted() }
        if line.isUp, !isUp { line.breaks += 1 }
        if line.isUp != isUp { line.since = now }
        line.isUp = isUp
        line.heard = worker.heard
        knownLines[user] = line
    }

    func lineStatuses(uplink: UplinkCore?, now: Instant) -> [LineStatus] {
        let below = knownLines.sorted { $0.key < $1.key }.map { user, line in
            let ends = workersInOrder.filter { $0.kind == .site && $0.user == user }
            return LineStatus(
                name: user, offices: line.offices, isUp: !ends.isEmpty, since: now - line.since,
                heard: now - (ends.map(\.heard).max() ?? line.heard), roundTrip: nil, endpoint: "", breaks: line.breaks,
                outgoing: outgoing(through: ends, now: now), incoming: incoming(from: Set(ends.map(\.peer)), now: now))
        }
        guard let uplink else { return below }
        let ends = workers[BrokerCore.uplink].map { [$0] } ?? []
        let own = LineStatus(
            name: Principals.district, offices: [], isUp: uplink.upSince != nil,
            since: now - (uplink.upSince ?? uplink.downSince), heard: uplink.lastHeard.map { now - $0 },
            roundTrip: uplink.roundTrip, endpoint: uplink.brokerInUse, breaks: uplink.breaks,
            outgoing: outgoing(through: ends, now: now), incoming: incoming(from: [BrokerCore.uplink], now: now))
        return [own] + below
    }

    private func outgoing(through ends: [Worker], now: Instant) -> LineStatus.Load {
        var load = LineStatus.Load()
        for work in outstanding.values where ends.contains(where: { $0 === work.worker }) {
            load.add(work.cost, since: work.since, now: now)
        }
        for end in ends {
            for queue in end.queues {
                load.requests += queue.waiting.count
                load.bytes += queue.waiting.bytes
                if let arrival = queue.waiting.oldestArrival { load.oldest = max(load.oldest, now - arrival) }
            }
        }
        return load
    }

    private func incoming(from peers: Set<Peer>, now: Instant) -> LineStatus.Load {
        var load = LineStatus.Load()
        for work in outstanding.values where peers.contains(work.requester.peer) {
            load.add(work.cost, since: work.since, now: now)
        }
        return load
    }
}

extension LineStatus.Load {
    fileprivate mutating func add(_ cost: Int, since: Instant, now: Instant) {
        requests += 1
        bytes += cost
        oldest = max(oldest, now - since)
    }
}
