import Casework
import Civil
import Documents
import Foundation
import Intake
import Majordomo
import Notification
import Postgres
import Printing
import Recording
import Records

/// What may go wrong of itself at a site, by its probability.
struct Mood {
    var slowCommit = 0.0
    var badFate = 0.0
    var deviceFails = 0.0
    var answerLost = 0.0

    static let calm = Mood()
    static let stormy = Mood(slowCommit: 0.01, badFate: 0.03, deviceFails: 0.05, answerLost: 0.05)

    func drawFate(_ world: World) -> StoreSession.Fate {
        world.chance(badFate) ? world.draw(of: StoreSession.Fate.allCases.filter { $0 != .none }) : .none
    }
}

/// A whole site in memory: store, broker, two instances of each service, printer and gateway.
final class Site: @unchecked Sendable {
    let world: World
    let name: String
    let office: String
    let store: Store
    let broker: BrokerNode
    let printer = SimulatedDevice()
    let gateway = SimulatedDevice()
    private(set) var processes: [Process] = []
    var mood = Mood.calm
    private(set) var isDead = false
    private var waiting: [(number: Int, strike: (Process) -> Void)] = []
    private var waits = 0
    /// How often it began: once, and once more after each restore.
    private(set) var lives = 1

    init(
        _ name: String, _ office: String, reaching reachable: [String], in world: World, _ desks: Desks,
        standing: @escaping @Sendable (String) -> Standing? = { _ in nil }
    ) {
        self.world = world
        self.name = name
        self.office = office
        store = Store(site: Tables.Site(offices: [office], reachable: reachable)) { world.wallClock }
        broker = BrokerNode(name, in: world, offices: [office], standing: standing)
        for index in 0..<2 {
            processes.append(DeskProcess(desks.intake, index, at: self))
            processes.append(DeskProcess(desks.recording, index, at: self))
            let (printing, notification) = (desks.printing, desks.notification)
            processes.append(
                DeskProcess(printing, index, at: self) { [printer] process in
                    DeviceHand(
                        process, printing, printer,
                        bodies: ({ printing.body(starting: $0) }, { printing.body(ending: $0) }))
                })
            processes.append(
                DeskProcess(notification, index, at: self) { [gateway] process in
                    DeviceHand(
                        process, notification, gateway,
                        bodies: ({ notification.body(starting: $0) }, { notification.body(ending: $0) }))
                })
        }
    }

    func start() {
        broker.start()
        for process in processes { process.start() }
    }

    /// The whole machine is gone.
    func perish() {
        isDead = true
        for process in processes where process.isAlive { process.die() }
        broker.die()
        store.goDown()
    }

    /// For good: lets go of everything.
    func takeDown() {
        perish()
        processes = []
        waiting = []
        broker.wires = []
    }

    /// And another takes its place.
    func rise() {
        isDead = false
        lives += 1
        start()
    }

    /// Killed; whoever watches over it starts it again.
    func processDied(_ process: Process) {
        process.die()
        world.after(world.milliseconds(100...1_500)) { [self] in
            if !process.isAlive, !isDead { process.start() }
        }
    }

    // MARK: Moments that are too short to be met by chance

    /// Strikes the next process that is about to ask its device, or any where none does within some seconds.
    func lieInWait(_ strike: @escaping (Process) -> Void) {
        waits += 1
        let number = waits
        waiting.append((number, strike))
        world.after(.seconds(5)) { [self] in
            guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
            waiting.remove(at: index).strike(world.draw(of: processes))
        }
    }

    func isAboutToAsk(_ process: Process) {
        guard !waiting.isEmpty else { return }
        world.after(.zero) { [self] in if !waiting.isEmpty { waiting.removeFirst().strike(process) } }
    }

    var wires: [Wire] { broker.wires }

    func caseFile(_ id: UUID) -> (file: CaseFile, version: Int64)? {
        guard let row = store.tables.subjects[id], row.version > 0,
            case .caseFile(let file)? = try? SubjectState.subject(in: row.state)
        else { return nil }
        return (file, row.version)
    }

    /// A case here waits for a person.
    var hasHeldCases: Bool {
        lives > 1
            && store.tables.subjects.rows.values.contains { row in
                guard row.version > 0, row.kind == 3, row.knownAt == nil,
                    case .caseFile(let file)? = try? SubjectState.subject(in: row.state)
                else { return false }
                return !file.held.isEmpty
            }
    }

    /// Nothing is on its way to anybody, and nothing at a device.
    var isAtRest: Bool {
        !isDead && store.tables.outbox.rows.isEmpty
            && !store.tables.effects.rows.values.contains {
                ["planned", "started", "failed", "unknown"].contains($0.state)
            }
    }
}

/// The desks of all simulations: they hold nothing.
struct Desks: Sendable {
    let catalogue: Catalogue
    let intake: IntakeService
    let recording: RecordingService
    let printing: PrintingService
    let notification: NotificationService

    init(catalogue: Catalogue) throws {
        self.catalogue = catalogue
        intake = IntakeService(catalogue: catalogue)
        recording = RecordingService(catalogue: catalogue)
        printing = PrintingService(catalogue: catalogue, press: try Press())
        notification = NotificationService(catalogue: catalogue)
    }
}
