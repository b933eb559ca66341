import Foundation
import Majordomo

/// An instance of a service as a process: its worker's and its client's line to the broker, and what dies with it.
class Process: @unchecked Sendable {
    let site: Site
    let world: World
    let service: String
    let index: Int
    private(set) var life = 0
    private(set) var isAlive = false
    private(set) var isFrozen = false
    private var stash: [() -> Void] = []
    private var worker: WorkerCore
    private let credit: Int
    private var workerWire: Wire?
    private var caller: Caller?

    init(_ service: String, _ index: Int, at site: Site) {
        self.site = site
        self.service = service
        self.index = index
        world = site.world
        credit = [2, 16, 256][index % 3]
        worker = Self.freshWorker(service, site, credit)
        workerWire = Wire("\(name)-worker", from: self, to: site.broker)
        caller = Caller("\(name)-client", at: site.broker) { [unowned self] in take($0) }
    }

    var name: String { "\(site.name)-\(service)-\(index)" }
    var wires: [Wire] { [workerWire, caller?.wire].compactMap(\.self) }

    private static func freshWorker(_ service: String, _ site: Site, _ credit: Int) -> WorkerCore {
        WorkerCore(
            names: [ServiceName("\(service)@\(site.office)")].compactMap(\.self), credit: credit, now: site.world.now)
    }

    func start() {
        life += 1
        isAlive = true
        isFrozen = false
        worker = Self.freshWorker(service, site, credit)
        caller?.start()
        begin()
        workerWire?.reopen()
        beat()
    }

    func die() {
        isAlive = false
        isFrozen = false
        life += 1
        stash = []
        workerWire?.close()
        caller?.die()
    }

    func freeze() { isFrozen = true }

    func thaw() {
        isFrozen = false
        let waiting = stash
        stash = []
        for happens in waiting { take(happens) }
    }

    /// What happens to a process that stands still happens once it goes on, and to one that died never.
    func take(_ happens: @escaping () -> Void) {
        guard isAlive else { return }
        if isFrozen { stash.append(happens) } else { happens() }
    }

    func later(_ delay: Duration, _ happens: @escaping () -> Void) {
        let life = life
        world.after(delay) { [self] in
            guard life == self.life else { return }
            take { if life == self.life { happens() } }
        }
    }

    private func beat() {
        later(.milliseconds(250)) { [self] in
            turn { worker, actions in worker.tick(now: world.now, into: &actions) }
            caller?.tick()
            beat()
        }
    }

    // MARK: For the desk

    /// A new life: nothing is remembered.
    func begin() {}

    func delivered(_ delivery: Delivery) {}

    /// What there is to be lost, for the table.
    var states: [ProcessState] { [] }

    func reply(_ handle: [UInt8], _ body: [UInt8]) {
        turn { worker, actions in worker.reply(handle, body, now: world.now, into: &actions) }
    }

    func request(
        _ service: String, id: UUID, _ body: [UInt8], deadline: Duration, ended: @escaping (Outcome) -> Void
    ) {
        caller?.request(service, id: id, body, deadline: deadline, ended: ended)
    }

    private func turn(_ happens: (inout WorkerCore, inout [WorkerCore.Action]) -> Void) {
        var actions: [WorkerCore.Action] = []
        happens(&worker, &actions)
        for action in actions {
            switch action {
            case .send(let frames): workerWire?.send(frames)
            case .reopen: workerWire?.reopen()
            case .deliver(let delivery): delivered(delivery)
            case .drained: break
            }
        }
    }
}

extension Process: Dialer {
    func lineIsUp() { turn { worker, actions in worker.lineUp(now: world.now, into: &actions) } }
    func lineIsDown() { turn { worker, _ in worker.lineDown(now: world.now) } }
    func received(_ frames: [[UInt8]]) {
        turn { worker, actions in worker.received(frames, now: world.now, into: &actions) }
    }
}
