import Civil
import Contracts
import Foundation
import Logging
import Postgres
import Processes

/// Has a service's effects done by its device: one at a time, in their order, on a thread of its own.
///
/// The device is asked only after the start is committed, and the end is reported until it is committed. Any
/// number of instances may run beside each other: whose start is committed asks the device. An instance that
/// dies in between leaves a started effect behind; when its lease has run out, another asks the device what it
/// knows. What the device can't tell is `unknown`, and a person's to settle: nothing is ever done twice because
/// an answer was lost. A device at another place can't be asked; what it was asked waits for an instance there, and is
/// `unknown` when none comes.
public final class EffectRunner<D: EffectDepartment>: @unchecked Sendable {
    private let desk: D
    private let device: any Device
    private let offices: [String]
    private let engine: EngineSettings
    private let settings: EffectSettings
    /// Differs in every process, even under the same name: a start that another process committed is not ours.
    private let instance: String
    private let keeper: LeaseKeeper
    private let condition = TimedCondition()
    // Under the condition's lock.
    private var isWoken = false
    private var isStopping = false
    private var hasStopped = true
    private var submit: (@Sendable (Admission<D.Command>) -> Void)?
    /// Effects that are left alone for a while although the table offers them. Used by the thread only.
    private var postponed: [UUID: ContinuousClock.Instant] = [:]
    /// Attempts of devices at other places, and until when somebody there may still tell. Used by the thread only.
    private var elsewhere: [UUID: (attempt: Int, until: ContinuousClock.Instant)] = [:]

    public init(
        desk: D, device: any Device, offices: [String], engine: EngineSettings, settings: EffectSettings = .init()
    ) {
        self.desk = desk
        self.device = device
        self.offices = offices
        self.engine = engine
        self.settings = settings
        let process = "\(engine.instance)#\(UUID().uuidString.prefix(8))"
        instance = device.place.isEmpty ? process : "\(process)@\(device.place)"
        keeper = LeaseKeeper(engine, service: desk.service, instance: instance)
    }

    /// To be called after a commit that left effects for the device; it doesn't wait.
    public func wake() {
        condition.withLock {
            isWoken = true
            condition.broadcast()
        }
    }

    public func start(on engine: Engine<D>) {
        condition.withLock {
            submit = { engine.submit([$0]) }
            hasStopped = false
        }
        let thread = Thread { [self] in work() }
        thread.name = "device"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Lets the job under way finish, within the limit, and begins no other. Call it before the engine stops.
    /// What isn't reported then is inquired about by whoever starts next.
    public func stop(within limit: Duration = .seconds(10)) {
        let deadline = ContinuousClock.now + limit
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped, condition.wait(until: deadline) {}
        }
        keeper.stop()
    }

