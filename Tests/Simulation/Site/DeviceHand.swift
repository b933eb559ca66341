import Casework
import Civil
import Contracts
import Foundation
import Majordomo
import Postgres

/// A process's hand at its device: claims an effect, asks the device, reports, in the order and with the leases of
/// `EffectRunner`.
final class DeviceHand<D: Department> {
    private unowned let process: DeskProcess<D>
    private let desk: D
    private let device: SimulatedDevice
    private let bodies: (starting: (WireStartEffect) -> [UInt8], ending: (WireEndEffect) -> [UInt8])
    private let settings = EffectSettings()
    private let instance: String
    private var isBusy = false
    private var postponed: [UUID: Instant] = [:]
    /// What there is to be lost, for the table.
    private(set) var state: ProcessState?

    init(
        _ process: DeskProcess<D>, _ desk: D, _ device: SimulatedDevice,
        bodies: (starting: (WireStartEffect) -> [UInt8], ending: (WireEndEffect) -> [UInt8])
    ) {
        self.process = process
        self.desk = desk
        self.device = device
        self.bodies = bodies
        instance = "\(process.name)#\(process.life)"
    }

    private var world: World { process.world }
    private var site: Site { process.site }

    func begin() {
        process.later(settings.sweep) { [self] in
            look()
            begin()
        }
    }

    func wake() { look() }

    /// Asks the device of a restored site what it did before the site died.
    func askAboutLostHours() {
        guard let session = try? StoreSession(site.store),
            let rows = try? session.query(
                EffectRows.doubted, .text(process.service), .texts([site.office]), .text("restore"))
        else { return }
        for effect in rows.map({ Effect($0) }) { report(inquired(effect.id), of: effect, isDoubted: true) }
    }

    private func look() {
        guard !isBusy else { return }
        isBusy = true
        process.later(world.milliseconds(1...4)) { [self] in
            guard let effect = next() else {
                isBusy = false
                return
            }
            if effect.state == .started {
                report(inquired(effect.id), of: effect)
            } else {
                claim(effect)
            }
        }
    }

    private func next() -> Effect? {
        postponed = postponed.filter { $0.value > world.now }
        do {
            return try StoreSession(site.store).query(
                EffectRows.next, .text(process.service), .texts([site.office]), .uuids(Array(postponed.keys)),
                .text("\(settings.retryAfter.components.seconds) seconds"),
                .text("\(settings.retryAtMost.components.seconds) seconds")
            ).first.map { Effect($0) }
        } catch {
            return nil
        }
    }

    private func over() {
        isBusy = false
        state = nil
        look()
    }

    private func claim(_ planned: Effect) {
        var effect = planned
        effect.attempt += 1
        state = .claiming
        let askedAt = world.now
        let body = bodies.starting(
            .with {
                $0.effectID = Data(effect.id.bytes)
                $0.subjectID = Data(effect.subject.bytes)
                $0.instance = instance
                $0.attempt = Int32(effect.attempt)
            })
        let id = SubjectID.v8(naming: ["effect", effect.id.digits, String(effect.attempt), "start"])
        ask(body, id, effect) { [self] reply in
            switch reply.outcome {
            case .accepted:
                guard world.now - askedAt < process.effectLease / 2 else { return over() }
                work(effect)
            case .retry(let retry):
                postponed[effect.id] = world.now + .milliseconds(Int64(retry.afterMs))
                over()
            default:
                postponed[effect.id] = world.now + settings.sweep
                over()
            }
        }
    }

    private func work(_ effect: Effect) {
        state = .asking
        site.isAboutToAsk(process)
        process.later(world.milliseconds(1...3)) { [self] in
            state = .working
            if world.chance(site.mood.deviceFails) {
                world.coverage.note(.deviceFailed, process.service)
                return report(.failed(reason: "no paper"), of: effect)
            }
            let takes = world.milliseconds(10...400)
            let job = SimulatedDevice.Job(effect: effect.id, number: effect.number)
            // It comes out although whoever asked may be gone by then.
            world.after(takes) { [device] in device.perform(job) }
            renew(effect)
            let isLost = world.chance(site.mood.answerLost)
            process.later(takes + .milliseconds(1)) { [self] in
                if isLost { world.coverage.note(.deviceAnswerLost, process.service) }
                report(isLost ? inquired(effect.id) : .confirmed(reference: "sheet"), of: effect)
            }
        }
    }

    private func renew(_ effect: Effect) {
        process.later(process.effectLease / 3) { [self] in
            guard state == .working else { return }
            _ = try? StoreSession(site.store).query(
                EffectRows.renewLease, .uuid(effect.id), .text(instance),
                .text("\(process.effectLease.components.seconds) seconds"))
            renew(effect)
        }
    }

    private func inquired(_ effect: UUID) -> DeviceOutcome {
        switch device.inquire(effect) {
        case .done(let reference): .confirmed(reference: reference)
        case .neverHeard: .failed(reason: "the device was never asked")
        case .cannotTell(let reason): .unknown(reason: reason)
        }
    }

    private func report(_ outcome: DeviceOutcome, of effect: Effect, isDoubted: Bool = false) {
        if !isDoubted { state = .reporting }
        let end = WireEndEffect.with {
            $0.effectID = Data(effect.id.bytes)
            $0.subjectID = Data(effect.subject.bytes)
            $0.attempt = Int32(effect.attempt)
            (($0.outcome, $0.reference), $0.reason) = outcome.words
        }
        let id = SubjectID.v8(naming: [
            "effect", effect.id.digits, String(effect.attempt), "end", end.outcome, instance,
        ])
        ask(bodies.ending(end), id, effect) { [self] reply in
            switch reply.outcome {
            case .accepted: if !isDoubted { over() }
            case .retry(let retry):
                process.later(.milliseconds(Int64(max(1, retry.afterMs)))) { [self] in
                    report(outcome, of: effect, isDoubted: isDoubted)
                }
            case .fault(let fault):
                world.wrong("\(process.name): the end of an effect fails: \(fault.code): \(fault.problem)")
            default: world.wrong("\(process.name): the end of an effect isn't taken: \(reply)")
            }
        }
    }

    private func ask(_ body: [UInt8], _ id: UUID, _ effect: Effect, _ answered: @escaping (WireReply) -> Void) {
        do {
            guard case .command(let command) = try desk.read(body) else { return }
            let asking = Asking(id: id, principal: "device", office: effect.office, source: .device)
            let answer = Unchecked(answered)
            process.submit([
                Admission(asking: asking, command: command, body: body, seed: world.drawSeed()) { [world] bytes in
                    do {
                        answer.value(try WireReply(serializedBytes: bytes))
                    } catch {
                        world.wrong("an answer can't be read: \(error)")
                    }
                }
            ])
        } catch {
            world.wrong("\(process.name) can't read its own command: \(error)")
        }
    }
}

/// Crosses into a closure that is called on the same thread.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
