import Contracts
import Foundation
import Logging
import Majordomo
import SwiftProtobuf
import ZeroMQ

/// Asks the services of one site, through its broker, on behalf of a person.
///
/// Any number of requests may be out at a time, from any thread. A request that has to be sent again goes with the
/// same id and the same bytes, so it is carried out at most once however often it is sent.
public final class SiteClient: Sendable {
    private let port: ClientPort
    private let asker: Asker

    /// - Parameters:
    ///   - brokers: endpoints in order of preference; the first that answers is used.
    ///   - identity: the keys for brokers over TCP; needed for those beyond this machine.
    /// - Throws: where an endpoint can't be used at all.
    public init(
        brokers: [String], identity: Identity? = nil, asker: Asker,
        logger: Logger = Logger(label: "loket") { _ in SwiftLogNoOpLogHandler() }
    ) throws(ZeroMQError) {
        port = try ClientPort(endpoints: brokers, identity: identity, logger: logger)
        self.asker = asker
    }

    /// Ends everything that is out and closes the line.
    public func stop() { port.stop() }

    /// Sends a request and calls `completion` once, with the service's own reply or with why there is none. It runs
    /// on a thread of the client and must not wait.
    public func send(
        _ request: ServiceRequest, patience: Patience,
        completion: @escaping @Sendable (Result<[UInt8], RequestFailure>) -> Void
    ) {
        let bytes: [UInt8]
        do {
            bytes = try request.envelope(from: asker).serializedBytes()
        } catch {
            return completion(.failure(.fault(.unwritable("\(error)"))))
        }
        send(Pursuit(request, patience: patience, from: .now), bytes, completion)
    }

    /// Sends a request and waits for the service's own reply.
    public func ask(_ request: ServiceRequest, patience: Patience) async throws(RequestFailure) -> [UInt8] {
        let result = await withCheckedContinuation { continuation in
            send(request, patience: patience) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// What the broker itself knows: who serves which name, and what it counted.
    public func brokerStatus(within limit: Duration) async throws(RequestFailure) -> WireBrokerStatus {
        let outcome = await port.request(service: "lok.status", id: .freshRequest(), body: [], deadline: limit)
        guard case .ok(let bytes) = outcome else { throw .noBroker }
        do {
            return try WireBrokerStatus(serializedBytes: bytes)
        } catch {
            throw .unreadable("lok.status")
        }
    }

    private func send(
        _ pursuit: Pursuit, _ bytes: [UInt8],
        _ completion: @escaping @Sendable (Result<[UInt8], RequestFailure>) -> Void
    ) {
        let now = ContinuousClock.now
        port.send(
            service: pursuit.request.name, id: pursuit.request.id, body: bytes, deadline: pursuit.left(at: now)
        ) { outcome in
            var pursuit = pursuit
            switch pursuit.received(outcome, at: .now) {
            case .end(let result): completion(result)
            case .again(let pause):
                DispatchQueue.global().asyncAfter(deadline: .now() + pause / .seconds(1)) { [self, pursuit] in
                    send(pursuit, bytes, completion)
                }
            }
        }
    }
}

extension WireFault {
    static func unwritable(_ why: String) -> WireFault {
        .with {
            $0.code = "unwritable"
            $0.problem = "the request can't be written down: \(why)"
            $0.fix = "report it"
        }
    }
}
