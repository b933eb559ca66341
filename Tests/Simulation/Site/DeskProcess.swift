import Casework
import Civil
import Contracts
import Foundation
import Logging
import Majordomo
import Postgres
import ServiceRuntime

/// A process with its desk: batches on the store in memory, relay and due rows, as the engine's threads run them.
final class DeskProcess<D: Department>: Process, @unchecked Sendable {
    private let desk: D
    private let settings: EngineSettings
    private let rows: RelayRows
    private lazy var reception = Reception(
        desk: desk, logger: settings.logger, draw: { [unowned self] in world.drawSeed() },
        put: { [unowned self] handle, body in reply(handle, body) }, flush: {})
    private var inbox: [Admission<D.Command>] = []
    private var acknowledged: [UUID] = []
    private var isCommitting = false
    private var known: Set<UUID> = []
    private var relay: RelayCore
    private var relayWakes: Instant?
    private var isAtStore = false
    private var sending = 0
    private var due = DueHoldings()
    private var hand: DeviceHand<D>?
    private let makeHand: (DeskProcess<D>) -> DeviceHand<D>?

    init(
        _ desk: D, _ index: Int, at site: Site,
        hand: @escaping (DeskProcess<D>) -> DeviceHand<D>? = { _ in nil }
    ) {
        self.desk = desk
        makeHand = hand
        var logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        var settings = EngineSettings(database: "", instance: "\(site.name)-\(desk.service)-\(index)", logger: logger)
        let world = site.world
        settings.draw = { world.drawSeed() }
        self.settings = settings
        rows = RelayRows(desk, settings: settings)
        relay = RelayCore(now: world.now)
        super.init(desk.service, index, at: site)
    }

    var effectLease: Duration { settings.effectLease }

    override func begin() {
        inbox = []
        acknowledged = []
        isCommitting = false
        known = []
        relay = RelayCore(now: world.now)
        relayWakes = nil
        isAtStore = false
        sending = 0
        due = DueHoldings()
        hand = makeHand(self)
        turnRelay()
        lookAtDue()
        hand?.begin()
        hand?.askAboutLostHours()
    }

    override func delivered(_ delivery: Delivery) {
        let sorted = reception.sort([delivery])
        submit(sorted.commands)
    }

    override var states: [ProcessState] {
        var states: [ProcessState] = []
        if !inbox.isEmpty { states.append(.waiting) }
        if isCommitting { states.append(.committing) }
        if sending > 0 { states.append(.sending) }
        if let work = hand?.state { states.append(work) }
        return states.isEmpty ? [.idle] : states
    }

    // MARK: Batches

    func submit(_ admissions: [Admission<D.Command>]) {
        guard !admissions.isEmpty else { return }
        inbox += admissions
        commitNext()
    }

    private func commitNext() {
        guard !isCommitting, !inbox.isEmpty || !acknowledged.isEmpty else { return }
        isCommitting = true
        // A device is rarely about to be asked: then it's more likely.
        let isSlow = world.chance(hand?.state == .asking ? site.mood.slowCommit * 20 : site.mood.slowCommit)
        if isSlow { world.coverage.note(.slowCommit, states.map(\.rawValue)) }
        later(isSlow ? world.milliseconds(500...8_000) : world.milliseconds(1...8)) { [self] in
            let batch = Array(inbox.prefix(settings.batch))
            inbox.removeFirst(batch.count)
            let done = acknowledged
            acknowledged = []
            commit(batch, done, pause: .milliseconds(20))
        }
    }

    private func commit(_ batch: [Admission<D.Command>], _ done: [UUID], pause: Duration) {
        let fate = site.mood.drawFate(world)
        do {
            let session = try StoreSession(site.store, fate: fate)
            defer { note(session) }
            let run = Batch(
                desk: desk, admissions: batch, acknowledged: done, settings: settings,
                expectedNow: Moment(microseconds: site.store.clock()))
            do {
                let outcome = try run.run(on: session, known: &known)
                for (admission, answer) in zip(batch, outcome.answers) { admission.answer(answer) }
                isCommitting = false
                relay.take(outcome.outgoing)
                turnRelay()
                if outcome.plannedEffects > 0 { hand?.wake() }
                commitNext()
            } catch let error as PostgresError {
                if session.hasDied { return site.processDied(self) }
                guard error.kind != .statement || error.sqlstate?.hasPrefix("40") == true else {
                    return world.wrong("\(name): the store refused a batch: \(error)")
                }
                if error.sqlstate == "40001" { world.wrong("\(name) wrote past a lock: \(error)") }
                session.close()
                known = []
                later(pause) { [self] in commit(batch, done, pause: min(pause * 2, .seconds(2))) }
            }
        } catch let error as PostgresError where error.kind == .notReachable {
            later(pause) { [self] in commit(batch, done, pause: min(pause * 2, .seconds(2))) }
        } catch {
            world.wrong("\(name): a batch failed: \(error)")
        }
    }

