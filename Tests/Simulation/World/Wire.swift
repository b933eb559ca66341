import Majordomo

/// Who dials a broker: a client, a worker, another site's broker.
protocol Dialer: AnyObject {
    func lineIsUp()
    func lineIsDown()
    func received(_ frames: [[UInt8]])
    /// Takes what reaches it now, or later where it stands still.
    func take(_ happens: @escaping () -> Void)
}

/// A dialer's connection to a broker, through everything that may become of it and of what it carries.
final class Wire {
    enum Direction { case up, down }

    /// What can happen to a message, by its probability.
    struct Weather {
        var lost = 0.0
        var doubled = 0.0
        var delayed = 0.0
        var broken = 0.0
        static let fair = Weather()
        static let worst = Weather(lost: 0.05, doubled: 0.05, delayed: 0.05, broken: 0.05)
    }

    let name: String
    let isLine: Bool
    private let world: World
    private let broker: BrokerNode
    private weak var dialer: (any Dialer)?
    private let user: String?
    private(set) var isUp = false
    /// Whether the dialer wants a connection at all.
    private var isWanted = false
    private var life = 0
    private var lastArrival: [Direction: Instant] = [:]
    var weather = Weather.fair
    /// A direction in which nothing gets through, and nobody is told.
    var cut: Set<Direction> = []
    /// Will be cut as soon as it is up.
    private var cutOnceUp: Set<Direction> = []

    /// - Parameters:
    ///   - isLine: whether it is the line between two sites.
    ///   - user: the name of the key that the broker knows the dialer by.
    init(_ name: String, from dialer: any Dialer, to broker: BrokerNode, isLine: Bool = false, user: String? = nil) {
        self.name = name
        self.dialer = dialer
        self.broker = broker
        self.isLine = isLine
        self.user = user
        world = broker.world
        broker.wires.append(self)
    }

    /// The routing id of the connection as it is now.
    var peer: [UInt8] { Array("\(name).\(life)".utf8) }

    /// Gives up what is there and dials afresh.
    func reopen() {
        drop()
        isWanted = true
        dial(after: world.milliseconds(1...30))
    }

    /// Gives it up and dials no more.
    func close() {
        drop()
        isWanted = false
    }

    /// The connection breaks; whoever dialled notices and dials again by itself.
    func breaks(cutOnceUp: Set<Direction> = []) {
        self.cutOnceUp = cutOnceUp
        guard isUp else { return }
        drop()
        dialer?.take { [weak dialer] in dialer?.lineIsDown() }
        dial(after: world.milliseconds(10...150))
    }

    /// It is cut no longer.
    func mend() {
        cut = []
        cutOnceUp = []
    }

    private func drop() {
        isUp = false
        life += 1
        lastArrival = [:]
    }

    private func dial(after pause: Duration) {
        let attempt = life
        world.after(pause) { [self] in
            guard isWanted, !isUp, attempt == life else { return }
            guard broker.answers, cut.isEmpty else { return dial(after: world.milliseconds(100...250)) }
            isUp = true
            cut = cutOnceUp
            cutOnceUp = []
            broker.routes[peer] = self
            dialer?.take { [weak dialer, self] in if isUp, attempt == life { dialer?.lineIsUp() } }
        }
    }

    // MARK: Messages

    /// From the dialer to the broker.
    func send(_ frames: [[UInt8]]) {
        guard isUp else { return }
        let (peer, attempt) = (peer, life)
        carry(frames, .up) { [self] in
            guard attempt == life else { return }
            broker.take { [broker, user] in broker.received(frames, from: peer, user: user) }
        }
    }

    /// From the broker to the dialer; false where that connection is no more.
    func deliver(_ frames: [[UInt8]], to peer: [UInt8]) -> Bool {
        guard isUp, peer == self.peer else { return false }
        let attempt = life
        carry(frames, .down) { [self] in
            guard attempt == life else { return }
            dialer?.take { [weak dialer] in dialer?.received(frames) }
        }
        return true
    }

    private func carry(_ frames: [[UInt8]], _ direction: Direction, _ arrives: @escaping () -> Void) {
        let word = MessageWord(frames, isLine: isLine, isUp: direction == .up)
        let weather = word.isRare && world.isStormy ? .worst : weather
        if cut.contains(direction) {
            world.coverage.note(cut.count == 2 ? .cutBothWays : .cutOneWay, word.rawValue)
            return
        }
        if world.chance(weather.lost) {
            world.coverage.note(.lost, word.rawValue)
            return
        }
        if world.chance(weather.broken) {
            world.coverage.note(.broken, word.rawValue)
            return breaks()
        }
        let latency = isLine ? world.milliseconds(20...60) : world.milliseconds(0...2)
        if world.chance(weather.delayed) {
            // Later messages overtake it.
            world.coverage.note(.delayed, word.rawValue)
            world.after(latency + world.milliseconds(50...3_000), arrives)
        } else {
            let arrival = max(world.now + latency, lastArrival[direction] ?? world.now)
            lastArrival[direction] = arrival
            world.at(arrival, arrives)
        }
        if world.chance(weather.doubled) {
            world.coverage.note(.doubled, word.rawValue)
            world.after(latency + world.milliseconds(1...2_000), arrives)
        }
    }
}

/// What a message is, for the table of what each fault has met.
enum MessageWord: String, CaseIterable {
    case request = "client's request"
    case reply = "client's reply"
    case asks = "client asks for life"
    case lives = "broker lives"
    case ready = "worker ready"
    case work = "request to worker"
    case done = "worker's reply"
    case beats = "worker's heartbeat"
    case keeps = "heartbeat to worker"
    case parting = "disconnect"
    case lineRequestUp = "line: request up"
    case lineReplyDown = "line: reply down"
    case lineRequestDown = "line: request down"
    case lineReplyUp = "line: reply up"
    case lineReady = "line: ready"
    case lineBeats = "line: heartbeat"

    /// Sent so seldom that bad weather alone hardly meets it.
    var isRare: Bool { [.parting, .ready, .lineReady].contains(self) }

    init(_ frames: [[UInt8]], isLine: Bool, isUp: Bool) {
        let isClient = frames.count > 1 && frames[1].elementsEqual("LOKC01".utf8)
        let command = frames.count > 2 ? frames[2].first ?? 0 : 0
        switch (command, isClient) {
        case (1, _): self = isLine ? .lineReady : .ready
        case (2, true): self = isLine ? .lineRequestUp : .request
        case (2, false): self = isLine ? .lineRequestDown : .work
        case (3, true): self = isLine ? .lineReplyDown : .reply
        case (3, false): self = isLine ? .lineReplyUp : .done
        case (4, _) where isLine: self = .lineBeats
        case (4, true): self = isUp ? .asks : .lives
        case (4, false): self = isUp ? .beats : .keeps
        default: self = .parting
        }
    }
}
