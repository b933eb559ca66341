/// The client's side of LOKC01 without its socket: which requests are out, when each goes again, how each ends.
///
/// Every request ends exactly once. After a second copy was sent, *busy*, *unavailable* and *expired* prove
/// nothing about the first one any more, so such a request is asked again until its deadline and then ends as
/// `unknown`; only a single copy may end with one of these.
package struct ClientCore {
    package enum Action: Equatable {
        case send([[UInt8]])
        case complete(RequestID, Outcome)
        /// Give the line up and open a fresh one, to the next endpoint where there are several.
        case reopen
    }

    package enum Submission: Equatable {
        case taken
        /// The same request is out already: both end with its one reply.
        case joined
        /// Another request with this id is out: this one was not sent.
        case conflicting
        /// As many requests are out as this client may have: this one was not sent.
        case full
    }

    fileprivate struct Entry {
        let service: [UInt8]
        let body: [UInt8]
        let deadline: Instant
        /// Where it stands among the submitted, so that what goes again goes in that order.
        let turn: UInt64
        var copies = 0
        var resendAt: Instant
        var pause: Duration
    }

    let timings: Timings
    let mostOutstanding: Int
    private(set) var resends = 0
    private var entries: [RequestID: Entry] = [:]
    private var turns: UInt64 = 0
    private var isUp = false
    private var incarnation: UInt64?
    /// When the broker was last heard, or the waiting for it began.
    private var heard: Instant
    private var asked: Instant
    /// No entry needs anything before this moment.
    private var quietUntil: Instant?

    package init(timings: Timings = Timings(), mostOutstanding: Int = 65_536, now: Instant) {
        self.timings = timings
        self.mostOutstanding = mostOutstanding
        heard = now
        asked = now
    }

    package var outstanding: Int { entries.count }

    /// When `tick` wants to be called, nil while nothing is out.
    package var nextTick: Instant? {
        guard let quietUntil, !entries.isEmpty else { return nil }
        return min(quietUntil, isUp ? max(heard, asked) + timings.heartbeat : heard + timings.silence)
    }

    package mutating func submit(
        service: [UInt8], id: RequestID, body: [UInt8], deadline: Duration, now: Instant, into actions: inout [Action]
    ) -> Submission {
        if let entry = entries[id] { return entry.service == service && entry.body == body ? .joined : .conflicting }
        guard entries.count < mostOutstanding else { return .full }
        if entries.isEmpty { heard = now }
        let end = now + min(deadline, ClientFrames.longestDeadline)
        turns += 1
        var entry = Entry(
            service: service, body: body, deadline: end, turn: turns, resendAt: end, pause: timings.resend)
        if isUp { send(&entry, id, now, into: &actions) }
        entries[id] = entry
        look(at: min(entry.resendAt, end))
        return .taken
    }

    /// The line stands: everything that is out goes to whoever answers there now.
    package mutating func lineUp(now: Instant, into actions: inout [Action]) {
        isUp = true
        incarnation = nil
        heard = now
        resendAll(now: now, into: &actions)
    }

    package mutating func lineDown(now: Instant) {
        isUp = false
        heard = now
    }

    package mutating func received(_ frames: [[UInt8]], now: Instant, into actions: inout [Action]) {
        guard let message = ClientFrames.FromBroker(frames) else { return }
        heard = now
        switch message {
        case .heartbeat(let incarnation):
            if let known = self.incarnation, known != incarnation { resendAll(now: now, into: &actions) }
            self.incarnation = incarnation
        case .reply(let id, let status, let body):
            guard let entry = entries[id] else { return }
            if let outcome = entry.outcome(status, body) {
                entries[id] = nil
                actions.append(.complete(id, outcome))
            }
        }
    }

    /// Ends what is over time, sends again what got no answer, and asks whether the broker lives.
    package mutating func tick(now: Instant, into actions: inout [Action]) {
        if let quietUntil, quietUntil <= now { review(now: now, into: &actions) }
        guard !entries.isEmpty else { return }
        if now - heard >= timings.silence {
            isUp = false
            heard = now
            actions.append(.reopen)
        } else if isUp, now - heard >= timings.heartbeat, now - asked >= timings.heartbeat {
            asked = now
            actions.append(.send(ClientFrames.heartbeat))
        }
    }

    /// Ends everything that is out, because the client stops.
    mutating func stop(into actions: inout [Action]) {
        for id in inOrder(Array(entries.keys)) {
            if let entry = entries[id] { actions.append(.complete(id, entry.outcomeWithoutAnswer)) }
        }
        entries = [:]
    }

    private mutating func review(now: Instant, into actions: inout [Action]) {
        quietUntil = nil
        var due: [RequestID] = []
        for (id, entry) in entries {
            let next = isUp ? min(entry.resendAt, entry.deadline) : entry.deadline
            if next <= now { due.append(id) } else { look(at: next) }
        }
        for id in inOrder(due) {
            guard let entry = entries[id] else { continue }
            if entry.deadline <= now {
                entries[id] = nil
                actions.append(.complete(id, entry.outcomeWithoutAnswer))
            } else {
                sendAgain(id, now, into: &actions)
            }
        }
    }

    private mutating func resendAll(now: Instant, into actions: inout [Action]) {
        quietUntil = nil
        for id in inOrder(Array(entries.keys)) { sendAgain(id, now, into: &actions) }
    }

    private mutating func sendAgain(_ id: RequestID, _ now: Instant, into actions: inout [Action]) {
        guard var entry = entries[id] else { return }
        send(&entry, id, now, into: &actions)
        entries[id] = entry
        look(at: min(entry.resendAt, entry.deadline))
    }

    private func inOrder(_ ids: [RequestID]) -> [RequestID] {
        ids.sorted { entries[$0]?.turn ?? 0 < entries[$1]?.turn ?? 0 }
    }

    private mutating func send(_ entry: inout Entry, _ id: RequestID, _ now: Instant, into actions: inout [Action]) {
        if entry.copies > 0 {
            resends += 1
            entry.pause = min(entry.pause * 2, timings.resend * 4)
        }
        entry.copies += 1
        entry.resendAt = now + entry.pause
        let left = entry.deadline - now
        actions.append(.send(ClientFrames.request(service: entry.service, id: id, deadline: left, body: entry.body)))
    }

    private mutating func look(at moment: Instant) {
        quietUntil = quietUntil.map { min($0, moment) } ?? moment
    }
}

extension ClientCore.Entry {
    /// What a reply means for the caller, nil when it proves nothing yet.
    fileprivate func outcome(_ status: Status, _ body: [UInt8]) -> Outcome? {
        switch status {
        case .ok: .ok(body)
        case .refused: .refused
        case .busy: copies == 1 ? .busy : nil
        case .unavailable: copies == 1 ? .unavailable : nil
        case .expired: copies == 1 ? .expired : .unknown
        // The next copy goes by its own clock.
        case .forgotten: nil
        }
    }

    /// A request that never left this process was surely seen by nobody.
    fileprivate var outcomeWithoutAnswer: Outcome { copies == 0 ? .unavailable : .unknown }
}
