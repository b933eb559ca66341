import Foundation
import Majordomo

/// What takes a message to another service and brings its answer: the client of the site's broker.
public protocol Carrier: Sendable {
    func send(
        service: String, id: UUID, body: [UInt8], deadline: Duration,
        completion: @escaping @Sendable (Outcome) -> Void)
}

extension ClientPort: Carrier {}
