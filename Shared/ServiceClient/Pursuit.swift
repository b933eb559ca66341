import Contracts
import Foundation
import Majordomo
import SwiftProtobuf

/// One request on its way to its end, without a socket: what each outcome means, and when it is sent again.
package struct Pursuit: Sendable {
    package enum Step: Equatable {
        case end(Result<[UInt8], RequestFailure>)
        /// The same request, after a pause.
        case again(after: Duration)
    }

    /// A service that asks for a longer pause than this gets it; a shorter one doesn't make the client spin.
    static let shortestPause = Duration.milliseconds(10)
    static let pauseInOutage = Duration.milliseconds(100)

    package let request: ServiceRequest
    private let patience: Patience
    private let deadline: Instant

    package init(_ request: ServiceRequest, patience: Patience, from now: Instant) {
        self.request = request
        self.patience = patience
        deadline = now + patience.limit
    }

    package func left(at now: Instant) -> Duration { max(deadline - now, .zero) }

    package mutating func received(_ outcome: Outcome, at now: Instant) -> Step {
        switch outcome {
        case .ok(let bytes): read(bytes, now)
        case .busy: outage(.busy(request.name), now)
        case .unavailable: outage(.unavailable(request.name), now)
        case .expired: .end(.failure(.busy(request.name)))
        case .refused: .end(.failure(.notCarried(request.name)))
        case .unknown: .end(.failure(.unknown(request.name, request.id)))
        }
    }

    private func outage(_ failure: RequestFailure, _ now: Instant) -> Step {
        guard patience.outlastsOutages else { return .end(.failure(failure)) }
        return again(after: Self.pauseInOutage, else: failure, now)
    }

    private func read(_ bytes: [UInt8], _ now: Instant) -> Step {
        let reply: WireReply
        do {
            reply = try WireReply(serializedBytes: bytes)
        } catch {
            return .end(.failure(.unreadable(request.name)))
        }
        switch reply.outcome {
        case .accepted(let body): return .end(.success(Array(body)))
        case .rejected(let rejection): return .end(.failure(.rejected(rejection)))
        case .fault(let fault): return .end(.failure(.fault(fault)))
        case .retry(let retry):
            let pause = max(.milliseconds(Int64(retry.afterMs)), Self.shortestPause)
            return again(after: pause, else: .notYet(request.name, reason: retry.reason), now)
        case nil: return .end(.failure(.unreadable(request.name)))
        }
    }

    private func again(after pause: Duration, else failure: RequestFailure, _ now: Instant) -> Step {
        left(at: now) > pause ? .again(after: pause) : .end(.failure(failure))
    }
}
