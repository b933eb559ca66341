import DequeModule

extension BrokerCore {
    /// What waits for one name, taken in turns from whoever sent it: a peer that floods waits behind itself.
    ///
    /// One peer's requests keep their order.
    struct FairQueue {
        private struct Share {
            var requests = Deque<Request>()
            var bytes = 0
        }

        private var shares: [Peer: Share] = [:]
        /// Every peer that has something here, the next one first.
        private var turns = Deque<Peer>()
        private(set) var count = 0

        var isEmpty: Bool { count == 0 }

        /// Whether there is room for one more of that peer.
        ///
        /// A peer may hold as much as it leaves free: alone half of the bound, and whoever comes next always finds
        /// room.
        func admits(_ request: Request, within bound: Int, freeBytes: Int) -> Bool {
            let share = shares[request.requester.peer]
            return (share?.requests.count ?? 0) < bound - count && (share?.bytes ?? 0) + request.cost <= freeBytes
        }

        mutating func append(_ request: Request) {
            add(request) { $0.append(request) }
        }

        /// Puts back what never left: it is that peer's first again, and the next of all.
        mutating func prepend(_ request: Request) {
            add(request) { $0.prepend(request) }
            let peer = request.requester.peer
            if turns.first != peer, let index = turns.firstIndex(of: peer) {
                turns.remove(at: index)
                turns.prepend(peer)
            }
        }

        private mutating func add(_ request: Request, _ put: (inout Deque<Request>) -> Void) {
            let peer = request.requester.peer
            if shares[peer] == nil { turns.append(peer) }
            put(&shares[peer, default: Share()].requests)
            shares[peer]?.bytes += request.cost
            count += 1
        }

        mutating func popFirst() -> Request? {
            guard let peer = turns.popFirst(), let request = shares[peer]?.requests.popFirst() else { return nil }
            count -= 1
            if shares[peer]?.requests.isEmpty ?? true {
                shares[peer] = nil
            } else {
                shares[peer]?.bytes -= request.cost
                turns.append(peer)
            }
            return request
        }

        /// Takes out what `verdict` ends, peer by peer in the order of their turns.
        mutating func remove(_ verdict: (Request) -> Status?) -> [(Request, Status)] {
            var removed: [(Request, Status)] = []
            for peer in turns {
                guard var share = shares[peer] else { continue }
                share.requests.removeAll { request in
                    guard let status = verdict(request) else { return false }
                    share.bytes -= request.cost
                    removed.append((request, status))
                    return true
                }
                shares[peer] = share.requests.isEmpty ? nil : share
            }
            guard !removed.isEmpty else { return [] }
            turns.removeAll { shares[$0] == nil }
            count -= removed.count
            return removed
        }

        /// All of them, peer by peer.
        var requests: [Request] { turns.flatMap { shares[$0].map { Array($0.requests) } ?? [] } }

        var bytes: Int { shares.values.reduce(0) { $0 + $1.bytes } }

        /// The soonest moment at which one of them expires.
        var soonestExpiry: Instant? {
            shares.values.lazy.flatMap(\.requests).map(\.expiry).min()
        }

        /// The arrival of the one that waits longest.
        var oldestArrival: Instant? {
            shares.values.lazy.compactMap(\.requests.first?.arrived).min()
        }
    }
}
