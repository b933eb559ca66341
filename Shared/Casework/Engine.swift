import Civil
import Foundation

/// The engine of a service: takes requests, commits them in batches, relays what follows from them.
///
/// Every request is answered once, after the commit, or not at all when the process dies before it: then
/// whoever asked sends the same request again and gets the answer of the first attempt.
public final class Engine<D: Department>: Sendable {
    private let desk: D
    private let settings: EngineSettings
    private let committers: [Committer<D>]
    private let relay: Relay
    private let clock: DueClock
    private let upkeep: Upkeep

    /// - Parameters:
    ///   - effectsPlanned: called after a commit that left effects for the device; must not wait.
    ///   - batchAnswered: called after the answers of a batch, so that they can leave together; must not wait.
    public init(
        desk: D, settings: EngineSettings, carrier: any Carrier, effectsPlanned: @escaping @Sendable () -> Void = {},
        batchAnswered: @escaping @Sendable () -> Void = {}
    ) {
        self.desk = desk
        self.settings = settings
        let relay = Relay(desk, settings: settings, carrier: carrier)
        self.relay = relay
        committers = (0..<max(1, settings.committers)).map { index in
            Committer(desk: desk, settings: settings, index: index) { outgoing, planned in
                batchAnswered()
                if !outgoing.isEmpty { relay.take(outgoing) }
                if planned > 0 { effectsPlanned() }
            }
        }
        clock = DueClock(service: desk.service, settings: settings)
        upkeep = Upkeep(service: desk.service, settings: settings)
        let first = committers[0]
        relay.start { first.acknowledge($0) }
        clock.start { [self] in fire($0, ended: $1) }
        upkeep.start()
    }

    /// Takes requests in; those of one office keep their order.
    public func submit(_ admissions: [Admission<D.Command>]) {
        guard committers.count > 1 else { return committers[0].submit(admissions) }
        var shares = [[Admission<D.Command>]](repeating: [], count: committers.count)
        for admission in admissions { shares[share(of: admission.asking.office)].append(admission) }
        for (committer, share) in zip(committers, shares) where !share.isEmpty { committer.submit(share) }
    }

    /// Commits what was taken in, lets the relay finish what it can, and ends every thread.
    public func stop() {
        clock.stop()
        upkeep.stop()
        for committer in committers { committer.stop() }
        relay.stop()
    }

    private func share(of office: String) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in office.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash >> 8) % committers.count
    }

    private func fire(_ due: DueRow, ended: @escaping @Sendable (_ isDone: Bool) -> Void) {
        do throws(UnreadableRequest) {
            guard let admission = try Admission(firing: due, at: desk, ended: ended) else { return ended(false) }
            submit([admission])
        } catch {
            settings.logger.error("a due row can't be read", metadata: ["why": "\(error.problem)"])
            ended(false)
        }
    }
}

extension Admission {
    /// A due row becomes an ordinary command whose id is made of subject, kind and time; nil where it is none.
    package convenience init?(
        firing due: DueRow, at desk: some Department<Command>, seed: Draw.Seed = .drawn(),
        ended: @escaping @Sendable (_ isDone: Bool) -> Void
    ) throws(UnreadableRequest) {
        guard case .command(let command) = try desk.read(due.body) else { return nil }
        let asking = Asking(
            id: SubjectID.v8(naming: ["due", due.subject.digits, String(due.kind), String(due.at)]),
            principal: "clock", office: due.office, source: .due(subject: due.subject, kind: due.kind, at: due.at))
        self.init(asking: asking, command: command, body: due.body, seed: seed) { ended(ReplyBytes.isStored($0)) }
    }
}
