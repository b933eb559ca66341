import Foundation
import Postgres

/// Requests that the store itself refuses, kept with their bytes for a person to look at.
enum DeadLetters {
    private static let storeReceipt = Statement(
        """
        INSERT INTO casework.receipt (principal, id, body_hash, reply)
        VALUES ($1::text, $2::uuid, $3::bytea, $4::bytea) ON CONFLICT DO NOTHING
        """, name: "store_receipt")

    /// Keeps a relayed message as a dead letter and gives it a receipt, so that its sender stops sending it.
    /// A client's request is only answered: the client has it still.
    static func bury<Command>(
        _ admission: Admission<Command>, service: String, error: PostgresError, reply: [UInt8],
        on connection: Connection
    ) throws {
        let asking = admission.asking
        guard asking.source != .client else { return }
        var subject: UUID?
        if case .due(let id, _, _) = asking.source { subject = id }
        _ = try connection.pipeline([
            Step(.begin),
            Step(
                CaseworkRows.buryMessage, .uuid(asking.id), .text(service), .text(asking.principal),
                .text(asking.office), .optional(subject, Bind.uuid), .bytes(admission.body),
                .text(error.sqlstate ?? ""), .text(error.message)),
            Step(
                storeReceipt, .text(asking.principal), .uuid(asking.id), .bytes(admission.bodyHash), .bytes(reply)),
            Step(.commit),
        ])
    }
}
