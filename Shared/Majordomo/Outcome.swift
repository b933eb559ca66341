/// How a request ended for the client that sent it.
///
/// "No worker saw it" speaks of this call: where an earlier call under the same id ended `unknown`, that one may
/// still have been carried out.
public enum Outcome: Sendable, Equatable {
    /// A worker's reply: committed, or a stored rejection.
    case ok([UInt8])
    /// The service's queue was full. No worker saw the request.
    case busy
    /// Nobody served the name, or no broker was reached. No worker saw the request.
    case unavailable
    /// The deadline passed while the request was queued. No worker saw it.
    case expired
    /// The broker couldn't read the request, or it was too big. No worker saw it.
    case refused
    /// The deadline passed without an answer: it may be committed. Send the same request with the same id again.
    case unknown
}

/// A request as a worker gets it.
public struct Delivery: Sendable, Equatable {
    /// What the reply must carry; opaque, and of use only to the port it came from.
    public let handle: [UInt8]
    public let service: String
    /// The sender first, then each site that vouched for the one before.
    public let principals: [String]
    public let body: [UInt8]

    public init(handle: [UInt8], service: String, principals: [String], body: [UInt8]) {
        self.handle = handle
        self.service = service
        self.principals = principals
        self.body = body
    }
}
