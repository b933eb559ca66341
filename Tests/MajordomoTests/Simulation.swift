import Testing

@testable import Majordomo

/// A site of pure cores on a network that loses and doubles messages, with workers and brokers that die, all of
/// it from one seed.
struct Simulation {
    struct Weather {
        /// Messages that vanish while their connection stays, which ZeroMQ never does.
        var lost = 0.0
        /// Messages that take their connection with them, and everything still under way on it.
        var broken = 0.0
        var doubled = 0.0
        var workerDeathsPerSecond = 0.0
        var brokerDeathsPerSecond = 0.0
    }

    private enum Event {
        case toBroker(peer: [UInt8], frames: [[UInt8]])
        case toPeer(peer: [UInt8], frames: [[UInt8]])
        case up(Int, life: Int)
        case submit(client: Int)
        case reply(worker: Int, life: Int, handle: [UInt8], body: [UInt8])
        case brokerDies, brokerReturns
        case workerDies
        case tick
    }

    private enum Role {
        case client(ClientCore)
        case worker(WorkerCore)
    }

    /// A client or a worker; `life` grows with each new connection, and names the peer.
    private struct Member {
        var role: Role
        var life = 0
    }

    let weather: Weather
    let names = ["intake@1", "intake@2", "printing@1"]
    let credit = 3
    private var random: SeededRandom
    private(set) var now = Instant.now
    private var agenda: [(at: Instant, order: Int, event: Event)] = []
    private var order = 0
    private var members: [Member] = []
    private var broker: BrokerCore?
    private var incarnation: UInt64 = 0
    private var settings = BrokerSettings()
    /// Requests that reached this broker, and those it handed out, by client and id.
    private var arrived: [String: Int] = [:]
    private var handedOut: [String: Int] = [:]
    private(set) var executed: [RequestID: Int] = [:]
    private(set) var ended: [RequestID: Outcome] = [:]
    private(set) var submitted = 0
    private(set) var problems: [String] = []
    private let clients = 3
    private let workers = 4

    init(seed: UInt64, weather: Weather) {
        random = SeededRandom(seed: seed)
        self.weather = weather
        settings.queueBound = 6
        broker = BrokerCore(incarnation: 0, settings: settings, now: now)
        for _ in 0..<clients { members.append(Member(role: .client(ClientCore(now: now)))) }
        for _ in 0..<workers { members.append(Member(role: newWorker())) }
        for member in members.indices { plan(.milliseconds(member), .up(member, life: 0)) }
        plan(.zero, .tick)
    }

    /// Plays `seconds` of requests and deaths, then lets everything come to its end.
    mutating func play(seconds: Int, requests: Int) {
        for _ in 0..<requests {
            plan(.milliseconds(random.below(seconds * 1000)), .submit(client: random.below(clients)))
        }
        for _ in 0..<Int(weather.workerDeathsPerSecond * Double(seconds)) {
            plan(.milliseconds(random.below(seconds * 1000)), .workerDies)
        }
        for _ in 0..<Int(weather.brokerDeathsPerSecond * Double(seconds)) {
            plan(.milliseconds(random.below(seconds * 1000)), .brokerDies)
        }
        let end = now + .seconds(seconds + 30)
        while let next = agenda.first, next.at < end, problems.isEmpty {
            agenda.removeFirst()
            now = max(now, next.at)
            handle(next.event)
            if let broker { problems += broker.contradictions(credit: credit) }
        }
        guard let broker, problems.isEmpty else { return }
        if ended.count != submitted { problems.append("\(submitted - ended.count) requests never ended") }
        if weather.lost == 0, weather.doubled == 0, !broker.tickets.isEmpty || !broker.outstanding.isEmpty {
            problems.append("the broker still counts requests at work after all have ended")
        }
        if broker.queued != 0 || broker.queuedBytes != 0 {
            problems.append("the broker still holds requests after all have ended")
        }
    }

