extension BrokerCore {
    /// A registered worker, and what is counted about it.
    final class Worker {
        let peer: Peer
        let kind: Kind
        /// The name of its key; nil where it came over a unix socket.
        let user: String?
        var queues: [Queue] = []
        var credit: Int
        /// What a line may carry unanswered: more would keep its heartbeats waiting behind it.
        let byteCredit: Int
        private(set) var outstanding = 0
        private(set) var outstandingBytes = 0
        /// The one request of an MDPW01 worker.
        private(set) var current: UInt64?
        var heard: Instant
        var said: Instant
        private(set) var lastUse: UInt64 = 0

        init(_ peer: Peer, _ kind: Kind, user: String?, credit: Int, byteCredit: Int = .max, now: Instant) {
            self.peer = peer
            self.kind = kind
            self.user = user
            self.credit = credit
            self.byteCredit = byteCredit
            heard = now
            said = now
        }

        var isServing: Bool { credit > 0 }
        var hasCredit: Bool { outstanding < credit && outstandingBytes < byteCredit }

        func begin(_ sequence: UInt64, cost: Int, now: Instant) {
            outstanding += 1
            outstandingBytes += cost
            lastUse = sequence
            said = now
            if kind == .mdp { current = sequence }
        }

        func end(cost: Int) {
            outstanding -= 1
            outstandingBytes -= cost
            current = nil
        }

        enum Kind {
            /// RFC 7's worker.
            case mdp
            /// An instance of a service of this site.
            case member
            /// The broker of another site, which takes what is for its offices.
            case site
            /// This broker's own line to the district, which takes what is for nobody here.
            case uplink
        }
    }

    /// One service name: what waits for it and who serves it.
    final class Queue {
        let name: [UInt8]
        var waiting = FairQueue()
        /// When it last was this name's turn at a worker of several names.
        private(set) var lastTurn: UInt64 = 0
        private(set) var workers: [Worker] = []
        var outstanding = 0
        /// The worker that last had this name: its office's rows are warm there, and two workers don't contend
        /// for the same lane.
        private var last: Worker?
        /// How many went to it in a row.
        private var run = 0

        init(_ name: [UInt8]) {
            self.name = name
        }

        var isUnused: Bool { waiting.isEmpty && workers.isEmpty && outstanding == 0 }
        var isServed: Bool { workers.contains { $0.isServing } }

        func enlist(_ worker: Worker) {
            workers.append(worker)
            worker.queues.append(self)
        }

        func unlist(_ worker: Worker) {
            workers.removeAll { $0 === worker }
            worker.queues.removeAll { $0 === self }
            if last === worker { last = nil }
        }

        /// The worker with credit that last had this name and is at work for it, else the one that was idle longest.
        ///
        /// It never has all for itself: what one version of a service doesn't understand comes, asked again, to another.
        func choose() -> Worker? {
            if let last, last.hasCredit, outstanding > 0, run < BrokerCore.longestRun { return last }
            var best: Worker?
            for worker in workers where worker.hasCredit {
                if worker.lastUse < best?.lastUse ?? .max { best = worker }
            }
            return best
        }

        func begin(at worker: Worker, turn: UInt64) {
            run = worker === last ? run + 1 : 1
            last = worker
            lastTurn = turn
            outstanding += 1
        }
    }

    /// The books of a name, opened when it is first asked for or served.
    func queue(_ name: [UInt8]) -> Queue {
        if let queue = lines[name] { return queue }
        let queue = Queue(name)
        lines[name] = queue
        return queue
    }

    /// So many requests of a name in a row go to one worker while others have credit too.
    static let longestRun = 1_024

    func forgetIfUnused(_ queue: Queue) {
        if queue.isUnused { lines[queue.name] = nil }
    }
}
