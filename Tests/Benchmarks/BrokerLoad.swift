import Contracts
import Foundation
import Logging
import Majordomo

/// Keeps a number of requests outstanding for some seconds, through the broker.
final class BrokerLoad: @unchecked Sendable {
    private let client: ClientPort
    private let lock = NSCondition()
    private var waiting: ArraySlice<SamplePayloads.Payload>
    private var outstanding = 0
    private var latencies: [Double] = []
    private var isOver = false
    private(set) var accepted = 0
    private(set) var cases = 0
    private(set) var failures: [String: Int] = [:]

    init(client: ClientPort, payloads: [SamplePayloads.Payload]) {
        self.client = client
        waiting = payloads[...]
    }

    func run(_ name: String, outstanding wanted: Int, seconds: Int) -> Figure {
        let began = ContinuousClock.now
        for _ in 0..<wanted { send() }
        lock.withLock {
            let until = Date(timeIntervalSinceNow: Double(seconds))
            while !waiting.isEmpty, lock.wait(until: until) {}
            isOver = true
            while outstanding > 0 { lock.wait() }
        }
        let elapsed = (ContinuousClock.now - began) / .seconds(1)
        let sorted = Latencies(latencies)
        return Figure(name: name, casesPerSecond: Double(cases) / elapsed, p50: sorted[50], p99: sorted[99])
    }

    private func send() {
        let payload: SamplePayloads.Payload? = lock.withLock {
            guard !isOver, let next = waiting.popFirst() else {
                lock.signal()
                return nil
            }
            outstanding += 1
            return next
        }
        guard let payload else { return }
        let began = ContinuousClock.now
        client.send(service: payload.service, id: payload.id, body: payload.body, deadline: .seconds(60)) {
            [self] outcome in
            note(outcome, payload, (ContinuousClock.now - began) / .milliseconds(1))
            send()
        }
    }

    private func note(_ outcome: Outcome, _ payload: SamplePayloads.Payload, _ milliseconds: Double) {
        let problem = Self.problem(in: outcome)
        lock.withLock {
            outstanding -= 1
            latencies.append(milliseconds)
            if let problem {
                failures[problem, default: 0] += 1
            } else {
                accepted += 1
                cases += payload.cases
            }
            if outstanding == 0 || waiting.isEmpty { lock.broadcast() }
        }
    }

    private static func problem(in outcome: Outcome) -> String? {
        guard case .ok(let bytes) = outcome, let reply = try? WireReply(serializedBytes: bytes) else {
            return "\(outcome)"
        }
        switch reply.outcome {
        case .accepted: return nil
        case .rejected(let rejection): return rejection.code
        case .retry(let retry): return "retry: \(retry.reason)"
        case .fault(let fault): return fault.code
        case nil: return "an empty reply"
        }
    }
}