    private func work() {
        var connection: Connection?
        var isAsked = false
        while pause() {
            do {
                let open =
                    if let connection, connection.isUsable { connection } else {
                        try Connection(engine.database, applicationName: "loket-\(desk.service)-device")
                    }
                connection = open
                if !isAsked { try askAboutLostHours(open) }
                isAsked = true
                try open.query(
                    EffectRows.cutFarLeases, .text(desk.service), .texts(offices), .text(engine.effectLease.interval))
                while !condition.withLock({ isStopping }), let effect = try next(on: open) {
                    try handle(effect, Archive(open))
                }
            } catch {
                engine.logger.warning("effects can't be looked at now", metadata: ["why": "\(error)"])
                if (error as? PostgresError)?.isStale == true { connection = nil }
            }
        }
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    /// Asks the device of a restored site, once, what it did before the site died.
    private func askAboutLostHours(_ connection: Connection) throws {
        let doubted = try connection.query(
            EffectRows.doubted, .text(desk.service), .texts(offices), .text(Effect.doubter)
        ).map(Effect.init)
        for effect in doubted { try report(inquired(effect.id, because: "the site died"), of: effect) }
    }

    private func next(on connection: Connection) throws -> Effect? {
        let now = ContinuousClock.now
        postponed = postponed.filter { $0.value > now }
        return try connection.query(
            EffectRows.next, .text(desk.service), .texts(offices), .uuids(Array(postponed.keys)),
            .text(settings.retryAfter.interval), .text(settings.retryAtMost.interval)
        ).first.map(Effect.init)
    }

    private func handle(_ effect: Effect, _ archive: Archive) throws {
        if effect.state == .started {
            // Nobody renews it: whoever started it is gone, or was too slow.
            guard isAskedHere(effect) else { return try leave(effect) }
            try report(inquired(effect.id, because: "the instance that asked is gone"), of: effect)
            return
        }
        var effect = effect
        effect.attempt += 1
        let askedAt = ContinuousClock.now
        guard try claim(effect) else { return }
        guard ContinuousClock.now - askedAt < engine.effectLease / 2 else {
            // Too late to be sure that it is still ours; once the lease is over, somebody inquires.
            return
        }
        let outcome = outcome(of: effect, archive)
        FailPoint.afterDevice.pass(desk.service)
        try report(outcome, of: effect)
    }

    /// Whether it is our device that was asked.
    private func isAskedHere(_ effect: Effect) -> Bool {
        let parts = effect.instance.split(separator: "@", maxSplits: 1)
        return parts.count < 2 || parts[1] == device.place
    }

    /// Leaves an effect to an instance at its device, for a time.
    private func leave(_ effect: Effect) throws {
        let now = ContinuousClock.now
        let known = elsewhere[effect.id].flatMap { $0.attempt == effect.attempt ? $0.until : nil }
        let until = known ?? now + settings.otherPlace
        elsewhere[effect.id] = (effect.attempt, until)
        guard until <= now else {
            postponed[effect.id] = min(until, now + settings.sweep)
            return
        }
        elsewhere = elsewhere.filter { $0.value.until > now }
        let who = effect.instance.prefix { $0 != "#" }
        try report(.unknown(reason: "\(who) asked a device that can't be asked from here, and is gone"), of: effect)
    }

    private func outcome(of effect: Effect, _ archive: Archive) -> DeviceOutcome {
        let job: DeviceJob
        do {
            job = try desk.job(for: effect, from: archive)
        } catch let impossible as ImpossibleJob {
            return .refused(reason: impossible.reason)
        } catch {
            return .failed(reason: "what is to be done could not be read: \(error)")
        }
        return keeper.holding(effect.id) {
            do {
                return try device.perform(job)
            } catch {
                engine.logger.warning("the device's answer was lost", metadata: ["why": "\(error)"])
                return inquired(effect.id, because: "\(error)")
            }
        }
    }

    private func inquired(_ id: UUID, because why: String) -> DeviceOutcome {
        do {
            switch try device.inquire(id) {
            case .done(let reference): return .confirmed(reference: reference)
            case .neverHeard: return .failed(reason: "the device was never asked: \(why)")
            case .cannotTell(let reason): return .unknown(reason: reason)
            }
        } catch {
            return .unknown(reason: "the device can't be asked: \(error)")
        }
    }

    // MARK: The two commands

    /// Whether the start is committed, and by us.
    private func claim(_ effect: Effect) throws -> Bool {
        let body = desk.body(
            starting: .with {
                $0.effectID = Data(effect.id.bytes)
                $0.subjectID = Data(effect.subject.bytes)
                $0.instance = instance
                $0.attempt = Int32(effect.attempt)
            })
        let id = SubjectID.v8(naming: ["effect", effect.id.digits, String(effect.attempt), "start"])
        switch try answer(to: body, id: id, office: effect.office)?.outcome {
        case .accepted: return true
        case .retry(let retry): postponed[effect.id] = .now + .milliseconds(Int64(retry.afterMs))
        case .rejected(let why):
            engine.logger.debug("not ours to start", metadata: ["why": "\(why.problem)"])
            postponed[effect.id] = .now + settings.sweep
        case .fault(let fault):
            engine.logger.error("an effect can't be started", metadata: ["why": "\(fault.problem)"])
            postponed[effect.id] = .now + .seconds(10)
        case nil: break
        }
        return false
    }

    /// Reports until it is committed, or until we stop.
    private func report(_ outcome: DeviceOutcome, of effect: Effect) throws {
        let end = WireEndEffect.with {
            $0.effectID = Data(effect.id.bytes)
            $0.subjectID = Data(effect.subject.bytes)
            $0.attempt = Int32(effect.attempt)
            (($0.outcome, $0.reference), $0.reason) = outcome.words
        }
        // Another instance that only inquired may have reported something else: each report is its own request.
        let id = SubjectID.v8(naming: [
            "effect", effect.id.digits, String(effect.attempt), "end", end.outcome, instance,
        ])
        while let reply = try answer(to: desk.body(ending: end), id: id, office: effect.office) {
            switch reply.outcome {
            case .accepted: return
            case .retry(let retry):
                guard wait(.milliseconds(Int64(retry.afterMs))) else { return }
            case .rejected, .fault, nil:
                engine.logger.error(
                    "the end of an effect isn't taken", metadata: ["number": "\(effect.number)", "why": "\(reply)"])
                postponed[effect.id] = .now + .seconds(10)
                return
            }
        }
    }

    /// The engine's answer; nil when we stop before it comes.
    private func answer(to body: [UInt8], id: UUID, office: String) throws -> WireReply? {
        guard case .command(let command) = try desk.read(body), let submit = condition.withLock({ submit }) else {
            return nil
        }
        let asking = Asking(id: id, principal: "device", office: office, source: .device)
        let slot = AnswerSlot()
        submit(
            Admission(asking: asking, command: command, body: body) { [condition] bytes in
                condition.withLock {
                    slot.bytes = bytes
                    condition.broadcast()
                }
            })
        let bytes = condition.withLock {
            // An engine that can't commit now goes on trying; while we stop, the row itself remembers.
            let patience = ContinuousClock.now + .seconds(5)
            while slot.bytes == nil {
                if !isStopping { condition.wait() } else if !condition.wait(until: patience) { return nil as [UInt8]? }
            }
            return slot.bytes
        }
        return try bytes.map { try WireReply(serializedBytes: $0) }
    }

    // MARK: Waiting

    /// Until woken or the sweep is due; false when it is time to end.
    private func pause() -> Bool {
        condition.withLock {
            let until = ContinuousClock.now + settings.sweep
            while !isWoken, !isStopping {
                if !condition.wait(until: until) { break }
            }
            isWoken = false
            return !isStopping
        }
    }

    private func wait(_ duration: Duration) -> Bool {
        condition.withLock { condition.rest(duration) { isStopping } }
    }
}

/// Where the engine puts an answer; under the runner's lock.
private final class AnswerSlot: @unchecked Sendable {
    var bytes: [UInt8]?
}

extension DeviceOutcome {
    package var words: (outcome: (String, String), reason: String) {
        switch self {
        case .confirmed(let reference): ((EffectOutcome.confirmed.rawValue, reference), "")
        case .refused(let reason): ((EffectOutcome.refused.rawValue, ""), reason)
        case .failed(let reason): ((EffectOutcome.failed.rawValue, ""), reason)
        case .unknown(let reason): ((EffectOutcome.unknown.rawValue, ""), reason)
        }
    }
}

extension Duration {
    /// As PostgreSQL reads an interval.
    var interval: String { "\(milliseconds) milliseconds" }
}