    private func note(_ session: StoreSession) {
        let fault: Coverage.Fault
        switch session.met {
        case .none: return
        case .deadlock: fault = .deadlock
        case .lostBeforeCommit: fault = .lostBeforeCommit
        case .lostAfterCommit: fault = .lostAfterCommit
        case .diesMidBatch: fault = .crashMidBatch
        case .diesBeforeCommit: fault = .crashBeforeCommit
        case .diesAfterCommit: fault = .crashAfterCommit
        }
        world.coverage.note(fault, service)
    }

    // MARK: Relay

    private func turnRelay() {
        // The relay's thread waits for the store.
        guard !isAtStore else { return }
        let work = relay.next(now: world.now)
        for message in work.sends { send(message) }
        if work.needsStore {
            isAtStore = true
            later(world.milliseconds(1...5)) { [self] in
                isAtStore = false
                carryOut(work)
            }
        } else {
            wakeRelay(at: work.wakeAt)
        }
    }

    private func wakeRelay(at moment: Instant) {
        if let relayWakes, relayWakes <= moment, relayWakes > world.now { return }
        let moment = max(moment, world.now + .milliseconds(1))
        relayWakes = moment
        later(moment - world.now) { [self] in
            guard relayWakes == moment else { return }
            relayWakes = nil
            turnRelay()
        }
    }

    private func send(_ message: OutgoingMessage) {
        sending += 1
        request(message.destination, id: message.id, message.body, deadline: RelayCore.deadline(of: message)) {
            [self] outcome in
            sending -= 1
            let verdict = RelayVerdict(outcome, of: message.destination)
            if case .faulted(let why) = verdict { world.wrong("\(name): a message isn't understood: \(why)") }
            _ = relay.returned(verdict, on: message, now: world.now)
            if verdict == .done {
                acknowledged.append(message.id)
                commitNext()
            }
            turnRelay()
        }
    }

    private func carryOut(_ work: RelayCore.Work) {
        do throws(PostgresError) {
            let session = try StoreSession(site.store)
            for (destination, messages) in work.reads.sorted(by: { $0.key < $1.key }) {
                relay.read(try rows.read(messages, on: session), for: destination, of: messages)
            }
            for letter in work.letters {
                relay.buried(letter.message, outgoing: try rows.bury(letter, on: session), now: world.now)
            }
            if work.isSweepDue {
                let messages = try rows.sweep(passingOver: work.crowded, on: session)
                relay.swept(messages, of: work, now: world.now)
            }
            relay.storeAnswered()
        } catch {
            relay.storeFailed(work, now: world.now)
        }
        turnRelay()
    }

    // MARK: What comes due

    private func lookAtDue() {
        later(.milliseconds(500)) { [self] in
            if let session = try? StoreSession(site.store) { fireDue(on: session) }
            lookAtDue()
        }
    }

    private func fireDue(on session: StoreSession) {
        do {
            let found = try session.query(CaseworkRows.dueNow, .text(service), .int64(256)).map { DueRow($0) }
            for row in found where due.begin(row.key, now: world.now) {
                guard
                    let admission = try Admission(
                        firing: row, at: desk, seed: world.drawSeed(),
                        ended: { [unowned self] isDone in due.end(row.key, isDone: isDone, now: world.now) })
                else { return world.wrong("\(name): a due row is no command") }
                submit([admission])
            }
            due.forget(allBut: Set(found.map(\.key)), now: world.now)
        } catch {
            world.wrong("\(name): due rows can't be read: \(error)")
        }
    }
}
