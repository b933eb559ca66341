import Contracts
import Foundation
import SwiftProtobuf

/// The messages of one service: its commands and what it answers.
public protocol ServiceDialect {
    associatedtype Command
    associatedtype Reply
    static var service: String { get }
    static func written(_ command: Command) throws -> [UInt8]
    /// Nil where the bytes hold no reply that is known here.
    static func read(_ bytes: [UInt8]) throws -> Reply?
}

public enum IntakeDialect: ServiceDialect {
    public static let service = "intake"

    public static func written(_ command: WireIntakeCommand.OneOf_Command) throws -> [UInt8] {
        try WireIntakeCommand.with { $0.command = command }.serializedBytes()
    }

    public static func read(_ bytes: [UInt8]) throws -> WireIntakeReply.OneOf_Reply? {
        try WireIntakeReply(serializedBytes: bytes).reply
    }
}

public enum RecordingDialect: ServiceDialect {
    public static let service = "recording"

    public static func written(_ command: WireRecordingCommand.OneOf_Command) throws -> [UInt8] {
        try WireRecordingCommand.with { $0.command = command }.serializedBytes()
    }

    public static func read(_ bytes: [UInt8]) throws -> WireRecordingReply.OneOf_Reply? {
        try WireRecordingReply(serializedBytes: bytes).reply
    }
}

public enum PrintingDialect: ServiceDialect {
    public static let service = "printing"

    public static func written(_ command: WirePrintingCommand.OneOf_Command) throws -> [UInt8] {
        try WirePrintingCommand.with { $0.command = command }.serializedBytes()
    }

    public static func read(_ bytes: [UInt8]) throws -> WirePrintingReply.OneOf_Reply? {
        try WirePrintingReply(serializedBytes: bytes).reply
    }
}

public enum NotificationDialect: ServiceDialect {
    public static let service = "notification"

    public static func written(_ command: WireNotificationCommand.OneOf_Command) throws -> [UInt8] {
        try WireNotificationCommand.with { $0.command = command }.serializedBytes()
    }

    public static func read(_ bytes: [UInt8]) throws -> WireNotificationReply.OneOf_Reply? {
        try WireNotificationReply(serializedBytes: bytes).reply
    }
}

extension SiteClient {
    /// Asks a service in its own messages.
    ///
    ///     let reply = try await client.ask(IntakeDialect.self, office, .showSite(.init()), patience: .prompt(.seconds(5)))
    public func ask<D: ServiceDialect>(
        _ dialect: D.Type, _ office: String, _ command: D.Command, id: UUID = .freshRequest(), patience: Patience
    ) async throws(RequestFailure) -> D.Reply {
        let body: [UInt8]
        do {
            body = try D.written(command)
        } catch {
            throw .fault(.unwritable("\(error)"))
        }
        let request = ServiceRequest(D.service, office: office, id: id, body: body)
        let bytes = try await ask(request, patience: patience)
        do {
            guard let reply = try D.read(bytes) else { throw RequestFailure.unreadable(request.name) }
            return reply
        } catch {
            throw .unreadable(request.name)
        }
    }

    /// Any service's answer to what any service can be asked about a case that it holds: `case` is field 1 of every
    /// service's command and of every reply.
    public func ask(
        holder service: String, _ office: String, _ command: WireCaseCommand.OneOf_Command, id: UUID = .freshRequest(),
        patience: Patience
    ) async throws(RequestFailure) -> WireCaseView {
        let request: ServiceRequest
        do {
            let body = try IntakeDialect.written(.case(.with { $0.command = command }))
            request = ServiceRequest(service, office: office, id: id, body: body)
        } catch {
            throw .fault(.unwritable("\(error)"))
        }
        let bytes = try await ask(request, patience: patience)
        guard case .case(let view)? = try? IntakeDialect.read(bytes) else { throw .unreadable(request.name) }
        return view
    }
}
