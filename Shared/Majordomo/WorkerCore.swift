/// The worker's side of LOKW01 without its socket: names and credit, what is being worked on, heartbeats.
///
/// When the line breaks, the broker forgets what it had dispatched and the clients ask again; so a reply to
/// anything from before is dropped and counted, and drained work includes it.
package struct WorkerCore {
    package enum Action: Equatable {
        case send([[UInt8]])
        case deliver(Delivery)
        /// Give the line up and start a new conversation on a fresh one.
        case reopen
        /// Asked to drain, the broker knows it, and nothing is being worked on any more.
        case drained
    }

    private struct Work {
        let service: [UInt8]
        var isForgotten = false
    }

    let timings: Timings
    /// Replies to work that the broker has forgotten, or never gave.
    private(set) var staleReplies = 0
    private(set) var isUp = false
    private let names: [[UInt8]]
    private let texts: [[UInt8]: String]
    private var credit: Int
    private var isDraining = false
    /// The broker was told, and may have handed something over before it heard that.
    private var awaitsBroker = false
    private var working: [[UInt8]: Work] = [:]
    private var heard: Instant
    private var said: Instant
    private var lastPrincipals: (frame: [UInt8], names: [String]) = ([], [])

    package init(names: [ServiceName], credit: Int, timings: Timings = Timings(), now: Instant) {
        self.names = names.map(\.bytes)
        texts = Dictionary(names.map { ($0.bytes, $0.description) }, uniquingKeysWith: { first, _ in first })
        self.credit = credit
        self.timings = timings
        heard = now
        said = now
    }

    package var outstanding: Int { working.count }

    package var nextTick: Instant {
        isUp ? min(said + timings.heartbeat, heard + timings.silence) : heard + timings.silence
    }

    package mutating func lineUp(now: Instant, into actions: inout [Action]) {
        isUp = true
        heard = now
        announce(now: now, into: &actions)
    }

    package mutating func lineDown(now: Instant) {
        isUp = false
        heard = now
        awaitsBroker = false
        forgetAll()
    }

    package mutating func received(_ frames: [[UInt8]], now: Instant, into actions: inout [Action]) {
        guard let message = WorkerFrames.FromBroker(frames) else { return }
        heard = now
        switch message {
        case .heartbeat:
            guard awaitsBroker else { break }
            awaitsBroker = false
            reportIfDrained(into: &actions)
        case .disconnect: reopen(now: now, into: &actions)
        case .request(let handle, let service, let principals, let body):
            working[handle] = Work(service: service)
            if lastPrincipals.frame != principals { lastPrincipals = (principals, Principals.names(in: principals)) }
            let text = texts[service] ?? String(decoding: service, as: UTF8.self)
            let names = lastPrincipals.names
            actions.append(.deliver(Delivery(handle: handle, service: text, principals: names, body: body)))
        }
    }

    /// Answers one delivery; without a body its handle is given back and its client left to ask again.
    package mutating func reply(_ handle: [UInt8], _ body: [UInt8]?, now: Instant, into actions: inout [Action]) {
        let work = working.removeValue(forKey: handle)
        if let work, !work.isForgotten {
            said = now
            actions.append(.send(WorkerFrames.reply(handle: handle, service: work.service, body: body)))
        } else {
            staleReplies += 1
        }
        reportIfDrained(into: &actions)
    }

    /// Asks the broker for nothing more; `drained` follows when the last delivery was answered.
    package mutating func drain(now: Instant, into actions: inout [Action]) {
        isDraining = true
        credit = 0
        if isUp { announce(now: now, into: &actions) }
        reportIfDrained(into: &actions)
    }

    package mutating func tick(now: Instant, into actions: inout [Action]) {
        if now - heard >= timings.silence {
            reopen(now: now, into: &actions)
        } else if isUp, now - said >= timings.heartbeat {
            said = now
            actions.append(.send(WorkerFrames.heartbeat))
        }
        // Where the line broke, nobody answers that it is known.
        if !isUp { reportIfDrained(into: &actions) }
    }

    /// The last word of a worker that stops in order.
    mutating func leave(into actions: inout [Action]) {
        if isUp { actions.append(.send(WorkerFrames.disconnect)) }
        isUp = false
    }

    private mutating func announce(now: Instant, into actions: inout [Action]) {
        said = now
        awaitsBroker = isDraining
        actions.append(.send(WorkerFrames.ready(credit: credit, names: names)))
    }

    private mutating func reopen(now: Instant, into actions: inout [Action]) {
        lineDown(now: now)
        actions.append(.reopen)
    }

    private mutating func forgetAll() {
        for handle in working.keys { working[handle]?.isForgotten = true }
    }

    private func reportIfDrained(into actions: inout [Action]) {
        if isDraining, !awaitsBroker, working.isEmpty { actions.append(.drained) }
    }
}
