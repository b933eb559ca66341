import Casework
import Civil
import Contracts
import Foundation
import Majordomo
import TestKit

/// The line between the sites of a test, and the broker of each: names lead to engines of this process. What passes
/// between sites can be lost, doubled or kept back as the test says.
final class Line: Sendable {
    typealias Receiver =
        @Sendable (_ body: [UInt8], _ principal: String, _ answer: @escaping @Sendable ([UInt8]) -> Void)
        -> Void

    /// A message on its way from one site to the other.
    struct Passing: Sendable {
        var name: String
        var id: UUID
        var request: WireRequest

        /// What any service can be asked about a case.
        var command: WireCaseCommand.OneOf_Command? {
            (try? WireIntakeCommand(serializedBytes: request.body))?.case.command
        }
    }

    enum Fate: Sendable {
        case arrives
        case arrivesTwice
        /// It comes there, and its answer doesn't come back.
        case loseAnswer
        case lost
        /// Until `letGo`.
        case keptBack
        /// Nobody serves the name: the line is down.
        case cut
    }

    private struct State {
        /// By site, its own names.
        var receivers: [String: [String: Receiver]] = [:]
        /// Whose a name is for the others: where two claim it, the one that came last.
        var owners: [String: String] = [:]
        var fate: @Sendable (Passing) -> Fate = { _ in .arrives }
        var kept: [@Sendable () -> Void] = []
    }

    private let lock = NSLock()
    nonisolated(unsafe) private var state = State()
    /// Everything that passed between the sites, whatever became of it.
    let passed = Mailbox<Passing>()

    func register(_ name: String, at site: String, _ receiver: @escaping Receiver) {
        lock.withLock {
            state.receivers[site, default: [:]][name] = receiver
            state.owners[name] = site
        }
    }

    /// What becomes of the messages from now on.
    func decide(_ fate: @escaping @Sendable (Passing) -> Fate) { lock.withLock { state.fate = fate } }

    /// Lets everything go that was kept back, the last first: out of its order.
    func letGo() {
        let kept = lock.withLock {
            defer { state.kept = [] }
            return state.kept
        }
        for go in kept.reversed() { go() }
    }

    var keptBack: Int { lock.withLock { state.kept.count } }

    func carrier(of site: String) -> any Carrier { SiteCarrier(line: self, site: site) }

    fileprivate func send(
        from site: String, _ name: String, _ id: UUID, _ body: [UInt8],
        _ completion: @escaping @Sendable (Outcome) -> Void
    ) {
        if let own = lock.withLock({ state.receivers[site]?[name] }) {
            return own(body, "site") { completion(.ok($0)) }
        }
        let found = lock.withLock { state.owners[name].flatMap { state.receivers[$0]?[name] } }
        guard let receiver = found else { return completion(.unavailable) }
        guard let request = try? WireRequest(serializedBytes: body) else { return completion(.refused) }
        let passing = Passing(name: name, id: id, request: request)
        passed.put(passing)
        let principal = "site>\(site)"
        switch lock.withLock({ state.fate })(passing) {
        case .arrives: receiver(body, principal) { completion(.ok($0)) }
        case .arrivesTwice:
            receiver(body, principal) { _ in }
            receiver(body, principal) { completion(.ok($0)) }
        case .loseAnswer: receiver(body, principal) { _ in completion(.unknown) }
        case .lost: completion(.unknown)
        case .keptBack:
            lock.withLock { state.kept.append { receiver(body, principal) { completion(.ok($0)) } } }
        case .cut: completion(.unavailable)
        }
    }
}

private struct SiteCarrier: Carrier {
    let line: Line
    let site: String

    func send(
        service: String, id: UUID, body: [UInt8], deadline: Duration,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        line.send(from: site, service, id, body, completion)
    }
}
