import Casework
import Civil
import Contracts
import Foundation
import TestKit

/// An engine of slips on a database of its own, and runners beside it.
struct SlipRig {
    let database: TestDatabase
    let rig: EngineRig<SlipDepartment>
    private let wakes: Wakes

    init(effectLease: Duration = .seconds(6)) throws {
        database = try TestDatabase()
        try database.makeSite()
        let wakes = Wakes()
        self.wakes = wakes
        rig = EngineRig(
            SlipDepartment(), database: database.conninfo(role: "loket_notification"), effectLease: effectLease,
            effectsPlanned: { wakes.wake() })
    }

    /// A runner that is started and woken by the engine.
    func runner(
        _ device: ScriptedDevice, retryAfter: Duration = .milliseconds(5), otherPlace: Duration = .seconds(3_600)
    ) -> EffectRunner<SlipDepartment> {
        var settings = EffectSettings()
        settings.sweep = .milliseconds(20)
        settings.retryAfter = retryAfter
        settings.otherPlace = otherPlace
        let runner = EffectRunner(
            desk: SlipDepartment(), device: device, offices: ["32.15.05"], engine: rig.settings, settings: settings)
        wakes.add { runner.wake() }
        runner.start(on: rig.engine)
        return runner
    }

    func plan(_ numbers: String..., text: String = "") async throws {
        for number in numbers {
            let reply = try await rig.ask(SlipDepartment.plan(number, text: text))
            guard case .accepted? = reply.outcome else { throw Timeout(description: "not planned: \(reply)") }
        }
    }

    /// A start as an instance commits it that dies then.
    @discardableResult
    func startAndDie(_ number: String, attempt: Int32 = 1, instance: String = "dead") async throws -> WireReply {
        let start = WireStartEffect.with {
            $0.effectID = Data(SlipDepartment.effect(number).bytes)
            $0.subjectID = Data(SlipDepartment.id(number).bytes)
            $0.instance = instance
            $0.attempt = attempt
        }
        return try await device(.start(start), SlipDepartment().body(starting: start))
    }

    func end(_ number: String, _ outcome: String, attempt: Int32 = 1) async throws -> WireReply {
        let end = WireEndEffect.with {
            $0.effectID = Data(SlipDepartment.effect(number).bytes)
            $0.subjectID = Data(SlipDepartment.id(number).bytes)
            $0.outcome = outcome
            $0.attempt = attempt
        }
        return try await device(.end(end), SlipDepartment().body(ending: end))
    }

    private func device(_ command: SlipDepartment.Command, _ body: [UInt8]) async throws -> WireReply {
        let asking = Asking(id: UUID(), principal: "device", office: "32.15.05", source: .device)
        let bytes = await withCheckedContinuation { (continuation: CheckedContinuation<[UInt8], Never>) in
            rig.engine.submit([
                Admission(asking: asking, command: command, body: body) { continuation.resume(returning: $0) }
            ])
        }
        return try WireReply(serializedBytes: bytes)
    }

    /// Ends the lease of everything that is started, as time would.
    func endLeases() throws { try moveLeases(to: "clock_timestamp() - interval '1 s'") }

    func moveLeases(to moment: String) throws {
        let connection = try database.connect()
        defer { connection.close() }
        try connection.script("UPDATE casework.effect SET lease_until = \(moment)")
    }

    func state(_ number: String) throws -> String {
        try database.rows("SELECT state, attempt FROM casework.effect WHERE number = '\(number)'")[0]
            .compactMap { $0 }.joined(separator: " ")
    }

    func wait(_ number: String, for state: String) throws {
        try eventually("\(number) is \(state), not \(self.state(number))") { try self.state(number) == state }
    }

    /// What the history of a slip says, entry by entry.
    func history(_ number: String) throws -> [String] {
        let connection = try database.connect()
        defer { connection.close() }
        return try Archive(connection).history(of: SlipDepartment.id(number)).map { entry in
            switch entry.event {
            case .notice(.planned): "planned"
            case .notice(.started(let attempt, _)): "started \(attempt)"
            case .notice(.ended(let outcome, _, _, _)): outcome.rawValue
            default: "?"
            }
        }
    }

    func stop(_ runners: EffectRunner<SlipDepartment>...) {
        for runner in runners { runner.stop() }
        rig.stop()
    }
}

private final class Wakes: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [@Sendable () -> Void] = []

    func add(_ wake: @escaping @Sendable () -> Void) { lock.withLock { all.append(wake) } }
    func wake() { for wake in lock.withLock({ all }) { wake() } }
}
