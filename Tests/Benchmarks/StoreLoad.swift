import Contracts
import Foundation
import Majordomo
import Records

/// Files visits and records the data of what is complete, many at a time, until there are enough cases or the time is up.
final class StoreLoad: @unchecked Sendable {
    private let client: ClientPort
    private let lock = NSCondition()
    private var payloads: SamplePayloads
    private let most: Int
    private let until: ContinuousClock.Instant
    private var outstanding = 0
    private(set) var cases = 0
    private(set) var recorded = 0
    private(set) var refused: [String: Int] = [:]
    private let later = DispatchQueue(label: "again")

    init(_ client: ClientPort, _ payloads: SamplePayloads, cases: Int, within limit: Duration) {
        self.client = client
        self.payloads = payloads
        most = cases
        until = .now + limit
    }

    /// Gives the payloads back, which go on where this ended.
    func run(outstanding wanted: Int) -> SamplePayloads {
        for _ in 0..<wanted { file() }
        return lock.withLock {
            while outstanding > 0 { lock.wait() }
            return payloads
        }
    }

    private func file() {
        let payload: SamplePayloads.Payload? = lock.withLock {
            guard cases < most, ContinuousClock.now < until else { return nil }
            outstanding += 1
            return payloads.make(1)[0]
        }
        guard let payload else { return }
        send(payload.service, payload.id, payload.body) { [self] body in
            guard let body, let reply = try? WireIntakeReply(serializedBytes: body) else { return done() }
            let opened = reply.visitOpened.cases
            lock.withLock { cases += opened.count }
            let office = payload.service.drop { $0 != "@" }.dropFirst()
            record(
                opened.filter { $0.missing.isEmpty && $0.refused.isEmpty && !$0.urgent }.map(\.number)[...],
                at: String(office))
        }
    }

    private func record(_ numbers: ArraySlice<String>, at office: String) {
        guard let number = numbers.first else { return done() }
        let id = UUID.v7now()
        let command = WireRecordingCommand.with { $0.recordData.caseNumber = number }
        let request = WireRequest.ofBench(id, office, written(command))
        send("recording@\(office)", id, written(request)) { [self] body in
            if body != nil { lock.withLock { recorded += 1 } }
            record(numbers.dropFirst(), at: office)
        }
    }

    /// One request to its end: what is to come again does.
    private func send(
        _ service: String, _ id: UUID, _ body: [UInt8], _ completion: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        client.send(service: service, id: id, body: body, deadline: .seconds(60)) { [self] outcome in
            guard case .ok(let bytes) = outcome, let reply = try? WireReply(serializedBytes: bytes) else {
                later.asyncAfter(deadline: .now() + 0.1) { [self] in send(service, id, body, completion) }
                return
            }
            switch reply.outcome {
            case .accepted(let body): completion(Array(body))
            case .retry(let retry):
                later.asyncAfter(deadline: .now() + .milliseconds(max(5, Int(retry.afterMs)))) { [self] in
                    send(service, id, body, completion)
                }
            case .rejected(let no): refuse(no.code, completion)
            case .fault(let fault): refuse(fault.code, completion)
            case nil: refuse("empty", completion)
            }
        }
    }

    private func refuse(_ code: String, _ completion: ([UInt8]?) -> Void) {
        lock.withLock { refused[code, default: 0] += 1 }
        completion(nil)
    }

    private func done() {
        lock.withLock {
            outstanding -= 1
            if outstanding == 0 { lock.broadcast() }
        }
        file()
    }
}
