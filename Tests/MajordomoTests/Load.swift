import Foundation
import ZeroMQ

@testable import Majordomo

/// Keeps a number of requests out until all were answered, and counts how each ended.
final class Load: Sendable {
    private struct State {
        var sent = 0
        var outcomes: [String: Int] = [:]
        var ended = 0
    }

    private let client: ClientPort
    private let service: String
    private let total: Int
    private let outstanding: Int
    private let deadline: Duration
    private let state = Guarded(State())
    private let done = Signal()

    init(client: ClientPort, service: String, total: Int, outstanding: Int, deadline: Duration = .seconds(60)) {
        self.client = client
        self.service = service
        self.total = total
        self.outstanding = outstanding
        self.deadline = deadline
    }

    func run() {
        for _ in 0..<min(outstanding, total) { sendNext() }
    }

    func wait(within time: Duration) -> Bool { done.wait(within: time) }

    var answered: Int { state.with { $0.outcomes["ok"] ?? 0 } }
    var ended: Int { state.with { $0.ended } }
    var summary: [String: Int] { state.with { $0.outcomes } }

    private func sendNext() {
        let number = state.with { state in
            state.sent += 1
            return state.sent
        }
        guard number <= total else { return }
        let body = Array("request \(number)".utf8)
        client.send(service: service, id: UUID(), body: body, deadline: deadline) { outcome in
            let word =
                switch outcome {
                case .ok(let reply): reply == body ? "ok" : "mixed up"
                default: "\(outcome)"
                }
            let ended = self.state.with { state in
                state.outcomes[word, default: 0] += 1
                state.ended += 1
                return state.ended
            }
            if ended == self.total { self.done.give() } else { self.sendNext() }
        }
    }
}
