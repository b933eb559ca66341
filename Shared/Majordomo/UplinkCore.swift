/// The broker's own line to the district without its socket: which of the district's brokers, whether it answers, how
/// long an answer takes.
///
/// It tries the brokers in their order, and begins with the first again after every break. A pause between two rounds
/// grows and is drawn, so that the offices of a district don't all come back in the same moment.
package struct UplinkCore {
    package enum Action: Equatable {
        /// Drop the connection and make a fresh one to that endpoint.
        case open(Int)
        case close
        case send([[UInt8]])
        /// The district's broker answers.
        case up
        /// It doesn't any more: what was under way is lost.
        case down
        case answered(RequestID, Status, [UInt8])
        case asked(handle: [UInt8], service: [UInt8], principals: [UInt8], body: [UInt8])
    }

    private enum State: Equatable {
        /// Between two rounds over the brokers.
        case resting(until: Instant)
        /// Waiting for a connection, and then for the first answer.
        case trying(until: Instant)
        case up(since: Instant)
    }

    static let shortestRest = Duration.milliseconds(250)
    static let longestRest = Duration.seconds(15)

    package let settings: UplinkSettings
    private var state: State
    private var draw: any RandomNumberGenerator
    private var endpoint = 0
    private var rest = UplinkCore.shortestRest
    private var incarnation: UInt64?
    private var heard: Instant
    /// When the district's broker was last heard.
    private(set) var lastHeard: Instant?
    private var asked: Instant?
    private var said: Instant
    private(set) var downSince: Instant
    /// The last time that a heartbeat took, there and back.
    private(set) var roundTrip: Duration?
    private(set) var breaks = 0

    package init(
        _ settings: UplinkSettings, draw: any RandomNumberGenerator = SystemRandomNumberGenerator(), now: Instant
    ) {
        self.settings = settings
        self.draw = draw
        state = .resting(until: now)
        heard = now
        said = now
        downSince = now
    }

    /// The endpoint that is tried or used.
    var brokerInUse: String { settings.endpoints[endpoint] }

    var upSince: Instant? {
        if case .up(let since) = state { since } else { nil }
    }

    package var nextTick: Instant {
        switch state {
        case .resting(let until), .trying(let until): until
        case .up: min(said + settings.timings.heartbeat, heard + settings.timings.silence)
        }
    }

    /// The connection stands: says who we are, and asks whether anybody is there.
    package mutating func connected(now: Instant, into actions: inout [Action]) {
        guard case .trying = state else { return }
        state = .trying(until: now + settings.timings.silence)
        greet(now: now, into: &actions)
    }

    /// The connection broke.
    package mutating func disconnected(now: Instant, into actions: inout [Action]) {
        switch state {
        case .up: lose(now: now, into: &actions)
        // The socket connects again by itself, until its time is over.
        case .trying, .resting: break
        }
    }

    package mutating func received(_ frames: [[UInt8]], now: Instant, into actions: inout [Action]) {
        // What a connection that was given up still had to say.
        if case .resting = state { return }
        if let message = ClientFrames.FromBroker(frames) {
            heard = now
            lastHeard = now
            switch message {
            case .heartbeat(let incarnation): answered(by: incarnation, now: now, into: &actions)
            case .reply(let id, let status, let body): actions.append(.answered(id, status, body))
            }
        } else if let message = WorkerFrames.FromBroker(frames) {
            heard = now
            lastHeard = now
            switch message {
            case .heartbeat: break
            // It doesn't know us, or it stops: the next one may be there.
            case .disconnect: lose(now: now, into: &actions)
            case .request(let handle, let service, let principals, let body):
                actions.append(.asked(handle: handle, service: service, principals: principals, body: body))
            }
        }
    }

    package mutating func tick(now: Instant, into actions: inout [Action]) {
        switch state {
        case .resting(let until) where until <= now: attempt(0, now: now, into: &actions)
        case .trying(let until) where until <= now:
            if endpoint + 1 < settings.endpoints.count {
                attempt(endpoint + 1, now: now, into: &actions)
            } else {
                takeRest(now: now, into: &actions)
            }
        case .up where now - heard >= settings.timings.silence: lose(now: now, into: &actions)
        case .up where now - said >= settings.timings.heartbeat: greet(now: now, isFirst: false, into: &actions)
        case .resting, .trying, .up: break
        }
    }

    private mutating func answered(by incarnation: UInt64, now: Instant, into actions: inout [Action]) {
        if let asked {
            roundTrip = now - asked
            self.asked = nil
        }
        if case .up = state {
            // Another broker than the one that had our requests.
            if self.incarnation != incarnation { lose(now: now, into: &actions) }
            return
        }
        self.incarnation = incarnation
        state = .up(since: now)
        rest = UplinkCore.shortestRest
        actions.append(.up)
    }

    private mutating func greet(now: Instant, isFirst: Bool = true, into actions: inout [Action]) {
        said = now
        let names = settings.offices.map { Array("*@\($0)".utf8) }
        actions.append(
            .send(isFirst ? WorkerFrames.ready(credit: settings.credit, names: names) : WorkerFrames.heartbeat))
        // One at a time, so that an answer is the answer to the one that is out.
        guard asked == nil || isFirst else { return }
        asked = now
        actions.append(.send(ClientFrames.heartbeat))
    }

    private mutating func lose(now: Instant, into actions: inout [Action]) {
        if case .up = state {
            breaks += 1
            downSince = now
            actions.append(.down)
        }
        takeRest(now: now, into: &actions)
    }

    private mutating func takeRest(now: Instant, into actions: inout [Action]) {
        let drawn = Double.random(in: 0.5...1.5, using: &draw)
        state = .resting(until: now + rest * drawn)
        rest = min(rest * 2, UplinkCore.longestRest)
        actions.append(.close)
    }

    private mutating func attempt(_ endpoint: Int, now: Instant, into actions: inout [Action]) {
        self.endpoint = endpoint
        state = .trying(until: now + settings.patience)
        heard = now
        asked = nil
        actions.append(.open(endpoint))
    }
}
