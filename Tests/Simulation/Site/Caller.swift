import Foundation
import Majordomo

/// A client of a site's broker: its core, its connection, and who waits for which answer.
final class Caller: Dialer {
    private let world: World
    private let name: String
    private var core: ClientCore
    private var completions: [RequestID: [(Outcome) -> Void]] = [:]
    private let gate: (@escaping () -> Void) -> Void
    private(set) var wire: Wire?

    /// - Parameter gate: lets happen what reaches it, now or later or never.
    init(_ name: String, at broker: BrokerNode, gate: @escaping (@escaping () -> Void) -> Void = { $0() }) {
        self.name = name
        world = broker.world
        self.gate = gate
        core = ClientCore(now: broker.world.now)
        wire = Wire(name, from: self, to: broker)
    }

    /// A new life, of which nobody knows anything.
    func start() {
        core = ClientCore(now: world.now)
        completions = [:]
        wire?.reopen()
    }

    func die() {
        completions = [:]
        wire?.close()
    }

    var outstanding: Int { core.outstanding }

    func tick() { turn { [world] core, actions in core.tick(now: world.now, into: &actions) } }

    func request(
        _ service: String, id: UUID, _ body: [UInt8], deadline: Duration, ended: @escaping (Outcome) -> Void
    ) {
        guard let request = RequestID(id.bytes) else { fatalError("an id has 16 bytes") }
        var isTaken = true
        turn { [world] core, actions in
            let taken = core.submit(
                service: Array(service.utf8), id: request, body: body, deadline: deadline, now: world.now,
                into: &actions)
            switch taken {
            case .taken, .joined: completions[request, default: []].append(ended)
            case .conflicting: world.wrong("\(name) sends two requests under one id")
            case .full: isTaken = false
            }
        }
        if !isTaken { ended(.busy) }
    }

    // MARK: The line

    func take(_ happens: @escaping () -> Void) { gate(happens) }
    func lineIsUp() { turn { [world] core, actions in core.lineUp(now: world.now, into: &actions) } }
    func lineIsDown() { turn { [world] core, _ in core.lineDown(now: world.now) } }

    func received(_ frames: [[UInt8]]) {
        turn { [world] core, actions in core.received(frames, now: world.now, into: &actions) }
    }

    private func turn(_ happens: (inout ClientCore, inout [ClientCore.Action]) -> Void) {
        var actions: [ClientCore.Action] = []
        happens(&core, &actions)
        for action in actions {
            switch action {
            case .send(let frames): wire?.send(frames)
            case .reopen: wire?.reopen()
            case .complete(let id, let outcome):
                for ended in completions.removeValue(forKey: id) ?? [] { ended(outcome) }
            }
        }
    }
}
