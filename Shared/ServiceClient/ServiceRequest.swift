import Civil
import Contracts
import Foundation
import SwiftProtobuf

/// Who asks, for the journal.
public struct Asker: Sendable, Equatable {
    /// The officer's account name or NIP.
    public var operatorName: String
    public var desk: String
    /// Why personal data is asked for, where it is.
    public var purpose: String

    public init(operatorName: String, desk: String = "", purpose: String = "") {
        self.operatorName = operatorName
        self.desk = desk
        self.purpose = purpose
    }
}

/// A request to one service of one office. Sent again, it is the same request as long as all of this is the same.
public struct ServiceRequest: Sendable, Equatable {
    public let service: String
    public let office: String
    public let id: UUID
    /// The service's own command.
    public let body: [UInt8]

    public init(_ service: String, office: String, id: UUID = .freshRequest(), body: [UInt8]) {
        self.service = service
        self.office = office
        self.id = id
        self.body = body
    }

    /// What the broker knows the service by.
    public var name: String { "\(service)@\(office)" }

    package func envelope(from asker: Asker) -> WireRequest {
        .with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = office
            $0.actor.operator = asker.operatorName
            $0.actor.desk = asker.desk
            $0.actor.purpose = asker.purpose
            $0.body = Data(body)
        }
    }
}

/// How long a request is pursued.
public struct Patience: Sendable, Equatable {
    /// After this long without an answer the request ends without one.
    public var limit: Duration
    /// Whether it waits while nobody serves the name or the queue is full, instead of ending at once.
    public var outlastsOutages: Bool

    /// Asked by a person who waits: an outage is told at once.
    public static func prompt(_ limit: Duration) -> Patience { Patience(limit: limit, outlastsOutages: false) }

    /// Asked by a program that can wait: services may be restarted meanwhile.
    public static func patient(_ limit: Duration) -> Patience { Patience(limit: limit, outlastsOutages: true) }
}

extension UUID {
    /// The id of a new request: a UUIDv7 of this moment, by which a service knows its age.
    public static func freshRequest(at date: Date = Date()) -> UUID {
        var random = SystemRandomNumberGenerator()
        let (high, low): (UInt64, UInt64) = (random.next(), random.next())
        let drawn = withUnsafeBytes(of: (high, low)) { Array($0) }
        return SubjectID.v7(
            at: Moment(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000)), random: Array(drawn.prefix(10)))
    }
}
