import Foundation

@testable import Majordomo

/// A broker's core with a clock in the test's hand: what is said to it, and what it says to whom.
struct BrokerTable {
    struct Said: Equatable, CustomStringConvertible {
        let to: String
        let frames: [[UInt8]]

        var description: String { "to \(to): \(frames.map { String(decoding: $0, as: UTF8.self) })" }
    }

    var core: BrokerCore
    var now = Instant.now
    /// The handles of what was dispatched, in order.
    var handles: [Handle] = []
    var dispatches: [BrokerCore.Dispatch] = []
    /// What was written into the log.
    var warnings: [String] = []

    /// A broker whose time of settling is over.
    init(
        _ settings: BrokerSettings = BrokerSettings(), keys: [String: Standing] = [:], settled: Bool = true
    ) {
        core = BrokerCore(incarnation: 7, settings: settings, standing: { keys[$0] }, now: now)
        if settled { _ = wait(settings.settling) }
    }

    /// One message from a peer, frame 0 and all.
    mutating func says(_ peer: String, user: String? = nil, _ frames: [[UInt8]]) -> [Said] {
        var actions: [BrokerCore.Action] = []
        core.received([Array(peer.utf8)] + frames, user: user, now: now, into: &actions)
        return spoken(actions)
    }

    mutating func saysTooMuch(_ peer: String, head: [[UInt8]]) -> [Said] {
        var actions: [BrokerCore.Action] = []
        core.receivedOversize(head: [Array(peer.utf8)] + head, now: now, into: &actions)
        return spoken(actions)
    }

    mutating func wait(_ time: Duration) -> [Said] {
        now += time
        var actions: [BrokerCore.Action] = []
        core.tick(now: now, into: &actions)
        return spoken(actions)
    }

    /// The last dispatch turned out not to have left.
    mutating func returnsUndelivered(_ dispatch: BrokerCore.Dispatch) -> [Said] {
        var actions: [BrokerCore.Action] = []
        core.undelivered(dispatch, now: now, into: &actions)
        return spoken(actions)
    }

    /// What the core of the line says to the broker's.
    mutating func onTheLine(
        _ happened: (BrokerCore, Instant, inout [BrokerCore.Action]) -> Void
    ) -> [Said] {
        var actions: [BrokerCore.Action] = []
        happened(core, now, &actions)
        return spoken(actions)
    }

    mutating func spoken(_ actions: [BrokerCore.Action]) -> [Said] {
        actions.compactMap { action in
            switch action {
            case .warn(let sentence):
                warnings.append(sentence)
                return nil
            case .send(let peer, let frames): return Said(to: text(peer), frames: frames)
            case .dispatch(let dispatch):
                handles.append(dispatch.handle)
                dispatches.append(dispatch)
                return Said(to: text(dispatch.worker), frames: dispatch.frames)
            case .reportStatus(let requester):
                return Said(to: text(requester.peer), frames: [b("status")])
            }
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

func b(_ text: String) -> [UInt8] { Array(text.utf8) }

let lokc = b("LOKC01")
let lokw = b("LOKW01")
let mdpc = b("MDPC01")
let mdpw = b("MDPW01")

func id(_ number: UInt64) -> RequestID { RequestID(high: 0, low: number) }

/// LOKC01 REQUEST, written out as LOK.md numbers its frames.
func ask(_ service: String, _ number: UInt64, _ body: String = "body", within milliseconds: UInt32 = 10_000)
    -> [[UInt8]]
{
    [[], lokc, [2], b(service), id(number).bytes, [UInt8](bigEndian: milliseconds), b(body)]
}

/// LOKC01 REPLY.
func answer(_ service: String, _ number: UInt64, _ status: UInt8, _ body: String = "") -> [[UInt8]] {
    [[], lokc, [3], b(service), id(number).bytes, [status], b(body)]
}

/// LOKW01 READY.
func lokReady(_ credit: UInt32, _ names: String...) -> [[UInt8]] {
    [[], lokw, [1], [UInt8](bigEndian: credit)] + names.map(b)
}

/// LOKW01 REQUEST as a worker gets it from incarnation 7.
func work(_ service: String, _ sequence: UInt64, _ body: String = "body") -> [[UInt8]] {
    [[], lokw, [2], Handle(incarnation: 7, sequence: sequence).bytes, b(service), b("site"), b(body)]
}

/// LOKW01 REPLY.
func done(_ service: String, _ sequence: UInt64, _ body: String = "done", incarnation: UInt64 = 7) -> [[UInt8]] {
    [[], lokw, [3], Handle(incarnation: incarnation, sequence: sequence).bytes, b(service), [], b(body)]
}

let workerHeartbeat: [[UInt8]] = [[], lokw, [4]]
let workerDisconnect: [[UInt8]] = [[], lokw, [5]]
