import Majordomo

/// A site's broker: its core, and at a kecamatan the core of its line to the district.
final class BrokerNode: @unchecked Sendable {
    let world: World
    let name: String
    private let settings: BrokerSettings
    /// What the name of a key may do here.
    private let standing: @Sendable (String) -> Standing?
    private var uplinkSettings: UplinkSettings?
    private(set) var core: BrokerCore?
    private var uplink: UplinkCore?
    private var uplinkWire: Wire?
    private var incarnation: UInt64 = 0
    var wires: [Wire] = []
    var routes: [[UInt8]: Wire] = [:]
    private var isFrozen = false
    private var stash: [() -> Void] = []

    init(_ name: String, in world: World, offices: [String], standing: @escaping @Sendable (String) -> Standing?) {
        self.name = name
        self.world = world
        self.standing = standing
        var settings = BrokerSettings()
        settings.offices = offices
        self.settings = settings
    }

    /// Whether whoever dials gets through.
    var answers: Bool { core != nil && !isFrozen }

    func start() {
        incarnation += 1
        core = BrokerCore(incarnation: incarnation, settings: settings, standing: standing, now: world.now)
        if let uplinkSettings {
            uplink = UplinkCore(uplinkSettings, draw: world.generatorOfItsOwn(), now: world.now)
        }
        let life = incarnation
        beat(life)
    }

    /// Joins this site to a district.
    func join(_ district: BrokerNode, _ settings: UplinkSettings) {
        uplinkSettings = settings
        uplinkWire = Wire("\(name)-line", from: self, to: district, isLine: true, user: name)
    }

    var line: Wire? { uplinkWire }

    private func beat(_ life: UInt64) {
        guard life == incarnation, core != nil else { return }
        take { [self] in turn { core, actions in core.tick(now: world.now, into: &actions) } }
        world.after(.milliseconds(250)) { [self] in beat(life) }
    }

    // MARK: Mishaps

    /// What there is to be lost, for the table.
    var states: [BrokerState] {
        guard let core else { return [] }
        var states: [BrokerState] = []
        let load = core.load
        if load.waiting > 0 { states.append(.waiting) }
        if load.atWork > 0 { states.append(.atWork) }
        if load.upTheLine > 0 { states.append(.upTheLine) }
        return states.isEmpty ? [.idle] : states
    }

    func die() {
        core = nil
        uplink = nil
        stash = []
        uplinkWire?.close()
        routes = [:]
        for wire in wires { wire.breaks() }
    }

    func freeze() { isFrozen = true }

    func thaw() {
        isFrozen = false
        let waiting = stash
        stash = []
        for happens in waiting { happens() }
    }

    func take(_ happens: @escaping () -> Void) {
        if isFrozen { stash.append(happens) } else { happens() }
    }

    // MARK: What happens

    func received(_ frames: [[UInt8]], from peer: [UInt8], user: String?) {
        turn { core, actions in core.received([peer] + frames, user: user, now: world.now, into: &actions) }
    }

    private func turn(_ happens: (BrokerCore, inout [BrokerCore.Action]) -> Void) {
        guard let core else { return }
        var actions: [BrokerCore.Action] = []
        happens(core, &actions)
        turnUplink(into: &actions) { [world] uplink, steps in uplink.tick(now: world.now, into: &steps) }
        carryOut(actions, core)
    }

    private func turnUplink(
        into actions: inout [BrokerCore.Action], _ happens: (inout UplinkCore, inout [UplinkCore.Action]) -> Void
    ) {
        guard var uplink, let core else { return }
        var steps: [UplinkCore.Action] = []
        happens(&uplink, &steps)
        self.uplink = uplink
        for step in steps {
            switch step {
            case .open: uplinkWire?.reopen()
            case .close: uplinkWire?.close()
            case .send(let frames): uplinkWire?.send(frames)
            case .up: core.uplinkIsUp(credit: uplink.settings.credit, now: world.now, into: &actions)
            case .down: core.uplinkIsDown(now: world.now, into: &actions)
            case .answered(let id, let status, let body):
                core.uplinkAnswered(id, status, body, now: world.now, into: &actions)
            case .asked(let handle, let service, let principals, let body):
                core.uplinkAsked(
                    handle: handle, service: service, principals: principals, body, now: world.now, into: &actions)
            }
        }
    }

    private func carryOut(_ first: [BrokerCore.Action], _ core: BrokerCore) {
        var actions = first
        while !actions.isEmpty {
            let todo = actions
            actions = []
            for action in todo {
                switch action {
                case .send(let peer, let frames):
                    if peer == BrokerCore.uplink {
                        uplinkWire?.send(frames)
                    } else if routes[peer]?.deliver(frames, to: peer) != true {
                        routes[peer] = nil
                        core.unreachable(peer, now: world.now, into: &actions)
                    }
                case .dispatch(let dispatch):
                    if dispatch.worker == BrokerCore.uplink {
                        uplinkWire?.send(dispatch.frames)
                    } else if routes[dispatch.worker]?.deliver(dispatch.frames, to: dispatch.worker) != true {
                        routes[dispatch.worker] = nil
                        core.undelivered(dispatch, now: world.now, into: &actions)
                    }
                case .warn(let sentence) where sentence.hasSuffix("refused"):
                    world.wrong("the broker of \(name) warns: \(sentence)")
                case .reportStatus, .warn: break
                }
            }
        }
    }
}

extension BrokerNode: Dialer {
    func lineIsUp() { line { [world] uplink, steps in uplink.connected(now: world.now, into: &steps) } }
    func lineIsDown() { line { [world] uplink, steps in uplink.disconnected(now: world.now, into: &steps) } }

    func received(_ frames: [[UInt8]]) {
        line { [world] uplink, steps in uplink.received(frames, now: world.now, into: &steps) }
    }

    private func line(_ happens: (inout UplinkCore, inout [UplinkCore.Action]) -> Void) {
        guard let core else { return }
        var actions: [BrokerCore.Action] = []
        turnUplink(into: &actions, happens)
        carryOut(actions, core)
    }
}
