import Civil
import Foundation

/// Who asks for something, for which office, and how it came.
public struct Asking: Sendable {
    public enum Source: Sendable, Equatable {
        /// A client that waits for the answer.
        case client
        /// Another service's relay: a message that was committed before it was sent.
        case relay(service: String)
        /// A due row whose time has come.
        case due(subject: UUID, kind: Int16, at: Int64)
        /// The runner of a device: nobody else says what a printer or a gateway did.
        case device
    }

    public var id: UUID
    public var principal: String
    public var office: String
    public var operatorName: String
    public var desk: String
    public var purpose: String
    /// The offices that another site speaks for; nil where nothing is kept from whoever asks.
    public var speaksFor: Set<String>?
    public var source: Source

    public init(
        id: UUID, principal: String, office: String, operatorName: String = "", desk: String = "",
        purpose: String = "", service: String = "", speaksFor: Set<String>? = nil, source: Source = .client
    ) {
        self.id = id
        self.principal = principal
        self.office = office
        self.operatorName = operatorName
        self.desk = desk
        self.purpose = purpose
        self.speaksFor = speaksFor
        self.source = source == .client && !service.isEmpty ? .relay(service: service) : source
    }

    /// Who stands in the journal.
    public var actor: String {
        switch source {
        case .due: "clock"
        case .device: "device"
        case .relay(let service): "service:\(service)"
        case .client: operatorName.isEmpty ? principal : "operator:\(operatorName)"
        }
    }
}

/// A request on its way into a batch. A reference: batches are sorted and cut up, and commands are big.
public final class Admission<Command: Sendable>: Sendable {
    public let asking: Asking
    public let command: Command
    /// The exact bytes, for the hash that tells a resend from another request with the same id.
    public let body: [UInt8]
    public let bodyHash: [UInt8]
    public let seed: Draw.Seed
    /// What another site sent along of the case's history.
    public let carried: CarriedHistory?
    /// Gets the answer after the commit; it is called on the committer's thread and must not wait.
    public let answer: @Sendable ([UInt8]) -> Void

    public init(
        asking: Asking, command: Command, body: [UInt8], seed: Draw.Seed = .drawn(), carried: CarriedHistory? = nil,
        answer: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.asking = asking
        self.command = command
        self.body = body
        bodyHash = Chain.bodyHash(office: asking.office, body: body)
        self.seed = seed
        self.carried = carried
        self.answer = answer
    }
}
