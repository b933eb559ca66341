import DequeModule

extension BrokerCore {
    /// A registered worker, and what is counted about it.
    final class Worker {
        let peer: Peer
        let isMDP: Bool
        var queues: [Queue] = []
        var credit: Int
        private(set) var outstanding = 0
        /// The one request of an MDPW01 worker.
        private(set) var current: UInt64?
        var heard: Instant
        var said: Instant
        private(set) var lastUse: UInt64 = 0

        init(_ peer: Peer, isMDP: Bool, credit: Int, now: Instant) {
            self.peer = peer
            self.isMDP = isMDP
            self.credit = credit
            heard = now
            said = now
        }

        var isServing: Bool { credit > 0 }
        var hasCredit: Bool { outstanding < credit }

        func begin(_ sequence: UInt64, now: Instant) {
            outstanding += 1
            lastUse = sequence
            said = now
            if isMDP { current = sequence }
        }

        func end() {
            outstanding -= 1
            current = nil
        }
    }

    /// One service name: what waits for it and who serves it.
    final class Queue {
        let name: [UInt8]
        var waiting = Deque<Request>()
        private(set) var workers: [Worker] = []
        var outstanding = 0
        /// The worker that last had this name: its office's rows are warm there, and two workers don't contend
        /// for the same lane.
        private var last: Worker?

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

        /// The worker with credit that last had this name, else the one that was idle longest.
        func choose() -> Worker? {
            if let last, last.hasCredit { return last }
            var best: Worker?
            for worker in workers where worker.hasCredit {
                if worker.lastUse < best?.lastUse ?? .max { best = worker }
            }
            return best
        }

        func begin(at worker: Worker) {
            last = worker
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

    func forgetIfUnused(_ queue: Queue) {
        if queue.isUnused { lines[queue.name] = nil }
    }
}