    private mutating func handle(_ event: Event) {
        var actions: [BrokerCore.Action] = []
        switch event {
        case .tick:
            broker?.tick(now: now, into: &actions)
            for member in members.indices { tick(member) }
            plan(.milliseconds(50), .tick)
        case .toBroker(let peer, let frames):
            guard broker != nil, living(peer) != nil else { return }
            if frames.count == 7, frames[1] == lokc { arrived[key(peer, frames[4]), default: 0] += 1 }
            broker?.received([peer] + frames, now: now, into: &actions)
        case .toPeer(let peer, let frames):
            guard let member = living(peer) else { return }
            receive(member, frames)
        case .up(let member, let life):
            guard members[member].life == life else { return }
            if broker == nil { plan(.milliseconds(50), .up(member, life: life)) } else { raise(member) }
        case .submit(let client): submit(client)
        case .reply(let worker, let life, let handle, let body):
            guard members[worker].life == life else { return }
            work(worker) { core, now, actions in core.reply(handle, body, now: now, into: &actions) }
        case .workerDies:
            let worker = clients + random.below(workers)
            members[worker].role = newWorker()
            reconnect(worker)
        case .brokerDies:
            guard broker != nil else { return }
            broker = nil
            arrived = [:]
            handedOut = [:]
            for member in members.indices {
                drop(member)
                reconnect(member)
            }
            plan(.milliseconds(random.below(400)), .brokerReturns)
        case .brokerReturns:
            incarnation += 1
            broker = BrokerCore(incarnation: incarnation, settings: settings, now: now)
        }
        carryOut(actions)
    }

    private mutating func carryOut(_ first: [BrokerCore.Action]) {
        var actions = first
        while !actions.isEmpty {
            let todo = actions
            actions = []
            for action in todo {
                switch action {
                case .send(let peer, let frames):
                    if living(peer) == nil {
                        broker?.unreachable(peer, now: now, into: &actions)
                    } else {
                        transmit(.toPeer(peer: peer, frames: frames))
                    }
                case .dispatch(let dispatch):
                    if living(dispatch.worker) == nil {
                        broker?.undelivered(dispatch, now: now, into: &actions)
                    } else {
                        count(dispatch)
                        transmit(.toPeer(peer: dispatch.worker, frames: dispatch.frames))
                    }
                case .reportStatus, .warn: break
                }
            }
        }
    }

    private mutating func count(_ dispatch: BrokerCore.Dispatch) {
        guard let ticket = dispatch.request.requester.ticket else { return }
        let key = key(ticket.peer, ticket.id.bytes)
        handedOut[key, default: 0] += 1
        if handedOut[key, default: 0] > arrived[key, default: 0] { problems.append("one send was dispatched twice") }
    }

    private mutating func submit(_ client: Int) {
        guard case .client(var core) = members[client].role else { return }
        submitted += 1
        let id = RequestID(high: UInt64(client), low: UInt64(submitted))
        var actions: [ClientCore.Action] = []
        let service = names[random.below(names.count)]
        let deadline = Duration.milliseconds(500 + random.below(8_000))
        let taken = core.submit(
            service: b(service), id: id, body: id.bytes, deadline: deadline, now: now, into: &actions)
        if taken != .taken { problems.append("a client took no request") }
        members[client].role = .client(core)
        carryOut(client, actions)
    }

    private mutating func receive(_ member: Int, _ frames: [[UInt8]]) {
        switch members[member].role {
        case .client(var core):
            var actions: [ClientCore.Action] = []
            core.received(frames, now: now, into: &actions)
            members[member].role = .client(core)
            carryOut(member, actions)
        case .worker:
            work(member) { core, now, actions in core.received(frames, now: now, into: &actions) }
        }
    }

    private mutating func raise(_ member: Int) {
        switch members[member].role {
        case .client(var core):
            var actions: [ClientCore.Action] = []
            core.lineUp(now: now, into: &actions)
            members[member].role = .client(core)
            carryOut(member, actions)
        case .worker:
            work(member) { core, now, actions in core.lineUp(now: now, into: &actions) }
        }
    }

    private mutating func drop(_ member: Int) {
        switch members[member].role {
        case .client(var core):
            core.lineDown(now: now)
            members[member].role = .client(core)
        case .worker(var core):
            core.lineDown(now: now)
            members[member].role = .worker(core)
        }
    }

    private mutating func tick(_ member: Int) {
        switch members[member].role {
        case .client(var core):
            var actions: [ClientCore.Action] = []
            core.tick(now: now, into: &actions)
            members[member].role = .client(core)
            carryOut(member, actions)
        case .worker:
            work(member) { core, now, actions in core.tick(now: now, into: &actions) }
        }
    }

    private mutating func carryOut(_ client: Int, _ actions: [ClientCore.Action]) {
        for action in actions {
            switch action {
            case .send(let frames): transmit(.toBroker(peer: peer(client), frames: frames))
            case .reopen: reconnect(client)
            case .complete(let id, let outcome):
                if ended[id] != nil { problems.append("a request ended twice") }
                ended[id] = outcome
                if case .ok(let body) = outcome, body != id.bytes {
                    problems.append("a reply went to the wrong request")
                }
            }
        }
    }

    private mutating func work(
        _ worker: Int, _ step: (inout WorkerCore, Instant, inout [WorkerCore.Action]) -> Void
    ) {
        guard case .worker(var core) = members[worker].role else { return }
        var actions: [WorkerCore.Action] = []
        step(&core, now, &actions)
        members[worker].role = .worker(core)
        for action in actions {
            switch action {
            case .send(let frames): transmit(.toBroker(peer: peer(worker), frames: frames))
            case .reopen: reconnect(worker)
            case .deliver(let delivery):
                if let id = RequestID(delivery.body) { executed[id, default: 0] += 1 }
                let reply = Event.reply(
                    worker: worker, life: members[worker].life, handle: delivery.handle, body: delivery.body)
                plan(.milliseconds(random.below(400)), reply)
            case .drained: break
            }
        }
    }

    private func newWorker() -> Role {
        .worker(WorkerCore(names: names.compactMap { ServiceName($0) }, credit: credit, now: now))
    }

    private mutating func reconnect(_ member: Int) {
        members[member].life += 1
        plan(.milliseconds(20 + random.below(80)), .up(member, life: members[member].life))
    }

    private func peer(_ member: Int) -> [UInt8] { b("\(member).\(members[member].life)") }

    private func living(_ peer: [UInt8]) -> Int? {
        members.indices.first { self.peer($0) == peer }
    }

    private func sender(of event: Event) -> Int? {
        switch event {
        case .toBroker(let peer, _), .toPeer(let peer, _): living(peer)
        default: nil
        }
    }

    private func key(_ peer: [UInt8], _ id: [UInt8]) -> String { "\(peer) \(id)" }

    private mutating func transmit(_ event: Event) {
        if random.chance(weather.lost) { return }
        if random.chance(weather.broken), let member = sender(of: event) {
            drop(member)
            return reconnect(member)
        }
        plan(.microseconds(100 + random.below(900)), event)
        if random.chance(weather.doubled) { plan(.milliseconds(1 + random.below(300)), event) }
    }

    private mutating func plan(_ delay: Duration, _ event: Event) {
        order += 1
        let at = now + delay
        let place = agenda.firstIndex { $0.at > at } ?? agenda.endIndex
        agenda.insert((at, order, event), at: place)
    }
}

/// SplitMix64: the same seed, the same run, on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

extension BrokerCore {
    /// What in the broker's books contradicts itself.
    func contradictions(credit: Int) -> [String] {
        var found: [String] = []
        for worker in workers.values {
            let held = outstanding.values.count { $0.worker === worker }
            if held != worker.outstanding { found.append("a worker's count differs from what it holds") }
            if held > credit { found.append("credit exceeded") }
            let bytes = outstanding.values.reduce(0) { $0 + ($1.worker === worker ? $1.cost : 0) }
            if bytes != worker.outstandingBytes { found.append("a worker's bytes differ from what it holds") }
        }
        if outstanding.values.contains(where: { workers[$0.worker.peer] !== $0.worker }) {
            found.append("work at nobody")
        }
        let waiting = lines.values.flatMap(\.waiting.requests)
        if waiting.count != queued { found.append("the count of what waits is wrong") }
        if waiting.reduce(0, { $0 + $1.cost }) != queuedBytes { found.append("the bytes of what waits are wrong") }
        if lines.values.contains(where: { $0.waiting.count != $0.waiting.requests.count }) {
            found.append("a queue's count is wrong")
        }
        let known = waiting.compactMap(\.requester.ticket) + outstanding.values.compactMap(\.requester.ticket)
        if !Set(tickets.keys).isSubset(of: known) { found.append("a ticket is left over") }
        if lines.values.contains(where: \.isUnused) { found.append("an unused name is kept") }
        for line in lines.values where !line.waiting.isEmpty {
            if line.workers.contains(where: \.hasCredit) {
                found.append("work waits beside credit")
            }
        }
        return found
    }
}
